"""How far an order is, in the customer's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.lifecycle import balance_due, secured_amount
from orders.models import Order, OrderLine
from orders.statuses import FulfillmentStatus, OrderState
from portal.texts import Words

STEPS = ("placed", "confirmed", "preparing", "shipped", "delivered")
_SHIPPED = {
    FulfillmentStatus.PARTIALLY_SHIPPED: "partly",
    FulfillmentStatus.SHIPPED: "shipped",
    FulfillmentStatus.PARTIALLY_DELIVERED: "shipped",
    FulfillmentStatus.DELIVERED: "delivered",
}
OVER = (OrderState.CANCELED, OrderState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the progress line; ``state`` is done, now or todo."""

    code: str
    label: str
    state: str
    state_label: str
    when: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The headline, what follows from it, and the line of steps (empty when it ended early)."""

    tone: str
    headline: str
    detail: str
    steps: tuple[Step, ...]


def progress_of(order: Order, lines: Sequence[OrderLine], words: Words) -> Progress:
    reached = _reached(order, lines)
    if reached in OVER:
        return Progress("over", words(f"head_{reached}"), words(f"sub_{reached}"), ())
    step = "shipped" if reached == "partly" else reached
    tone = "good" if reached == "delivered" else "info"
    return Progress(tone, words(f"head_{reached}"), _detail(order, lines, reached, words), _steps(order, step, words))


def _reached(order: Order, lines: Sequence[OrderLine]) -> str:
    if order.state in OVER:
        return str(order.state)
    shipped = _SHIPPED.get(FulfillmentStatus(order.fulfillment_status))
    if shipped:
        return shipped
    if order.state == OrderState.COMPLETED:
        return "delivered"
    if any(line.released for line in lines):
        return "preparing"
    return "confirmed" if order.confirmed_at else "placed"


def _detail(order: Order, lines: Sequence[OrderLine], reached: str, words: Words) -> str:
    if reached == "delivered":
        return words("sub_delivered", date=words.day(order.delivered_at)) if order.delivered_at else ""
    if order.is_on_hold:
        return words("sub_hold")
    if reached == "placed" and secured_amount(order) <= 0 < balance_due(order):
        return words("sub_payment")
    dates = [line.promise_on for line in lines if line.promise_on and line.delivered < line.ordered - line.canceled]
    latest = max(dates, default=order.promised_on)
    return words("sub_promise", date=words.date(latest)) if latest else ""


def _steps(order: Order, reached: str, words: Words) -> tuple[Step, ...]:
    times = {
        "placed": order.placed_at,
        "confirmed": order.confirmed_at,
        "preparing": order.processing_at,
        "delivered": order.delivered_at,
    }
    position = STEPS.index(reached)
    steps = []
    for nr, code in enumerate(STEPS):
        state = "done" if nr < position or reached == "delivered" else "now" if nr == position else "todo"
        at = times.get(code) if nr <= position else None
        when = words.moment(at) if at else ""
        steps.append(Step(code, words(f"step_{code}"), state, words(f"step_{state}"), when))
    return tuple(steps)
