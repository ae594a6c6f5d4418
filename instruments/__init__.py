"""What is asked: instruments, protocols, scenarios, clocks and the bank that holds them."""
