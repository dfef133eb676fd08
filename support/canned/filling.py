"""The values of a case for the places of a canned answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from core.actors import Actor
from core.links.services import make_link
from core.money import format_money
from orders.filing.naming import scrub
from orders.models import Order
from shipping.models import ShippingLabel
from shipping.statuses import LabelState
from support.canned.variables import PAGE, fill, known_variables
from support.models import Case

LONGEST_VALUE = 300
PAGE_LASTS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Filled:
    """The words, and which places nothing was known for; those stay as they are until somebody fills them in."""

    text: str
    missing: tuple[str, ...]


def fill_for(case: Case, text: str, *, actor: Actor) -> Filled:
    """The text as it would be said in the case; the place of the customer's page stays one where there is an order."""
    wanted = known_variables(text)
    values = {name: _one_line(value) for name, value in _values(case, wanted, actor).items()}
    filled = fill(text, values)
    return Filled(filled, tuple(name for name in wanted if not values.get(name) and (name != PAGE or not case.order)))


def written_out(case: Case, text: str) -> str:
    """What was said as the customer gets it by mail: with a link to the order's page where the text asks for one."""
    if case.order is None or PAGE not in known_variables(text):
        return text
    token = make_link(order_id=case.order.pk, purpose="order", valid_for=PAGE_LASTS)
    return fill(text, {PAGE: f"{settings.SITE_URL}/o/{token}/"})


def _values(case: Case, wanted: list[str], actor: Actor) -> Mapping[str, str]:
    customer = case.customer or (case.order.customer if case.order else None)
    values = {
        "customer_name": customer.name if customer else "", "case_number": case.number, "case_subject": case.subject,
        "agent_name": actor.name,
    }  # fmt: skip
    return values if case.order is None else {**values, **_of_order(case.order, wanted)}


def _of_order(order: Order, wanted: list[str]) -> Mapping[str, str]:
    values = {
        "order_number": order.number,
        "order_date": f"{order.placed_at:%Y-%m-%d}" if order.placed_at else "",
        "order_total": format_money(order.total, order.currency),
        "promised_date": f"{order.promised_on:%Y-%m-%d}" if order.promised_on else "",
        "shop": order.channel.name,
    }
    if {"tracking_number", "carrier"} & set(wanted):
        label = _newest_label(order.pk)
        values["tracking_number"] = label.tracking_number if label else ""
        values["carrier"] = label.account.name if label else ""
    return values


def _newest_label(order_id: int) -> ShippingLabel | None:
    bought = ShippingLabel.objects.filter(
        parcel__fulfillment_order__order_id=order_id, state=LabelState.PURCHASED
    )  # fmt: skip
    return bought.select_related("account").order_by("-pk").first()


def _one_line(value: str) -> str:
    """Nothing a customer typed breaks a line or hides a letter."""
    return " ".join(scrub(value[:LONGEST_VALUE]).split())
