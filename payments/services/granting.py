"""Promise money back: what for, how much, and by whom. Nothing moves before it is approved and executed."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.money import ZERO, format_money
from core.numbers import next_number
from core.service import service
from orders.models import Order
from orders.statuses import RefundTo
from payments.errors import GoodwillExceedsLimit, RefundExceedsCapture
from payments.events import RefundGranted
from payments.locks import lock_goodwill_limits, lock_payments
from payments.models import Payment, Refund, RefundKind, RefundLine
from payments.selectors.limits import goodwill_bounds, goodwill_given, goodwill_given_on
from payments.selectors.refundable import RefundPart, RefundWish, price_wish
from payments.services.destinations import check_destination
from payments.services.folding import free_to_refund
from payments.services.freezing import ensure_refunds_open


@service
def grant_parts(
    *, order_id: int, wish: RefundWish, reason: str, actor: Actor, cause_kind: str = "", cause_reference: str = "",
    destination: str = RefundTo.TENDERS,
) -> Refund:  # fmt: skip
    """Owe the customer units of lines, charges and goodwill of the order, in its currency.

    It goes to the tenders that paid, or to the customer's store credit. Asked twice for the same cause it is owed
    once. Raises NotPermitted, InvalidInput, UnitsNotRefundable, GoodwillExceedsLimit, RefundExceedsCapture when the
    parts together are more than is captured and free, and MoveRefused while a bank disputes the payment, or for store
    credit when the order has no customer.
    """
    ensure_may(actor, "payments.grant_refund")
    order, payments = lock_payments(order_id)
    check_destination(order, destination)
    before = _granted_before(order, wish, cause_kind, cause_reference)
    if before is not None:
        return before
    parts = price_wish(order, wish)
    amount = sum((part.amount for part in parts), ZERO)
    if amount <= 0:
        raise InvalidInput("Choose units, a charge or an amount: nothing would be given back.", field="amount")
    if wish.goodwill:
        lock_goodwill_limits(actor)
    ensure_goodwill(order, wish.goodwill, actor=actor)
    ensure_refunds_open(payments, amount)
    ensure_captured(order, payments, amount)
    return grant(
        order, amount, reason=reason, actor=actor, parts=parts, cause_kind=cause_kind, cause_reference=cause_reference,
        destination=destination,
    )  # fmt: skip


def ensure_captured(order: Order, payments: list[Payment], amount: Decimal) -> None:
    """Raises RefundExceedsCapture when less is captured and free."""
    free = free_to_refund(payments, Refund.objects.filter(order=order))
    if amount > free:
        raise RefundExceedsCapture(
            f"Only {format_money(free, order.currency)} are captured and not promised back yet.",
            field="amount",
            possible=str(free),
        )


def ensure_goodwill(order: Order, amount: Decimal, *, actor: Actor) -> None:
    """Raises GoodwillExceedsLimit when the order's, or the actor's own of today, would pass what the roles may give."""
    if not amount:
        return
    bounds = goodwill_bounds(order, actor)
    if bounds.on_order is not None:
        _ensure_within(
            bounds.on_order, goodwill_given(order), amount, order.currency, where="on one order", who="are given"
        )
    if bounds.on_day is not None:
        given = goodwill_given_on(timezone.localdate(), person=actor.person, currency=order.currency)
        _ensure_within(bounds.on_day, given, amount, order.currency, where="on one day", who="you gave today")


def _ensure_within(limit: Decimal, given: Decimal, amount: Decimal, currency: str, *, where: str, who: str) -> None:
    if given + amount <= limit:
        return
    most, sofar = format_money(limit, currency), format_money(given, currency)
    raise GoodwillExceedsLimit(
        f"Your roles may give {most} of goodwill {where}, and {sofar} {who}. Ask a lead to grant it.",
        field="amount", possible=str(max(ZERO, limit - given)),
    )  # fmt: skip


def grant(
    order: Order, amount: Decimal, *, reason: str, actor: Actor, parts: Sequence[RefundPart] = (),
    cause_kind: str = "", cause_reference: str = "", destination: str = RefundTo.TENDERS,
) -> Refund:  # fmt: skip
    """The refund with its parts and its event; the caller holds the locks and has checked the limits.

    Without parts it gives back what was paid above what the order costs.
    """
    refund = Refund.objects.create(
        number=next_number("refund"), order=order, amount=amount, currency=order.currency, reason=reason[:200],
        cause_kind=cause_kind, cause_reference=cause_reference, granted_by=actor.label, granted_person=actor.person,
        destination=destination,
    )  # fmt: skip
    excess = RefundPart(kind=RefundKind.EXCESS, label="", amount=amount)
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund, kind=part.kind, order_line_id=part.line_id, charge_id=part.charge_id, units=part.units,
            amount=part.amount, tax_amount=part.tax,
        )
        for part in parts or [excess]
    )  # fmt: skip
    changes = {"refund": [None, amount]}
    publish(RefundGranted(order_id=order.pk, refund_id=refund.pk), actor=actor, changes=changes, note=reason)
    return refund


def _granted_before(order: Order, wish: RefundWish, kind: str, reference: str) -> Refund | None:
    """The refund that the same cause made; for another wish the cause is spent."""
    same = Refund.objects.filter(order=order, cause_kind=kind, cause_reference=reference)
    found = same.first() if reference else None
    if found is not None and _wish_of(found) != _said(wish):
        paid = format_money(found.amount, found.currency)
        raise InvalidInput(f"This already granted {found.number} of {paid}. Start anew to grant more.", field="amount")
    return found


def _said(wish: RefundWish) -> set[tuple[str, int | None, Decimal]]:
    """What a wish says, in a form that its refund can be compared with: units count, amounts are told."""
    said: set[tuple[str, int | None, Decimal]] = {
        (RefundKind.UNITS, key, Decimal(n)) for key, n in wish.units.items() if n
    }
    said |= {(RefundKind.CHARGE, key, amount) for key, amount in wish.charges.items() if amount}
    return said | ({(RefundKind.GOODWILL, None, wish.goodwill)} if wish.goodwill else set())


def _wish_of(refund: Refund) -> set[tuple[str, int | None, Decimal]]:
    return {
        (one.kind, one.order_line_id or one.charge_id, Decimal(one.units) or one.amount) for one in refund.lines.all()
    }
