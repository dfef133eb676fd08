"""Customers order: in every channel, with cards that work and some that do not."""

from collections.abc import Sequence
from random import Random

from django.db import transaction

from catalog.models import Channel, Price
from customers.models import Customer
from desk.people.invent import invent_address, invent_customer
from desk.simulation.script import CUSTOMER
from orders.intake.requests import LineRequest, OrderRequest, Outcome, TenderRequest
from orders.models import Order, TenderKind
from orders.services.placing import place_orders
from orders.statuses import Intake

BATCH = 20
# More than anybody of the demo ever owes.
_LIMIT = 1_000_000
PEOPLE = 400
_METHODS = ("standard",) * 7 + ("express",) * 2 + ("expedited",)
# Card tokens of the sandbox, by share in a hundred.
_CARDS = (
    ("tok_visa",) * 60
    + ("tok_mastercard",) * 27
    + ("tok_amex",) * 7
    + ("tok_declined",) * 3
    + (
        "tok_avs_fail",
        "tok_3ds",
        "tok_insufficient_funds",
    )
)


def place_some(*, count: int, seed: int, start: int) -> int:
    """Place ``count`` orders, the ``start``-th and following of this seed; tells how many were accepted.

    The same seed and position is the same order, placed once.
    """
    stalls = _stalls()
    if not stalls:
        return 0
    accepted = 0
    for first in range(start, start + count, BATCH):
        numbers = range(first, min(first + BATCH, start + count))
        outcomes = _place([_request(stalls, seed, number) for number in numbers])
        accepted += sum(1 for outcome in outcomes if outcome.order_id and not outcome.is_repeat)
    return accepted


@transaction.atomic
def _place(requests: Sequence[OrderRequest]) -> Sequence[Outcome]:
    """Place them for customers who may owe on account, known to be good before a worker weighs what they owe."""
    outcomes = place_orders(requests, actor=CUSTOMER)
    Customer.objects.filter(external_id__startswith="customer-", credit_limit=0).update(credit_limit=_LIMIT)
    return outcomes


def orders_of_seed(seed: int) -> int:
    """How many orders of this seed were placed before."""
    return Order.objects.filter(external_id__startswith=f"demo-{seed}-").count()


def _stalls() -> list[tuple[Channel, Sequence[str]]]:
    """Channels with the codes they have prices for."""
    found: list[tuple[Channel, Sequence[str]]] = []
    for channel in Channel.objects.filter(is_active=True, is_practice=False).order_by("pk"):
        prices = Price.objects.filter(channel=channel, valid_to=None, sku__is_active=True)
        codes = list(prices.order_by("sku__code").values_list("sku__code", flat=True))
        if codes:
            found.append((channel, codes))
    return found


def _request(stalls: Sequence[tuple[Channel, Sequence[str]]], seed: int, number: int) -> OrderRequest:
    dice = Random(f"{seed}-{number}")
    channel, codes = stalls[min(dice.randrange(len(stalls) + 1), len(stalls) - 1)]
    who = f"customer-{dice.randrange(PEOPLE)}"
    chosen = dice.sample(range(len(codes)), k=min(len(codes), dice.choice((1, 1, 2, 2, 3, 4, 6))))
    country = dice.choice(_COUNTRIES.get(channel.country, (channel.country,)))
    kind = dice.choice((TenderKind.CARD,) * 17 + (TenderKind.ON_ACCOUNT, TenderKind.ON_ACCOUNT, TenderKind.TRANSFER))
    token = dice.choice(_CARDS) if kind == TenderKind.CARD else ""
    return OrderRequest(
        channel_code=channel.code,
        lines=[LineRequest(sku_code=codes[index], quantity=dice.choice((1, 1, 1, 2, 2, 3, 6))) for index in chosen],
        customer=invent_customer(who, external_id=who, locale="de" if country in ("DE", "AT") else "en"),
        shipping_address=invent_address(f"{who} {country}", country),
        shipping_method=dice.choice(_METHODS),
        tenders=[TenderRequest(kind=kind, token=token)],
        external_id=f"demo-{seed}-{number}",
        intake=Intake.PHONE if "phone" in channel.code else Intake.ONLINE,
        requires_signature=dice.randrange(10) == 0,
    )


_COUNTRIES = {
    "DE": ("DE", "DE", "DE", "DE", "AT", "FR", "NL", "ES"),
    "US": ("US", "US", "US", "US", "CA"),
}
