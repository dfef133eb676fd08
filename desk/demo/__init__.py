"""A small house to look around in: the same goods, buildings and people for the same seed."""
