"""What is done and old goes, every hour: effects are many."""

from core.services.retention import follow

KIND = "effects_gone"


def purge_done_effects() -> int:
    """How many effects done long ago were deleted, as the office's rule says; small transactions, safe to repeat."""
    return follow(KIND)
