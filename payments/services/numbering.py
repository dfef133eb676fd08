"""Numbers of invoices: 1, 2, 3 … per channel, kind and year, without a gap."""

from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from catalog.models import Channel
from core.errors import Misconfigured
from payments.statuses import DocumentKind

_MARKS = {DocumentKind.INVOICE: "", DocumentKind.CREDIT_NOTE: "C"}
_OPEN = """
INSERT INTO payments_documentseries (channel_id, kind, year, prefix) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
# Whoever comes second waits here for the first one's commit; a rollback takes the number back.
_COUNT = """
UPDATE payments_documentseries SET last_number = last_number + 1
WHERE channel_id = %s AND kind = %s AND year = %s RETURNING id, prefix, last_number
"""


def next_document_number(channel: Channel, kind: str, on: date) -> tuple[int, int, str]:
    """The series' key, the next sequence in it and the number made of them, held until the transaction ends.

    Everybody else who needs a number of the series waits meanwhile: ask for it last. Raises Misconfigured when
    another channel's numbers begin alike.
    """
    place: list[int | str] = [channel.pk, kind, on.year]
    with connection.cursor() as cursor:
        row = _count(cursor, place)
        if row is None:
            cursor.execute(_OPEN, [*place, channel.invoice_series])
            row = _count(cursor, place)
    if row is None:
        raise Misconfigured(
            f"Another channel numbers its invoices with “{channel.invoice_series}” too: give {channel.name} an "
            "invoice prefix of its own."
        )
    series_id, prefix, sequence = row
    mark = _MARKS[DocumentKind(kind)]
    return series_id, sequence, "-".join(filter(None, [prefix, mark, str(on.year), f"{sequence:05d}"]))


def _count(cursor: CursorWrapper, place: list[int | str]) -> tuple[int, str, int] | None:
    cursor.execute(_COUNT, place)
    row: tuple[int, str, int] | None = cursor.fetchone()
    return row
