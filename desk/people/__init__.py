"""Made-up people and addresses, the same for the same seed."""
