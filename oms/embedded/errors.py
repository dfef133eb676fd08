"""What the supervisor says when it cannot do its work."""


class EmbeddedError(Exception):
    """An embedded service cannot be had; the message is one sentence for the person at the terminal."""
