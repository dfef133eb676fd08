"""What is read as one word, whatever signs are in it."""

_LONGEST = 20


def is_code(text: str) -> bool:
    """Whether it is a number or a code: it stays on one line, wherever a hyphen may be in it."""
    return len(text) <= _LONGEST and " " not in text
