"""What coordinators do with forms: take in, look over, mend, try, publish, compare, choose for a wave."""
