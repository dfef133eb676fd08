"""The order behind the number of something else: a parcel, a return, a payment, an invoice, a case."""

import re

from django.db.models import Model

from core.numbers import SERIES
from fulfillment.models import FulfillmentOrder, Parcel
from payments.models import Document, Payment, Refund
from returns.models import Claim, Exchange, Return
from support.models import Case

# Which table has the numbers of a series, and where it keeps the order.
_TABLES: dict[str, tuple[type[Model], str]] = {
    SERIES["fulfillment"]: (FulfillmentOrder, "order_id"),
    SERIES["parcel"]: (Parcel, "fulfillment_order__order_id"),
    SERIES["payment"]: (Payment, "order_id"),
    SERIES["refund"]: (Refund, "order_id"),
    SERIES["return"]: (Return, "order_id"),
    SERIES["exchange"]: (Exchange, "order_id"),
    SERIES["claim"]: (Claim, "order_id"),
    SERIES["case"]: (Case, "order_id"),
}
_NUMBER = re.compile(r"([A-Z]+)-\d+")
# Each channel's papers begin in their own way, and then say the year: SHOP-EU-2026-00017.
_PAPER = re.compile(r".+-\d{4}-\d+")


def order_behind(term: str) -> int | None:
    """The key of the order that what is numbered so belongs to; at most one indexed query."""
    said = term.strip().upper()
    if number := _NUMBER.fullmatch(said):
        table, path = _TABLES.get(number[1], (None, ""))
    else:
        table, path = (Document, "order_id") if _PAPER.fullmatch(said) else (None, "")
    if table is None:
        return None
    key: int | None = table._default_manager.filter(number=said).values_list(path, flat=True).first()
    return key
