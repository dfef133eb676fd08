"""How far an order is, in the customer's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.lifecycle import balance_due, secured_amount
from orders.models import HoldKind, Order, OrderLine
from orders.statuses import FulfillmentStatus, OrderState
from portal.selectors.collecting import Counter
from portal.texts import Words

STEPS = ("placed", "confirmed", "preparing", "shipped", "delivered")
_SHIPPED = {
    FulfillmentStatus.PARTIALLY_SHIPPED: "partly",
    FulfillmentStatus.SHIPPED: "shipped",
    FulfillmentStatus.PARTIALLY_DELIVERED: "shipped",
    FulfillmentStatus.DELIVERED: "delivered",
}
# What is collected does not travel: the same steps by other names.
COLLECTED = {"shipped": "ready", "delivered": "collected"}
OVER = (OrderState.CANCELED, OrderState.EXPIRED)
# Holds that the customer asked for: nobody here is checking anything.
WISHED = {HoldKind.CUSTOMER_REQUEST, HoldKind.HOLD_UNTIL_DATE}


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


def progress_of(order: Order, lines: Sequence[OrderLine], words: Words, *, counter: Counter | None = None) -> Progress:
    """``counter`` is where the order is collected; None for one that is sent."""
    reached = _reached(order, lines)
    if counter is not None and counter.waiting and reached not in OVER:
        reached = "shipped"
    if reached in OVER:
        return Progress("over", words(f"head_{reached}"), words(f"sub_{reached}"), ())
    step = "shipped" if reached == "partly" else reached
    tone = "good" if reached == "delivered" else "info"
    said = COLLECTED.get(reached, reached) if counter else reached
    detail = _at_the_counter(order, said, words) if counter else ""
    detail = detail or _detail(order, lines, reached, words)
    return Progress(tone, words(f"head_{said}"), detail, _steps(order, step, words, is_collected=counter is not None))


def _at_the_counter(order: Order, said: str, words: Words) -> str:
    if said == "collected" and order.delivered_at:
        return words("sub_collected", date=words.day(order.delivered_at))
    return words("sub_ready") if said == "ready" else ""


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
        kinds = set(order.holds.filter(released_at=None).values_list("kind", flat=True))
        return words("sub_hold_wished" if kinds and kinds <= WISHED else "sub_hold")
    if reached == "placed" and secured_amount(order) + order.delayed_amount <= 0 < balance_due(order):
        return words("sub_payment")
    dates = [line.promise_on for line in lines if line.promise_on and line.delivered < line.ordered - line.canceled]
    latest = max(dates, default=order.promised_on)
    return words("sub_promise", date=words.date(latest)) if latest else ""


def _steps(order: Order, reached: str, words: Words, *, is_collected: bool) -> tuple[Step, ...]:
    times = {
        "placed": order.placed_at,
        "confirmed": order.confirmed_at,
        "preparing": order.processing_at,
        # What is collected is ready when it is packed, and leaves with its customer.
        "shipped": None if is_collected else order.last_shipped_at,
        "delivered": order.delivered_at,
    }
    position = STEPS.index(reached)
    steps = []
    for nr, code in enumerate(STEPS):
        state = "done" if nr < position or reached == "delivered" else "now" if nr == position else "todo"
        at = times.get(code) if nr <= position else None
        when = words.moment(at) if at else ""
        said = COLLECTED.get(code, code) if is_collected else code
        steps.append(Step(code, words(f"step_{said}"), state, words(f"step_{state}"), when))
    return tuple(steps)
