"""What the columns of reports say of people: sums, who entered a rate, and orders and invoices by their numbers."""

from core.privacy import table

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
]
