"""The bank's lines: kept once, matched when reference and amount agree, else waiting for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Publication, publish_many
from core.money import format_money
from core.service import service
from orders.models import Order
from orders.statuses import ENDED
from payments.bank_csv import ParsedLine
from payments.errors import PaymentNotFound
from payments.events import BankLineKept
from payments.locks import lock_payment
from payments.models import BankLine, BankLineState, Payment
from payments.references import order_numbers_in, payment_numbers_in
from payments.services.presenting import present_bank_line
from payments.services.receiving import record_payment_received

RIGHT = "payments.receive_payment"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: lines that are new, and lines that were here before."""

    new: int
    known: int


@service
def keep_bank_lines(*, lines: Sequence[ParsedLine], file_name: str, actor: Actor) -> Taken:
    """Keep the lines of a statement and promise to match the new ones; a file sent again changes nothing.

    Raises NotPermitted.
    """
    ensure_may(actor, RIGHT)
    keys = [line.key for line in lines]
    before = set(BankLine.objects.filter(key__in=keys).values_list("key", flat=True))
    wanted = [_row(line, file_name) for line in lines if line.key not in before]
    # The same file may be sent twice at once: whoever comes second keeps nothing of it.
    BankLine.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    kept = BankLine.objects.filter(key__in=[row.key for row in wanted]).values_list("pk", flat=True)
    publish_many([Publication(fact=BankLineKept(line_id=pk), actor=actor) for pk in kept])
    return Taken(new=len(wanted), known=len(lines) - len(wanted))


def _row(line: ParsedLine, file_name: str) -> BankLine:
    return BankLine(
        key=line.key, booked_on=line.booked_on, amount=line.amount, currency=line.currency, text=line.text,
        payer=line.payer, file_name=file_name[:120],
    )  # fmt: skip


@service
def match_bank_line(*, line_id: int) -> BankLine:
    """Write the line down on the payment its reference names, if the amount is exactly what is open.

    Less, more, another currency, an order that is over, or no reference: a person decides, and the line says why.
    Repetition changes nothing.
    """
    line = BankLine.objects.get(pk=line_id)
    if line.state != BankLineState.NEW:
        return line
    payment = _payment_meant(line)
    if payment is not None:
        order, _, payment = lock_payment(payment.pk)
        line = _lock(line_id)
        if line.state != BankLineState.NEW:
            return line
        why = _doubt(line, payment, order)
        if not why:
            return _write_down(line, payment, actor=SYSTEM)
    else:
        line = _lock(line_id)
        why = "It is money that went out." if line.amount <= 0 else "No reference of ours stands in it."
    line.state, line.payment, line.why = BankLineState.WAITING, payment, why
    line.save(update_fields=["state", "payment", "why"])
    present_bank_line(line)
    return line


@service
def apply_bank_line(*, bankline_id: int, payment_number: str, actor: Actor) -> BankLine:
    """A person says what the money is for; all of it is written down on that payment.

    Too little leaves the rest due, too much is refunded as anything taken above the price. Raises NotPermitted,
    PaymentNotFound, InvalidInput for another currency or a tender with a gateway, and MoveRefused when the line is
    decided already.
    """
    ensure_may(actor, RIGHT)
    pk = Payment.objects.filter(number__iexact=payment_number.strip()).values_list("pk", flat=True).first()
    if pk is None:
        raise PaymentNotFound(f"There is no payment {payment_number}. It is the number that begins with P-.")
    _, _, payment = lock_payment(pk)
    line = _lock(bankline_id)
    _ensure_open(line, "apply")
    if line.currency != payment.currency:
        raise InvalidInput(f"The line is in {line.currency}, the payment in {payment.currency}.", field="currency")
    return _write_down(line, payment, actor=actor)


@service
def dismiss_bank_line(*, bankline_id: int, reason: str, actor: Actor) -> BankLine:
    """The money is not for an order of ours. Raises NotPermitted, InvalidInput without a reason, and MoveRefused."""
    ensure_may(actor, RIGHT)
    line = _lock(bankline_id)
    _ensure_open(line, "dismiss")
    if not reason.strip():
        raise InvalidInput("Say why it is not for us; it is kept with the line.", field="reason")
    line.payment, line.why = None, reason.strip()[:300]
    return _decide(line, BankLineState.DISMISSED, actor)


def _payment_meant(line: BankLine) -> Payment | None:
    """The payment whose reference stands in the line; else the only one without a gateway of the order it names."""
    payments = Payment.objects.filter(gateway="").order_by("pk")
    by_reference = list(payments.filter(number__in=payment_numbers_in(line.text))[:2])
    if by_reference:
        return by_reference[0] if len(by_reference) == 1 else None
    named = list(payments.filter(order__number__in=order_numbers_in(line.text))[:2])
    return named[0] if len(named) == 1 else None


def _doubt(line: BankLine, payment: Payment, order: Order) -> str:
    """Why the line is not simply written down; empty when there is no doubt."""
    if line.currency != payment.currency:
        return f"It is in {line.currency}, {payment.number} in {payment.currency}."
    if order.state in ENDED:
        return f"Order {order.number} is {order.get_state_display().lower()}."
    off = line.amount - (payment.amount - payment.captured_amount)
    if off:
        word = "more" if off > 0 else "less"
        return f"It is {format_money(abs(off), line.currency)} {word} than is open of {payment.number}."
    return ""


def _write_down(line: BankLine, payment: Payment, *, actor: Actor) -> BankLine:
    if line.amount <= 0:
        raise InvalidInput("It is money that went out.", field="amount")
    reference = f"bank line {line.pk} of {line.booked_on}"
    record_payment_received(payment_id=payment.pk, amount=line.amount, reference=reference, actor=actor)
    line.payment, line.why = payment, ""
    return _decide(line, BankLineState.MATCHED, actor)


def _decide(line: BankLine, state: BankLineState, actor: Actor) -> BankLine:
    line.state, line.decided_by, line.decided_at = state, actor.label, timezone.now()
    line.save(update_fields=["state", "payment", "why", "decided_by", "decided_at"])
    present_bank_line(line, actor=actor)
    return line


def _lock(line_id: int) -> BankLine:
    """The line, locked; after the order and its payments."""
    line = BankLine.objects.select_for_update(no_key=True).filter(pk=line_id).first()
    if line is None:
        raise PaymentNotFound(f"There is no line of the bank with key {line_id}.")
    return line


def _ensure_open(line: BankLine, move: str) -> None:
    if line.state in (BankLineState.MATCHED, BankLineState.DISMISSED):
        sentence = f"it is {line.get_state_display().lower()} already, by {line.decided_by}."
        raise MoveRefused(move, [Blocker("decided", sentence)])
