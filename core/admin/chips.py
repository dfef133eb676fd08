"""Small colored words. The tone says how urgent; the word says what, so color is never alone."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = ("neutral", "info", "good", "warn", "bad")


def chip(text: str, tone: str = "neutral", *, title: str = "") -> SafeString:
    """A chip in one of ``TONES``; ``title`` tells more when pointed at."""
    if tone not in TONES:
        raise ValueError(f"{tone!r} is not one of {TONES}.")
    return format_html('<span class="oms-chip oms-{}" title="{}">{}</span>', tone, title, text)


def state_chip(value: str, label: str, tones: Mapping[str, str]) -> SafeString:
    """The chip of a state by a table of tones; states not in the table are neutral."""
    return chip(label, tones.get(value, "neutral"))
