"""What the columns of reports say of people: sums, rates, filters of files, orders and invoices by their numbers."""

from core.privacy import Retention, table
from reports.services.ending import drop_old_exports, forget_old_exports

TABLES = [
    table("reports.summaryrun", none="id started_at event_id days_marked days_computed finished_at"),
    table("reports.summaryday", none="id kind scope_id day changed_at computed_at event_id"),
    table(
        "reports.dailysales",
        none="id day channel currency country orders historical_orders lost_orders units gross discounts shipping "
        "charges tax net total kept_total computed_at",
    ),
    table(
        "reports.dailysku",
        none="id day channel currency sku orders units gross discounts tax net kept_units kept_net computed_at",
    ),
    table(
        "reports.dailyreversals",
        none="id day channel currency country canceled_orders canceled_units canceled_value refunds refunded "
        "computed_at",
    ),
    table(
        "reports.dailyparcels",
        none="id day warehouse account service currency parcels units label_cost computed_at",
    ),
    table("reports.exchangerate", none="id on base quote rate source entered_by entered_at"),
    table("reports.journalaccount", none="id kind detail code name"),
    table(
        "reports.journalday",
        none="id day is_opening closed_at closed_by lines_total uncosted_movements sha256",
    ),
    table(
        "reports.journalline",
        none="id day channel currency account detail code name tax_percent amount source_kind source_id entry "
        "reference order_id order_number sku_id quantity booked_at",
    ),
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
