"""Every file of a customer's orders, cases and mails."""

from collections.abc import Iterator

from django.db import connection

from core.privacy.registry import reach
from orders.filing.store import read_file

_FILES = """
SELECT t.id, t.name, t.path FROM orders_attachment t WHERE t.id IN ({files}) AND t.removed_at IS NULL ORDER BY t.id
"""


def files_of(customer_id: int) -> Iterator[tuple[str, bytes]]:
    """Name with its key, and content; one whose content is gone is left out."""
    with connection.cursor() as cursor:
        cursor.execute(reach(_FILES), {"customer": customer_id})
        found = cursor.fetchall()
    for key, name, path in found:
        try:
            content = read_file(path)
        except FileNotFoundError:
            continue
        yield f"{key}-{name}", content
