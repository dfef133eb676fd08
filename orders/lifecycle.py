"""The commitment of an order and the moves that change it. Called by services, never by screens."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils import timezone
from django_fsm import transition

from catalog.models import ShipPolicy
from core.errors import Blocker
from core.fsm import guard
from core.money import ZERO, format_money
from orders.ending import counts_as_delivered_from, units_away, window_ends_at
from orders.selectors.worth import worth_awaiting_goods
from orders.statuses import ChangeState, OrderState

if TYPE_CHECKING:
    from orders.models import Order, OrderChange, OrderLine

__all__ = ["ChangeMoves", "OrderMoves", "OrderState"]


def _lines(order: "Order") -> "list[OrderLine]":
    return list(order.lines.all())


def holds_of(order: "Order", block: str) -> dict[int | None, list[Blocker]]:
    """What waits, by line, and under None what makes the whole order wait; no query for an order without a hold."""
    found: dict[int | None, list[Blocker]] = {}
    if not order.is_on_hold:
        return found
    for hold in order.holds.filter(released_at=None, blocks__contains=[block]).select_related("line").order_by("pk"):
        what = f"line {hold.line.position} is on hold" if hold.line else "on hold"
        why = f" — {hold.reason.rstrip('.')}" if hold.reason else ""
        sentence = f"{what}: {hold.get_kind_display().lower()}{why}."
        blocker = Blocker("on_hold", sentence, fix="Release the hold.", fix_move="release_hold", turns_on="held")
        found.setdefault(hold.line_id, []).append(blocker)
    return found


def wrong_state(order: "Order", why: str = "") -> Blocker:
    """What is not possible in the state the order has come to."""
    sentence = f"it is {order.get_state_display().lower()}{'; ' if why else ''}{why}."
    return Blocker("wrong_state", sentence, turns_on=order.state)


@guard
def is_complete_request(order: "Order") -> Iterator[Blocker]:
    """The order says who, what, where to and in which currency."""
    if not any(line.ordered for line in _lines(order)):
        yield Blocker("no_lines", "it has no lines.", fix="Add at least one line.")
    if order.customer_id is None:
        yield Blocker("no_customer", "it has no customer.", fix="Choose a customer or add a guest.")
    elif not order.po_number.strip() and order.customer is not None and order.customer.requires_po_number:
        yield Blocker("no_po_number", "its customer needs an order number of its own.", fix="Ask for it and add it.")
    has_target = order.shipping_address_id is not None or order.pickup_warehouse_id is not None
    if not has_target and any(line.needs_shipping for line in _lines(order)):
        yield Blocker("no_address", "it has no shipping address or pickup point.", fix="Add an address.")


@guard
def risk_was_checked(order: "Order") -> Iterator[Blocker]:
    """The fraud rules have looked at the order."""
    if order.risk_checked_at is None:
        yield Blocker(
            "risk_unchecked", "the risk check has not run.",
            fix="It runs once the payment is authorized.", turns_on="address_changed",
        )  # fmt: skip


@guard
def review_has_run(order: "Order") -> Iterator[Blocker]:
    """The review rules have looked at the order; a hold of theirs blocks by itself."""
    if order.awaits_review:
        yield Blocker("unreviewed", "the review rules have not looked at it yet.", fix="They do within seconds.")


@guard
def no_hold_blocks_confirm(order: "Order") -> Iterator[Blocker]:
    """No hold blocks confirming, not even of one line: the promise is made for all."""
    for blockers in holds_of(order, "confirm").values():
        yield from blockers


@guard
def no_hold_blocks_release(order: "Order") -> Iterator[Blocker]:
    """No hold keeps it as a whole; one on a line does when all ship together or no other line is left."""
    holds = holds_of(order, "release")
    yield from holds.pop(None, [])
    workable = [line.pk for line in _lines(order) if line.allocated > line.released]
    goes_whole = order.ship_policy == ShipPolicy.SHIP_COMPLETE
    if holds and (goes_whole or (workable and all(line_id in holds for line_id in workable))):
        for blockers in holds.values():
            yield from blockers


def secured_amount(order: "Order") -> Decimal:
    """Money that is authorized, paid or to be paid on account, less refunds."""
    held = max(order.authorized_amount, order.captured_amount)
    secured: Decimal = held + order.on_account_amount - order.refunded_amount
    return secured


def may_wait(order: "Order") -> Decimal:
    """Money that a card on file is asked for once its goods are there; no query where no money waits so."""
    return min(order.delayed_amount, worth_awaiting_goods(order)) if order.delayed_amount else ZERO


@guard
def funds_are_secured(order: "Order") -> Iterator[Blocker]:
    """What the order costs is authorized, paid, on account, due on delivery, or waits with goods that are not there."""
    missing = order.total - order.credited_amount - secured_amount(order) - may_wait(order)
    if missing > 0:
        text = format_money(missing, order.currency)
        yield Blocker("funds_missing", f"{text} is not secured.", fix="Send the pay link, or record what was paid.")


@guard
def has_workable_line(order: "Order") -> Iterator[Blocker]:
    """At least one unit lies in stock for this order and is not released yet; all, when it ships complete."""
    lines = _lines(order)
    if not any(line.allocated > line.released for line in lines):
        sentence = "no unit is allocated and waiting."
        yield Blocker("nothing_to_release", sentence, fix="Wait for the goods.", turns_on="line")
    elif order.ship_policy == ShipPolicy.SHIP_COMPLETE and any(line.backordered for line in lines):
        yield Blocker("ships_complete", "it ships complete and some units are backordered.", fix="Wait for the goods.")


@guard
def nothing_left_to_ship(order: "Order") -> Iterator[Blocker]:
    owed = sum(line.allocated + line.backordered + line.unplaced for line in _lines(order))
    if owed:
        yield Blocker("units_owed", f"{owed} units are still to ship.", fix="Ship or cancel them.")


@guard
def everything_arrived(order: "Order") -> Iterator[Blocker]:
    """All that was shipped arrived, is lost, came back or is silent for long, and the channel's wait is over."""
    now, lines = timezone.now(), _lines(order)
    away, silent_from = units_away(order, lines), counts_as_delivered_from(order)
    if away and (silent_from is None or silent_from > now):
        until = f" They count as delivered from {silent_from:%-d %b %Y} on." if silent_from else ""
        yield Blocker("units_on_the_road", f"{away} units are not delivered yet.{until}", fix="Wait for the carrier.")
        return
    ends_at = window_ends_at(order, lines)
    if order.channel.complete_wait_days and ends_at and ends_at > now:
        yield Blocker("waiting_time", f"the return window runs until {ends_at:%Y-%m-%d %H:%M} UTC.")


