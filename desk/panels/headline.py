"""Who and what in one line, and why the order stands where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import format_money
from core.wording import units_are
from orders.lifecycle import may_wait, secured_amount
from orders.models import Order, OrderHold, OrderLine
from orders.statuses import DisplayStatus, PaymentStatus


def cause_of(order: Order, lines: Sequence[OrderLine], holds: Sequence[OrderHold]) -> str:
    """The reason behind the display status, in a few words; empty when the word says it all."""
    owed = sum(line.backordered for line in lines)
    match order.display_status:
        case "on_hold":
            return "; ".join(_hold_words(hold) for hold in holds)
        case "payment_failed" | "awaiting_payment":
            return _funds_words(order)
        case "backordered":
            dates = [line.promise_on for line in lines if line.backordered and line.promise_on]
            until = f", promised for {max(dates):%-d %b %Y}" if dates else ""
            return f"{units_are(owed)} awaited{until}"
        case "partially_shipped":
            left = sum(line.allocated + line.backordered for line in lines)
            return f"{units_are(left)} still to ship" + (f", {owed} of them awaited" if owed and left > 1 else "")
        case "shipped":
            away = sum(line.shipped - line.delivered - line.lost for line in lines)
            return f"{units_are(away)} on the road"
        case "return":
            return f"{order.open_returns} open return{'s' if order.open_returns > 1 else ''}"
        case _:
            return ""


def payment_word(order: Order) -> str:
    """What the amounts say; a payment that failed has no amount to say it by."""
    if order.payment_failed_at is not None and order.payment_status == PaymentStatus.PENDING:
        return "Failed"
    return order.get_payment_status_display()


@dataclass(frozen=True)
class OpenEnd:
    """Something that is still open beside what the display status says, and where on the page it is."""

    words: str
    target: str


def open_ends(order: Order) -> list[OpenEnd]:
    """From the order's own counts; a return that the display status tells is not told twice."""
    is_told = order.display_status == DisplayStatus.RETURN
    counts = (
        (0 if is_told else order.open_returns, "return", "returns"), (order.open_exchanges, "exchange", "returns"),
        (order.open_claims, "claim", "returns"), (order.open_cases, "case", "returns"),
        (order.open_money, "refund or money task", "payments"),
    )  # fmt: skip
    return [
        OpenEnd(f"{count} open {word}{'s' if count > 1 else ''}", target) for count, word, target in counts if count
    ]


def _hold_words(hold: OrderHold) -> str:
    return hold.get_kind_display() + (f": {hold.reason}" if hold.reason else "")


def _funds_words(order: Order) -> str:
    missing = order.total - order.credited_amount - secured_amount(order) - may_wait(order)
    if missing > 0:
        return f"{format_money(missing, order.currency)} is not secured"
    return "The risk check has not run yet" if order.risk_checked_at is None else "Waits to be confirmed"
