"""Files of what a gateway paid out: one reader per shape, pure."""
