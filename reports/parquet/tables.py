"""What is exported for heavy questions: which tables, by which month, and which of their columns.

Columns are those that say nothing of a person, as ``pii.py`` of each app declares; practice is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from core.privacy.kinds import Kind
from core.privacy.registry import tables


@dataclass(frozen=True)
class Exported:
    """One table: ``month`` is the moment by which its rows are parted, empty for small ones that stay whole.

    ``joins`` lead from the row ``t`` to what ``month`` and ``real`` speak of; ``real`` leaves practice out.
    """

    name: str
    model: str
    month: str = ""
    joins: str = ""
    real: str = "TRUE"

    @property
    def rows(self) -> str:
        """FROM and what follows."""
        table = tables()[self.model].name
        return f"FROM {table} t {self.joins} WHERE {self.real}"


_ORDER = "JOIN orders_order o ON o.id = t.order_id"
_PAYMENT = "JOIN payments_payment p ON p.id = t.payment_id JOIN orders_order o ON o.id = p.order_id"
_PARCEL = (
    "JOIN fulfillment_fulfillmentorder f ON f.id = t.fulfillment_order_id JOIN orders_order o ON o.id = f.order_id"
)
_LEVEL = (
    "JOIN inventory_stocklevel l ON l.id = t.level_id JOIN inventory_warehouse w ON w.id = l.warehouse_id"
    " AND NOT w.is_practice"
)
_RETURN = "JOIN returns_return r ON r.id = t.rma_id JOIN orders_order o ON o.id = r.order_id"
_CHANNEL = "JOIN catalog_channel c ON c.id = t.channel_id"
_REAL = "NOT o.is_practice"
_REAL_CHANNEL = "NOT c.is_practice"

EXPORTED: Sequence[Exported] = (
    Exported("channels", "catalog.channel", real="NOT t.is_practice"),
    Exported("warehouses", "inventory.warehouse", real="NOT t.is_practice"),
    Exported("skus", "catalog.sku"),
    Exported("levels", "inventory.stocklevel", joins="JOIN inventory_warehouse w ON w.id = t.warehouse_id",
             real="NOT w.is_practice"),
    Exported("carrier_accounts", "shipping.carrieraccount"),
    Exported("return_reasons", "returns.returnreason"),
    Exported("orders", "orders.order", "coalesce(t.placed_at, t.created_at)", real="NOT t.is_practice"),
    Exported("lines", "orders.orderline", "coalesce(o.placed_at, o.created_at)", _ORDER, _REAL),
    Exported("events", "core.event", "t.at", _ORDER, _REAL),
    Exported("payments", "payments.payment", "t.created_at", _ORDER, _REAL),
    Exported("transactions", "payments.paymenttransaction", "t.created_at", _PAYMENT, _REAL),
    Exported("parcels", "fulfillment.parcel", "t.created_at", _PARCEL, _REAL),
    Exported("works", "fulfillment.fulfillmentorder", "t.created_at", _ORDER, _REAL),
    Exported("labels", "shipping.shippinglabel", "t.requested_at", _ORDER, _REAL),
    Exported("returns", "returns.return", "t.requested_at", _ORDER, _REAL),
    Exported("return_lines", "returns.returnline", "r.requested_at", _RETURN, _REAL),
    Exported("movements", "inventory.stockmovement", "t.at", _LEVEL),
    Exported("daily_sales", "reports.dailysales", joins=_CHANNEL, real=_REAL_CHANNEL),
    Exported("daily_skus", "reports.dailysku", joins=_CHANNEL, real=_REAL_CHANNEL),
    Exported("daily_reversals", "reports.dailyreversals", joins=_CHANNEL, real=_REAL_CHANNEL),
    Exported("journal", "reports.journalline", "t.booked_at"),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column as it is read from PostgreSQL, and its type in the file. Times are in UTC, without a zone."""

    name: str
    sql: str
    type: str


def columns_of(exported: Exported) -> list[Column]:
    """The columns that say nothing of a person, in the order of the model."""
    declared = tables()[exported.model]
    plain = [name for name, kind in declared.kinds.items() if kind == Kind.NONE]
    return [_column(declared.field(name)) for name in plain]


def _column(field: "models.Field[object, object]") -> Column:
    name = str(field.column)
    quoted = f't."{name}"'
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    match kind:
        case models.DateTimeField():
            return Column(name, f"{quoted} AT TIME ZONE 'UTC'", "TIMESTAMP")
        case models.DateField():
            return Column(name, quoted, "DATE")
        case models.BooleanField():
            return Column(name, quoted, "BOOLEAN")
        case models.DecimalField():
            return Column(name, quoted, f"DECIMAL({kind.max_digits}, {kind.decimal_places})")
        case models.IntegerField():
            return Column(name, quoted, "BIGINT")
        case models.FloatField():
            return Column(name, quoted, "DOUBLE")
    return Column(name, f"{quoted}::text", "VARCHAR")
