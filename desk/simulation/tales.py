"""The orders that stories of money gone astray are about; their references begin with ``STORY``."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.models import Price
from desk.people.invent import invent_address, invent_name
from desk.simulation.script import CUSTOMER, Script
from orders.intake.requests import CustomerRequest, LineRequest, OrderRequest, TenderRequest
from orders.models import Order
from orders.services.placing import place_orders
from payments.models import Payment

STORY = "story-"
CHANNEL = "shop-eu"


@dataclass(frozen=True)
class Tale:
    """One order that a story is about."""

    email: str
    tender: TenderRequest
    units: int = 1
    country: str = "DE"
    client_ip: str = ""


def _card(name: str) -> TenderRequest:
    return TenderRequest(kind="card", token=name)


TALES: Mapping[str, Tale] = {
    "suspect": Tale("mr.x@mailinator.com", _card("tok_avs_fail"), 6, "FR", "203.0.113.7"),
    "thief": Tale("another.x@mailinator.com", _card("tok_avs_fail-thief"), 5, "NL", "198.51.100.9"),
    "late": Tale("late.payer@example.com", TenderRequest(kind="transfer")),
    "short": Tale("short.payer@example.com", TenderRequest(kind="transfer"), 2),
    "failing": Tale("closed.card@example.com", _card("tok_refund_fails")),
}


def tell_tales(script: Script) -> int:
    """Place the orders that the stories are about."""
    if Order.objects.filter(external_id=reference_of(script, "suspect")).exists():
        return 0
    price = Price.objects.filter(channel__code=CHANNEL, valid_to=None, sku__is_active=True).order_by("sku__code")
    codes = list(price.values_list("sku__code", flat=True)[: len(TALES)])
    if len(codes) < len(TALES):
        return 0
    requests = [_request(script, name, code) for name, code in zip(TALES, codes, strict=True)]
    return sum(1 for outcome in place_orders(requests, actor=CUSTOMER) if outcome.order_id)


def _request(script: Script, name: str, sku_code: str) -> OrderRequest:
    tale, who = TALES[name], f"{STORY}{name}"
    return OrderRequest(
        channel_code=CHANNEL, lines=[LineRequest(sku_code=sku_code, quantity=tale.units)],
        customer=CustomerRequest(name=invent_name(who), email=tale.email, external_id=who, locale="en"),
        shipping_address=invent_address(who, tale.country), tenders=[tale.tender], client_ip=tale.client_ip,
        external_id=reference_of(script, name),
    )  # fmt: skip


def reference_of(script: Script, name: str) -> str:
    return f"{STORY}{script.seed}-{name}"


def payment_of(script: Script, name: str) -> Payment | None:
    payments = Payment.objects.filter(order__external_id=reference_of(script, name)).select_related("order")
    return payments.order_by("pk").first()