def balance_due(order: "Order") -> Decimal:
    """What is still to be collected; negative when money is to be given back."""
    paid: Decimal = order.captured_amount - order.refunded_amount
    due: Decimal = order.total - order.credited_amount - paid - order.on_account_amount
    return due


@guard
def balance_is_zero(order: "Order") -> Iterator[Blocker]:
    """What was taken, less what was given back, is what the order costs."""
    due = balance_due(order)
    if due > 0:
        yield Blocker(
            "balance_due",
            f"{format_money(due, order.currency)} is still to be collected.",
            fix="It is taken as the goods leave; the order's payments say what stands in the way.",
        )
    elif due < 0:
        yield Blocker("refund_due", f"{format_money(-due, order.currency)} is to be given back.", fix="Refund it.")


@guard
def nothing_is_open(order: "Order") -> Iterator[Blocker]:
    """No return, claim, exchange or case is open, no refund or task of the money inbox, and nothing is disputed."""
    open_ends = (
        (order.open_returns, "return", "Close the return."), (order.open_claims, "claim", "Close the claim."),
        (order.open_exchanges, "exchange", "Bring the exchange to its end."),
        (order.open_cases, "case", "Close the case."),
        (order.open_money, "refund or money task", "See its refunds and the money inbox."),
    )  # fmt: skip
    for count, word, fix in open_ends:
        if count:
            code = "open_money" if word.startswith("refund") else f"open_{word}"
            yield Blocker(code, f"{count} open {word}{'s' if count > 1 else ''}.", fix=fix)
    if order.is_disputed:
        yield Blocker("disputed", "a payment of it is disputed.", fix="Wait for the end of the dispute.")


@guard
def signatures_are_there(order: "Order") -> Iterator[Blocker]:
    """Every parcel that was to be signed for was."""
    if order.missing_signatures:
        count = order.missing_signatures
        yield Blocker(
            "signature_missing", f"{count} parcel{'s' if count > 1 else ''} arrived without the signature asked for.",
            fix="Ask the carrier for the proof and add it.",
        )  # fmt: skip


@guard
def nothing_shipped(order: "Order") -> Iterator[Blocker]:
    lines = _lines(order)
    if not any(line.shipped for line in lines):
        return
    if any(line.allocated + line.backordered + line.unplaced for line in lines):
        fix = "Cancel the units that are left; what has shipped comes back as a return."
        yield Blocker("shipped", "part of it has shipped.", fix=fix, turns_on="dispatched")
    else:
        yield Blocker("shipped", "all of it has shipped.", fix="Take it back as a return.", turns_on="dispatched")


@guard
def floor_agrees(order: "Order") -> Iterator[Blocker]:
    """Nothing lies picked in a tote: the floor takes such units back first."""
    picked = sum(line.picked for line in _lines(order))
    if picked:
        sentence = f"{picked} units are already picked."
        yield Blocker("picked", sentence, fix="Ask the floor to put them back.", turns_on="picked")


