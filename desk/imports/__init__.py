"""Files of orders taken in: every row remembers what it became."""
