"""Exchanges and claims of an order, from both sides: they come with the order's own row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from orders.models import Order
from returns.admin.claims import CLAIM_TONES
from returns.admin.exchanges import EXCHANGE_TONES
from returns.models import Claim, ClaimKind, ClaimState, Exchange, ExchangeState


@dataclass(frozen=True)
class ExchangeRow:
    """An exchange that the order began or went out for; ``other`` is the order on its other side, if there is one."""

    url: str
    number: str
    state: SafeString
    words: str
    other_number: str
    other_url: str
    amount: Decimal


@dataclass(frozen=True)
class ClaimRow:
    """A claim of the order, or the one it was sent for."""

    url: str
    number: str
    state: SafeString
    words: str
    other_number: str
    other_url: str


@dataclass(frozen=True)
class ExchangesPanel:
    exchanges: Sequence[ExchangeRow]
    claims: Sequence[ClaimRow]


_BOTH = {"pk": "pk", "number": "number", "state": "state", "first": "order_id", "new": "replacement_id"}


def with_exchanges(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """The orders with what ``exchanges_panel`` reads; no query of its own."""
    either = Q(order=OuterRef("pk")) | Q(replacement=OuterRef("pk"))
    numbers = {"first_number": F("order__number"), "new_number": F("replacement__number")}
    exchanges = Exchange.objects.filter(either).order_by("-pk")
    claims = Claim.objects.filter(either).order_by("-pk")
    return orders.annotate(
        exchange_rows=ArraySubquery(exchanges.values(row=JSONObject(**_BOTH, **numbers, amount="price_amount"))),
        claim_rows=ArraySubquery(claims.values(row=JSONObject(**_BOTH, **numbers, kind="kind"))),
    )


def exchanges_panel(order: Order) -> ExchangesPanel:
    """The panel of an order read by ``with_exchanges``."""
    return ExchangesPanel(
        exchanges=[_exchange(order, row) for row in getattr(order, "exchange_rows", ())],
        claims=[_claim(order, row) for row in getattr(order, "claim_rows", ())],
    )


def _exchange(order: Order, row: Mapping[str, Any]) -> ExchangeRow:
    began = row["first"] == order.pk
    return ExchangeRow(
        url=reverse("admin:returns_exchange_change", args=[row["pk"]]), number=row["number"],
        state=state_chip(row["state"], ExchangeState(row["state"]).label, EXCHANGE_TONES),
        words="goods go out as" if began else "goes out for goods of", amount=Decimal(str(row["amount"])),
        **_other(row, began=began),
    )  # fmt: skip


def _claim(order: Order, row: Mapping[str, Any]) -> ClaimRow:
    is_own = row["first"] == order.pk
    kind = ClaimKind(row["kind"]).label
    return ClaimRow(
        url=reverse("admin:returns_claim_change", args=[row["pk"]]), number=row["number"],
        state=state_chip(row["state"], ClaimState(row["state"]).label, CLAIM_TONES),
        words=kind if is_own else f"{kind}; sent anew for", **_other(row, began=is_own),
    )  # fmt: skip


def _other(row: Mapping[str, Any], *, began: bool) -> dict[str, str]:
    key, number = (row["new"], row["new_number"]) if began else (row["first"], row["first_number"])
    url = reverse("admin:orders_order_change", args=[key]) if key else ""
    return {"other_number": number or "", "other_url": url}
