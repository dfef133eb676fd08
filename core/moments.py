"""Days and moments in cells and sentences of the office, as its lists write them (``oms/formats/``)."""

from datetime import date, datetime

from django.utils.formats import localize
from django.utils.timezone import localtime


def moment(at: datetime) -> str:
    """The day and the minute in the reader's zone: 27 Nov 2026 14:05."""
    return str(localize(localtime(at)))


def second(at: datetime) -> str:
    """To the second, for what is compared with records of others."""
    return f"{moment(at)}:{at:%S}"


def day(at: date) -> str:
    """The day, of a moment in the reader's zone: 27 Nov 2026."""
    return str(localize(localtime(at).date() if isinstance(at, datetime) else at))