class OrderMoves(models.Model):
    """Moves of Order.state; each changes memory only, its service locks, checks, saves and tells."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=OrderState.DRAFT, target=OrderState.PLACED,
        conditions=[is_complete_request], permission="orders.place_order",
    )  # fmt: skip
    def place(self, *, now: datetime) -> None:
        """The customer's wish becomes an order; goods and totals are fixed in the same commit."""
        cast("Order", self).placed_at = now

    @transition(
        field="state", source=OrderState.PLACED, target=OrderState.CONFIRMED,
        conditions=[risk_was_checked, review_has_run, no_hold_blocks_confirm, funds_are_secured],
        permission="orders.confirm_order",
    )  # fmt: skip
    def confirm(self, *, now: datetime) -> None:
        """The promise is made: what is ordered will be delivered by the promised dates."""
        cast("Order", self).confirmed_at = now

    @transition(
        field="state", source=OrderState.CONFIRMED, target=OrderState.PROCESSING,
        conditions=[has_workable_line, risk_was_checked, no_hold_blocks_release, funds_are_secured],
        permission="orders.release_order",
    )  # fmt: skip
    def release(self, *, now: datetime) -> None:
        """The floor has the work."""
        cast("Order", self).processing_at = now

    @transition(
        field="state", source=[OrderState.CONFIRMED, OrderState.PROCESSING], target=OrderState.COMPLETED,
        conditions=[nothing_left_to_ship, everything_arrived, signatures_are_there, balance_is_zero, nothing_is_open],
        permission="orders.complete_order",
    )  # fmt: skip
    def complete(self, *, now: datetime) -> None:
        """Nothing is owed by anybody any more."""
        cast("Order", self).completed_at = now

    @transition(
        field="state",
        source=[OrderState.DRAFT, OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING],
        target=OrderState.CANCELED,
        conditions=[nothing_shipped, floor_agrees], permission="orders.cancel_order",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """The order is called off; allocations fall and money goes back."""
        cast("Order", self).canceled_at = now

    @transition(
        field="state", source=[OrderState.DRAFT, OrderState.PLACED], target=OrderState.EXPIRED,
        conditions=[nothing_shipped], permission="orders.expire_order",
    )  # fmt: skip
    def expire(self, *, now: datetime) -> None:
        """Nobody paid within the channel's limit."""
        cast("Order", self).expired_at = now

    @transition(
        field="state", source=[OrderState.EXPIRED, OrderState.CANCELED], target=OrderState.PLACED,
        conditions=[nothing_shipped], permission="orders.reinstate_order",
    )  # fmt: skip
    def reinstate(self, *, now: datetime) -> None:
        """The order lives again; its goods are sought anew."""
        order = cast("Order", self)
        order.placed_at, order.canceled_at, order.expired_at = order.placed_at or now, None, None
        order.archived_at = order.packed_away_at = None

    @transition(
        field="state", source=OrderState.COMPLETED, target=OrderState.PROCESSING, permission="orders.reopen_order",
    )  # fmt: skip
    def reopen(self) -> None:
        """Something was found to be open after all."""
        order, now = cast("Order", self), timezone.now()
        order.completed_at = order.archived_at = order.packed_away_at = None
        order.processing_at, order.reopened_at = order.processing_at or now, now


class ChangeMoves(models.Model):
    """Moves of OrderChange.state; each changes memory only, its service locks, checks, saves and tells."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=ChangeState.DRAFT, target=ChangeState.REQUESTED, permission="orders.add_orderchange"
    )
    def request(self, *, now: datetime) -> None:
        """Somebody entitled is asked to agree; what is to be changed stands fast."""
        cast("OrderChange", self).requested_at = now

    @transition(
        field="state", source=ChangeState.REQUESTED, target=ChangeState.CONFIRMED,
        permission="orders.confirm_orderchange",
    )  # fmt: skip
    def confirm(self, *, by: str, now: datetime) -> None:
        """The order is what the change says, all of it."""
        change = cast("OrderChange", self)
        change.finished_by, change.finished_at = by, now

    @transition(
        field="state", source=ChangeState.REQUESTED, target=ChangeState.DECLINED,
        permission="orders.confirm_orderchange",
    )  # fmt: skip
    def decline(self, *, by: str, now: datetime) -> None:
        """Whoever was asked said no; the order stays as it is."""
        change = cast("OrderChange", self)
        change.finished_by, change.finished_at = by, now

    @transition(
        field="state", source=[ChangeState.DRAFT, ChangeState.REQUESTED], target=ChangeState.CANCELED,
        permission="orders.add_orderchange",
    )  # fmt: skip
    def cancel(self, *, by: str, now: datetime) -> None:
        """Nobody wants the change any more; the order stays as it is."""
        change = cast("OrderChange", self)
        change.finished_by, change.finished_at = by, now
