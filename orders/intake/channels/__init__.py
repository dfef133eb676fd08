"""Shops of other makes: what they tell us, read as wishes. Each make is a folder and a line in the registry."""
