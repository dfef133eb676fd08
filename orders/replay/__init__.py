"""Orders of the past placed once more on paper: stock as of then, other rules, what would have come of it."""
