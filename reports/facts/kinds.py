"""Each summary: its table, the SQL that works a day out, and whose clock its days follow."""

from dataclasses import dataclass

from reports.facts.parcels import PARCELS
from reports.facts.reversals import REVERSALS
from reports.facts.sales import SALES, SKUS
from reports.models import SummaryKind


@dataclass(frozen=True)
class Summary:
    """``columns`` are those of ``sql``, in its order; all stand in ``table`` under the same names."""

    kind: SummaryKind
    table: str
    scope: str
    columns: tuple[str, ...]
    sql: str


SUMMARIES = {
    one.kind: one
    for one in (
        Summary(SummaryKind.SALES, "reports_dailysales", "channel_id", (
            "day", "channel_id", "currency", "country", "orders", "historical_orders", "lost_orders", "units",
            "gross", "discounts", "shipping", "charges", "tax", "net", "total", "kept_total",
        ), SALES),
        Summary(SummaryKind.SKUS, "reports_dailysku", "channel_id", (
            "day", "channel_id", "currency", "sku_id", "orders", "units", "gross", "discounts", "tax", "net",
            "kept_units", "kept_net",
        ), SKUS),
        Summary(SummaryKind.REVERSALS, "reports_dailyreversals", "channel_id", (
            "day", "channel_id", "currency", "country", "canceled_orders", "canceled_units", "canceled_value",
            "refunds", "refunded",
        ), REVERSALS),
        Summary(SummaryKind.PARCELS, "reports_dailyparcels", "warehouse_id", (
            "day", "warehouse_id", "account_id", "service", "currency", "parcels", "units", "label_cost",
        ), PARCELS),
    )
}  # fmt: skip
