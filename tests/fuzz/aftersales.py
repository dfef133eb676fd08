"""A delivered order, and everything that can happen to its exchanges, claims and returns."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal

from django.db.models import QuerySet

from core.actors import SYSTEM
from core.audit.registry import promises
from core.errors import OmsError
from core.money import minor_unit
from orders.models import Order, OrderLine
from orders.services.canceling import cancel_order
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.places import by_line
from orders.services.recording.road import DispatchedUnit, record_dispatch
from orders.tests.factories import claims_of
from payments.credit_words import LEDGER
from payments.models import PaymentTransaction, Refund
from payments.services.collecting import collect
from payments.services.linking import pay_by_link
from payments.services.moving_credit import move_credit
from payments.services.refunding import approve_refund, request_refund
from payments.services.settling import settle
from payments.services.starting import start_payments
from payments.statuses import UNDER_WAY, RefundState
from returns.models import Claim, Disposition, Exchange, Return
from returns.services.claim_deciding import decide_claim
from returns.services.claim_placing import place_claim_order
from returns.services.claiming import approve_claim, deny_claim, open_claim
from returns.services.exchange_deciding import approve_exchange, cancel_exchange
from returns.services.exchange_following import follow_exchange
from returns.services.exchange_placing import place_exchange_order
from returns.services.exchanging import request_exchange
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from tests import books
from tests.fuzz import refunding

KEPT = {3, 4, 5, 6, 7, 8, 9}
EVERY_STEP = [
    one for one in promises() if one.number in KEPT and not one.name.startswith(("fulfilled", "units_on_the_floor"))
]
FATES = (Disposition.RESTOCK, Disposition.QUARANTINE, Disposition.SCRAP, Disposition.RETURN_TO_CUSTOMER)


def broken() -> dict[str, list]:
    return books.broken(EVERY_STEP)


def line_at(order: Order, place: int) -> OrderLine:
    lines = list(order.lines.order_by("position"))
    return lines[place % len(lines)]


def answer_all(word: str) -> None:
    """What is under way is answered: our own ledger does it, the gateway says ``word``."""
    for key in _under_way().filter(gateway=LEDGER).values_list("pk", flat=True):
        move_credit(transaction_id=key)
    for asked in _under_way():
        refunding.answer(asked, word)


def _under_way() -> QuerySet[PaymentTransaction]:
    return PaymentTransaction.objects.filter(outcome__in=UNDER_WAY).order_by("pk")


def send_everything(order: Order) -> None:
    """All that was granted goes through in the end."""
    answer_all("ok")
    for refund in Refund.objects.filter(order=order).order_by("pk"):
        if refund.state == RefundState.GRANTED:
            approve_refund(refund_id=refund.pk, actor=SYSTEM)
        if refund.state in (RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED):
            request_refund(refund_id=refund.pk, actor=SYSTEM)
        answer_all("ok")


def exchange(order: Order, place: int, units: int, cents: int) -> None:
    """Some units for the same or for others, held or in advance."""
    line = line_at(order, place)
    goods = {} if cents % 2 else {line_at(order, place + 1).sku.code: 1 + cents % 3}
    made = request_exchange(
        order_id=order.pk, units={line.pk: units}, reason_code="other", goods=goods, actor=SYSTEM,
        mode="advance" if cents % 5 == 0 else "held", difference_to="store_credit" if cents % 3 else "tenders",
    )  # fmt: skip
    approve_exchange(exchange_id=made.pk, actor=SYSTEM)
    place_exchange_order(exchange_id=made.pk)


def pay(order: Order, place: int, units: int, cents: int) -> None:
    """The customer of one new order gives a card, and the bank answers."""
    made = _one(Exchange.objects.filter(order=order, replacement__isnull=False), place)
    start_payments(order_id=made.replacement_id, actor=SYSTEM)
    pay_by_link(order_id=made.replacement_id, token="tok_visa", actor=SYSTEM)
    answer_all("ok")
    follow_exchange(exchange_id=made.pk)


def bring_back(order: Order, place: int, units: int, cents: int) -> None:
    """One return's goods come, are judged and settled; what follows is done."""
    ret = _one(Return.objects.filter(order=order, received_at=None, ended_at=None), place)
    receive_return(return_id=ret.pk, actor=SYSTEM)
    fate = FATES[cents % len(FATES)]
    judgments = {line.pk: [Judgment(disposition=fate, quantity=line.quantity)] for line in ret.lines.all()}
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)
    follow_all(order)


