"""What the columns of reports say. Files of lists are the office's own: they go by themselves after some days."""

from core.privacy import Retention, table
from reports.services.ending import drop_old_exports, forget_old_exports

TABLES = [
    table(
        "reports.export", named=["query", "title"],
        none="id number owner role subscription list_name columns left_out is_personal format state message first_key "
        "last_key checkpoint run_no parts rows size sha256 requested_at started_at finished_at expires_at downloads "
        "last_downloaded_at last_downloaded_by",
        text="query title", becomes={"title": "'erased'"},
        file="path", hides=["path"], keeps={"path": "Where the file lies; it is erased within days."},
    ),
    table("reports.subscription", none="id user view rhythm hour weekday day next_at created_at"),
    table("reports.subscriptionrun", none="id subscription period export outcome reason at"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="list_exports", label="Files of lists, after they expired", model="reports.export", days=0, least=0,
        most=7, since="t.expires_at", over="t.state = 'ready'", run=drop_old_exports,
    ),
    Retention(
        kind="list_exports_gone", label="Who exported what: the record without the file", model="reports.export",
        days=365, least=90, most=1095, since="t.requested_at", over="t.state NOT IN ('requested', 'running', 'ready')",
        run=forget_old_exports,
    ),
]  # fmt: skip
