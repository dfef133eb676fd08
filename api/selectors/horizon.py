"""Up to which moment everything that happened can be seen: what a feed may pass on without leaving a gap."""

from datetime import datetime, timedelta

from django.db import connection

# A transaction shows its start to others some moments after it took it.
MARGIN = timedelta(seconds=1)
# now() of a transaction is when it began, and so is every moment it writes. What is older than the oldest one that
# runs can come from none that is still open. Prepared ones run on without a process.
_HORIZON = """
SELECT least(
    clock_timestamp() - %s * interval '1 second',
    (SELECT min(a.xact_start) FROM pg_stat_activity a
     WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'),
    (SELECT min(p.prepared) FROM pg_prepared_xacts p WHERE p.database = current_database())
)
"""


def horizon() -> datetime:
    """Before this moment nothing can appear any more that a later statement does not see already.

    Ask in a statement of its own, before the rows are read: one that ended between the two is seen by the second. Every
    process of ours signs in as the same role, or PostgreSQL would hide when the others began.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON, [MARGIN.total_seconds()])
        moment: datetime = cursor.fetchone()[0]
    return moment
