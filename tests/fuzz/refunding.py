"""An order paid by several tenders, and everything that can happen to its refunds."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

from core.actors import SYSTEM
from core.audit.registry import promises
from core.errors import OmsError
from core.money import ZERO, minor_unit, split
from core.numbers import next_number
from orders.models import Order
from orders.selectors.worth import value_of_units
from payments.credit_words import LEDGER
from payments.gateways.contract import Receipt
from payments.models import Payment, PaymentTransaction, Refund, RefundLine
from payments.selectors.refundable import RefundWish, refundable_charges, refundable_lines
from payments.services.folding import free_to_refund
from payments.services.granting import grant_parts
from payments.services.moving_credit import move_credit
from payments.services.promising import promise_money
from payments.services.receiving import record_payment_received
from payments.services.recording import record_failure, record_receipt, record_unknown
from payments.services.refunding import approve_refund, cancel_refund, request_refund
from payments.services.settling import settle
from payments.statuses import UNDER_WAY, RefundState, TransactionKind
from returns.models import Disposition
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from tests import books

EVERY_STEP = [one for one in promises() if one.number in {4, 5, 6, 7, 8} or one.name == "notice_board_shows_the_money"]


def broken() -> dict[str, list]:
    return books.broken(EVERY_STEP)


def pay(order: Order, weights: Sequence[int]) -> None:
    """Take all of it: by a card for each weight but the last, the rest by transfer."""
    shares = [share for share in split(order.total, weights, order.currency) if share]
    for position, share in enumerate(shares, start=1):
        is_card = position < len(shares)
        payment = Payment.objects.create(
            number=next_number("payment"), order=order, position=position, currency=order.currency, amount=share,
            kind="card" if is_card else "transfer", gateway="sandbox" if is_card else "",
        )  # fmt: skip
        if is_card:
            promise_money(payment, TransactionKind.AUTHORIZATION, share, actor=SYSTEM)
            answer_all("ok")
        else:
            record_payment_received(payment_id=payment.pk, amount=share, reference=uuid4().hex, actor=SYSTEM)
        answer_all("ok")


def answer_all(*answers: str) -> None:
    """What is under way at a gateway or with a person is answered, in turn, by ``answers``."""
    asked = PaymentTransaction.objects.filter(outcome__in=UNDER_WAY).order_by("pk")
    for place, transaction in enumerate(asked):
        answer(transaction, answers[place % len(answers)])


def answer(transaction: PaymentTransaction, word: str) -> None:
    if transaction.gateway == LEDGER:
        # Our own ledger of credit neither declines a refund nor leaves it unknown.
        move_credit(transaction_id=transaction.pk)
    elif word == "declined":
        record_failure(transaction_id=transaction.pk, reason="The card is closed.")
    elif word == "unknown":
        record_unknown(transaction_id=transaction.pk, reason="Nobody answered.")
    else:
        reference = f"gw_{transaction.pk}" if transaction.gateway else ""
        receipt = Receipt(
            status="ok", gateway_reference=reference, amount=transaction.amount, currency=transaction.currency
        )
        record_receipt(transaction_id=transaction.pk, receipt=receipt)


def grant_some(order: Order, place: int, units: int, cents: int, *, kind: str) -> bool:
    """Some units of one line, some of a charge, or some goodwill; tells whether so much was left."""
    amount = cents * minor_unit(order.currency)
    lines, charges = list(order.lines.order_by("position")), list(order.charges.order_by("pk"))
    wish = {
        "units": RefundWish(units={lines[place % len(lines)].pk: units}),
        "charge": RefundWish(charges={one.pk: amount for one in charges[:1]}),
        "goodwill": RefundWish(goodwill=amount),
    }[kind]
    with suppress(OmsError):
        grant_parts(order_id=order.pk, wish=wish, reason="any", actor=SYSTEM)
        return True
    return False


def decide(order: Order, place: int, act: str) -> None:
    refunds = list(Refund.objects.filter(order=order).order_by("pk"))
    if refunds:
        move = {"approve": approve_refund, "request": request_refund, "cancel": cancel_refund}[act]
        with suppress(OmsError):
            move(refund_id=refunds[place % len(refunds)].pk, actor=SYSTEM)


def send_back(order: Order, place: int, units: int) -> None:
    """Units come back, are kept, and are settled; the money follows."""
    lines = list(order.lines.order_by("position"))
    line = lines[place % len(lines)]
    with suppress(OmsError):
        ret = request_return(order_id=order.pk, units={line.pk: units}, reason_code="changed_mind", actor=SYSTEM)
        receive_return(return_id=ret.pk, actor=SYSTEM)
        kept = Judgment(disposition=Disposition.QUARANTINE, quantity=units)
        inspect_return(return_id=ret.pk, judgments={ret.lines.get().pk: [kept]}, actor=SYSTEM)
        settle_return(return_id=ret.pk, actor=SYSTEM)
        settle(order_id=order.pk, actor=SYSTEM)


def send_everything(order: Order) -> None:
    """All that was granted goes through in the end, however often it was refused before."""
    answer_all("ok")
    for refund in Refund.objects.filter(order=order).order_by("pk"):
        if refund.state == RefundState.GRANTED:
            approve_refund(refund_id=refund.pk, actor=SYSTEM)
        if refund.state in (RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED):
            request_refund(refund_id=refund.pk, actor=SYSTEM)
    answer_all("ok")


def grant_the_rest(order: Order) -> Decimal:
    """Every unit, one by one, and every charge, as far as captured money reaches; tells what is left then."""
    for row in refundable_lines(order):
        units = 0
        for _ in range(row.units):
            # A unit that rounds to nothing is no refund by itself; it goes with the next.
            units += 1
            if grant_some(order, row.line.position - 1, units, 0, kind="units"):
                units = 0
    for charge in refundable_charges(order):
        with suppress(OmsError):
            wish = RefundWish(charges={charge.charge.pk: charge.amount})
            grant_parts(order_id=order.pk, wish=wish, reason="any", actor=SYSTEM)
    return free_to_refund(Payment.objects.filter(order=order), Refund.objects.filter(order=order))


def ensure_units_are_exact(order: Order) -> None:
    """What went back of a line, as returns or without, is what its units are worth and never more."""
    live = RefundLine.objects.filter(refund__order=order, kind="units").exclude(refund__state="canceled")
    for line in order.lines.all():
        line.order = order
        parts = list(live.filter(order_line=line))
        units = line.credited_units + sum(part.units for part in parts)
        amount = line.credited_amount + sum((part.amount for part in parts), ZERO)
        assert units <= line.shipped
        assert amount <= value_of_units(line, 0, line.shipped).total
        if units == line.shipped:
            assert amount == value_of_units(line, 0, line.shipped).total
