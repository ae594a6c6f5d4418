"""How good a measurement is, worked out from what it is made of."""
