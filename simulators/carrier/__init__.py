"""The carrier simulator: rates, labels, hand-over, tracking, and every fault a real one has had."""
