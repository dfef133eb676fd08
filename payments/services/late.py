"""Money that came after its order was canceled or expired: a person reinstates the order or gives the money back."""

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.fsm import blockers_of, perform
from core.money import ZERO, format_money
from core.service import service
from orders.models import Order
from orders.services.reinstating import reinstate_order
from orders.statuses import ENDED, OrderState
from payments.events import LateMoneyCame, LateMoneyDecided
from payments.locks import lock_late_money
from payments.models import LateMoney, Payment, PaymentTransaction
from payments.selectors.late import out_of_stock
from payments.services.folding import capturable, refundable
from payments.services.presenting import present_late
from payments.services.promising import left_of
from payments.services.settling import settle_locked
from payments.statuses import LateState, TransactionKind


def note_late_money(order: Order, transaction: PaymentTransaction, *, has_waited: bool) -> None:
    """Ask for a decision when money came that the order's end did not know of. The caller holds the locks.

    An order that expired is told of any money. One that was called off is told of what its customer did afterwards:
    a transfer that arrived, a payment that waited for the customer (``has_waited``). What the house itself had under
    way when it was called off goes back without a question, as canceling says.
    """
    is_late = order.state == OrderState.EXPIRED or (
        order.state == OrderState.CANCELED and (has_waited or came_after(transaction, order))
    )
    if not is_late:
        return
    late, is_new = LateMoney.objects.get_or_create(
        transaction=transaction,
        defaults={"order": order, "amount": transaction.amount, "currency": transaction.currency},
    )
    if is_new:
        present_late(late)
        publish(LateMoneyCame(order_id=order.pk, late_money_id=late.pk), actor=SYSTEM, changes=_changes(late, ""))


def came_after(transaction: PaymentTransaction, order: Order) -> bool:
    """Whether the transaction was promised only after the order was over."""
    return order.canceled_at is not None and transaction.created_at >= order.canceled_at


@service
def reinstate_late(*, latemoney_id: int, reason: str, actor: Actor) -> Order:
    """The order, placed again with all its goods in stock; the late money pays it.

    Raises NotPermitted, InvalidInput without a reason, MoveRefused when the money is not there any more or goods are
    gone, each line with how many, and what ``reinstate_order`` raises. A refusal changes nothing.
    """
    order = _reinstate(latemoney_id, reason=reason, actor=actor)
    gone = list(order.lines.filter(backordered__gt=0).order_by("position"))
    if gone:
        raise MoveRefused("reinstate", [out_of_stock(line, units=line.backordered) for line in gone])
    return order


@service
def reinstate_late_and_wait(*, latemoney_id: int, reason: str, actor: Actor) -> Order:
    """The same, but goods that are gone are backordered with a new promise."""
    return _reinstate(latemoney_id, reason=reason, actor=actor)


def _reinstate(latemoney_id: int, *, reason: str, actor: Actor) -> Order:
    order, payments, late = lock_late_money(latemoney_id)
    reasons = blockers_of(late, "reinstate") or reinstate_blockers(order, payments, late)
    if reasons:
        raise MoveRefused("reinstate", reasons)
    _decide(late, "reinstate", actor=actor)
    return reinstate_order(order_id=order.pk, actor=actor, reason=reason)


def reinstate_blockers(order: Order, payments: list[Payment], late: LateMoney) -> list[Blocker]:
    """Why late money cannot pay its order again; reads the payments it is given."""
    payment = next(each for each in payments if each.pk == late.transaction.payment_id)
    is_reserved = late.transaction.kind == TransactionKind.AUTHORIZATION
    there = capturable(payment) if is_reserved else refundable(payment)
    found = []
    if there < late.amount:
        text = format_money(late.amount - max(there, ZERO), late.currency)
        found.append(Blocker("money_gone", f"{text} of it is on its way back.", fix="Close this by giving it back."))
    if order.state not in ENDED:
        found.append(Blocker("order_lives", "the order is not over any more.", turns_on=order.state))
    return found


@service
def give_back_late(*, latemoney_id: int, actor: Actor) -> LateMoney:
    """The money goes back to whoever paid: a reservation is voided, captured money refunded. The order stays over.

    Raises NotPermitted and MoveRefused.
    """
    order, payments, late = lock_late_money(latemoney_id)
    _decide(late, "give_back", actor=actor)
    # The decision is the person's; what nobody owes goes back by the system, as after every cancel.
    settle_locked(order, payments, actor=SYSTEM)
    return late


@service
def follow_reinstatement(*, order_id: int, actor: Actor) -> None:
    """The order was reinstated from its own page: what came late pays it. Running twice finds nothing."""
    for key in LateMoney.objects.filter(order_id=order_id, state=LateState.OPEN).order_by("pk").values_list("pk"):
        order, _, late = lock_late_money(key[0])
        if late.state == LateState.OPEN and order.state not in ENDED:
            _decide(late, "reinstate", actor=actor)


def follow_void(void: PaymentTransaction) -> None:
    """A reservation that waited for a decision ran out or was let go elsewhere. The caller holds the locks."""
    late = LateMoney.objects.filter(transaction_id=void.parent_id, state=LateState.OPEN).first()
    if late is None or void.parent is None or left_of(void.parent) > 0:
        return
    if void.is_lapse:
        before, after = perform(late, "run_out", actor=SYSTEM, now=timezone.now())
        _save(late, {"late_money": [before, after]}, actor=SYSTEM)
    else:
        _decide(late, "give_back", actor=SYSTEM)


def _decide(late: LateMoney, move: str, *, actor: Actor) -> None:
    before, after = perform(late, move, actor=actor, by=actor.label[:64], now=timezone.now())
    _save(late, {"late_money": [before, after]}, actor=actor)


def _save(late: LateMoney, changes: dict[str, list[object]], *, actor: Actor) -> None:
    late.save(update_fields=["state", "decided_by", "decided_at"])
    present_late(late, actor=actor)
    publish(LateMoneyDecided(order_id=late.order_id, late_money_id=late.pk), actor=actor, changes=changes)


def _changes(late: LateMoney, before: str) -> dict[str, list[object]]:
    return {"late_money": [before or None, late.amount]}