def send_back(order: Order, place: int, units: int, cents: int) -> None:
    request_return(order_id=order.pk, units={line_at(order, place).pk: units}, reason_code="other", actor=SYSTEM)


def ship_new(order: Order, place: int, units: int, cents: int) -> None:
    """One new order leaves whole."""
    new = _one(Order.objects.filter(original_order=order, state__in=["confirmed", "processing"]), place)
    every = claims_of(new)
    record_release(order_id=new.pk, units=every, actor=SYSTEM)
    record_picked(order_id=new.pk, units=every, actor=SYSTEM)
    record_packed(order_id=new.pk, units=by_line(every), actor=SYSTEM)
    left = [DispatchedUnit(line_id, level_id, count) for (line_id, level_id), count in every.items()]
    record_dispatch(order_id=new.pk, parcel_id=new.pk, units=left, actor=SYSTEM)
    collect(order_id=new.pk, actor=SYSTEM)
    answer_all("ok")


def cancel_new(order: Order, place: int, units: int, cents: int) -> None:
    new = _one(Order.objects.filter(original_order=order), place)
    cancel_order(order_id=new.pk, actor=SYSTEM, reason="any")
    follow_all(order)


def call_off(order: Order, place: int, units: int, cents: int) -> None:
    made = _one(Exchange.objects.filter(order=order, ended_at=None), place)
    cancel_exchange(exchange_id=made.pk, actor=SYSTEM, reason="any")
    follow_all(order)


def claim(order: Order, place: int, units: int, cents: int) -> None:
    kind = ("damaged", "missing", "wrong", "late", "lost")[cents % 5]
    made = open_claim(order_id=order.pk, kind=kind, units={line_at(order, place).pk: units}, actor=SYSTEM)
    approve_claim(claim_id=made.pk, actor=SYSTEM)


def decide(order: Order, place: int, units: int, cents: int) -> None:
    """One claim paid back, sent anew, both in part, or denied."""
    made = _one(Claim.objects.filter(order=order, decided_at=None, ended_at=None), place)
    line = made.lines.get()
    back = min(units - 1, line.quantity)
    if cents % 7 == 0:
        deny_claim(claim_id=made.pk, reason="any", actor=SYSTEM)
        return
    goodwill = (cents % 50) * minor_unit(order.currency) if made.kind == "late" else Decimal(0)
    units_of = {"refund_units": {line.order_line_id: back}, "replace_units": {line.order_line_id: line.quantity - back}}
    decide_claim(claim_id=made.pk, goodwill=goodwill, actor=SYSTEM, **({} if goodwill else units_of))
    place_claim_order(claim_id=made.pk)


def pay_out(order: Order, place: int, units: int, cents: int) -> None:
    refunding.decide(order, place, "approve")
    refunding.decide(order, place, "request")
    answer_all("ok" if cents % 4 else "declined")


def follow_all(order: Order) -> None:
    """What the listeners and sweeps would do."""
    for key in [order.pk, *Order.objects.filter(original_order=order).values_list("pk", flat=True)]:
        settle(order_id=key, actor=SYSTEM)
    answer_all("ok")
    for made in Exchange.objects.filter(order=order, ended_at=None).order_by("pk"):
        follow_exchange(exchange_id=made.pk)
    answer_all("ok")


ACTS: Mapping[str, Callable[[Order, int, int, int], None]] = {
    "exchange": exchange, "pay": pay, "bring back": bring_back, "send back": send_back, "ship new": ship_new,
    "cancel new": cancel_new, "call off": call_off, "claim": claim, "decide": decide, "pay out": pay_out,
}  # fmt: skip


def take(order: Order, act: str, place: int, units: int, cents: int) -> bool:
    """Tells whether the step was made: what cannot be is refused in words and changes nothing."""
    with suppress(OmsError, LookupError):
        ACTS[act](order, place, units, cents)
        return True
    return False


def _one(rows, place: int):
    found = list(rows.order_by("pk"))
    if not found:
        raise LookupError
    return found[place % len(found)]
