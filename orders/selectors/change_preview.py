"""What a change would make of its order: lines, totals, stock, days, and money to collect or to give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import SKU
from core.errors import Blocker, OmsError
from core.money import ZERO, format_rate
from orders.editing.blocking import change_blockers
from orders.editing.staging import Staged, actions_of, stage
from orders.errors import CannotReprice
from orders.lifecycle import secured_amount
from orders.models import Order, OrderChange, OrderChangeAction, OrderLine
from orders.selectors.rejections import rejected_warehouses
from orders.services.applying import reprice_blocker
from orders.services.foreseeing import Outlook, outlook


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as it is and as it would be; ``before`` is None for goods that are added."""

    before: OrderLine | None
    after: OrderLine
    outlook: Outlook | None

    @property
    def units_before(self) -> int:
        return self.before.ordered - self.before.canceled if self.before else 0

    @property
    def units_after(self) -> int:
        return self.after.ordered - self.after.canceled

    @property
    def waits_no_more(self) -> int:
        """Units fewer that no goods were found for yet: they are called off first."""
        waiting = self.before.unplaced + self.before.backordered if self.before else 0
        return min(waiting, max(0, self.units_before - self.units_after))

    @property
    def back_on_sale(self) -> int:
        """Units fewer whose goods are there: they are let go for others."""
        return max(0, self.units_before - self.units_after) - self.waits_no_more

    @property
    def amount_before(self) -> Decimal:
        return self.before.amount - self.before.canceled_amount if self.before else ZERO

    @property
    def amount_after(self) -> Decimal:
        return self.after.amount - self.after.canceled_amount

    @property
    def price(self) -> str:
        """The price of a unit, before and after where it changes."""
        now = format_rate(self.after.unit_price, self.after.order.currency)
        if self.before is None or self.before.unit_price == self.after.unit_price:
            return now
        return f"{format_rate(self.before.unit_price, self.after.order.currency)} → {now}"

    @property
    def is_changed(self) -> bool:
        before = self.before
        return before is None or self.units_before != self.units_after or before.unit_price != self.after.unit_price


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """The order before and after, in its own currency. With blockers the change cannot be made.

    ``to_secure`` is what has to be authorized or paid beyond what is; ``to_give_back`` is captured money above
    the new price, ``to_let_go`` authorized money that is needed no more.
    """

    before: Order
    after: Order
    actions: Sequence[OrderChangeAction]
    lines: Sequence[PreviewLine]
    blockers: Sequence[Blocker]
    to_secure: Decimal
    to_give_back: Decimal
    to_let_go: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after.total - self.before.total


def preview_change(change: OrderChange, *, now: datetime) -> ChangePreview:
    """Nothing is written or locked; a constant number of queries, however many lines and steps."""
    order = change.order
    lines = list(order.lines.select_related("sku").order_by("position"))
    for line in lines:
        line.order = order
    own = {line.pk: line for line in lines}
    actions = actions_of(change)
    try:
        staged = stage(order, lines, actions)
    except CannotReprice as error:
        return _as_it_is(order, lines, actions, reprice_blocker(error))
    found, refusal = _outlook(staged, now)
    blockers = change_blockers(staged, own)
    if refusal is not None:
        blockers.append(Blocker(refusal.code, refusal.message, fix="Add fewer, or other goods."))
    owed = staged.order.total - staged.order.credited_amount
    taken = order.captured_amount - order.refunded_amount
    held = max(ZERO, order.authorized_amount - order.captured_amount)
    return ChangePreview(
        before=order, after=staged.order, actions=actions, blockers=blockers,
        lines=[PreviewLine(own.get(line.pk), line, found.get(line.position)) for line in staged.every_line],
        to_secure=max(ZERO, owed - secured_amount(order) - order.delayed_amount),
        to_give_back=max(ZERO, taken - owed),
        to_let_go=min(held, max(ZERO, taken + held + order.on_account_amount - owed)),
    )  # fmt: skip


def _outlook(staged: Staged, now: datetime) -> tuple[dict[int, Outlook], OmsError | None]:
    fresh = staged.new_lines
    if not fresh:
        return {}, None
    skus = SKU.objects.in_bulk({line.sku_id for line in fresh})
    for line in fresh:
        line.sku = skus[line.sku_id]
    return outlook(staged.order, fresh, now, not_from=rejected_warehouses(staged.order.pk))


def _as_it_is(
    order: Order, lines: Sequence[OrderLine], actions: Sequence[OrderChangeAction], blocker: Blocker
) -> ChangePreview:
    rows = [PreviewLine(line, line, None) for line in lines]
    return ChangePreview(order, order, actions, rows, [blocker], ZERO, ZERO, ZERO)
