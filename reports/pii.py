"""What the columns of reports say of a person: nothing. The journal names orders and invoices by their numbers."""

from core.privacy import table

TABLES = [
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
]
