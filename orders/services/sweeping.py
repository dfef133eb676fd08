"""Contents that nothing speaks of any more are erased."""

from datetime import datetime, timedelta
from itertools import islice

from orders.filing.store import erase_file, paths_older_than
from orders.models import Attachment

# A transaction that wrote a file has ended long before.
OLD_ENOUGH = timedelta(days=1)
BATCH = 500


def erase_removed(*, attachment_id: int) -> None:
    """Erase the content of a removed file; twice is harmless, and a file that is not removed stays."""
    path = Attachment.objects.filter(pk=attachment_id, removed_at__isnull=False).values_list("path", flat=True).first()
    if path:
        erase_file(path)


def sweep_orphans(*, now: datetime) -> int:
    """Erase files older than a day without a row, and those of removed rows; tells how many."""
    gone = 0
    old = paths_older_than(now - OLD_ENOUGH)
    while paths := list(islice(old, BATCH)):
        kept = set(Attachment.objects.filter(path__in=paths, removed_at=None).values_list("path", flat=True))
        for path in set(paths) - kept:
            erase_file(path)
            gone += 1
    return gone
