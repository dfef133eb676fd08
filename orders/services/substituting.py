"""Other goods in place of those that are waited for: agreed to, there, and never dearer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.money import ZERO, minor_unit
from core.service import service
from inventory.selectors.substitutes import offers_of
from orders.editing.blocking import edit_blockers
from orders.editing.charging import terms_of
from orders.editing.staging import actions_of, stage
from orders.intake.reference import reference
from orders.locks import lock_lines, lock_order
from orders.models import DelayChoice, Order, OrderChange, OrderChangeAction, OrderLine
from orders.selectors.choices import Instead, instead_of, latest_choice
from orders.services.applying import confirm_change
from orders.services.asking import ask
from orders.services.changing import open_change
from orders.statuses import ActionKind

OFFER_RIGHT = "orders.add_delaychoice"
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Pick:
    """What the customer took for a line: a SKU at the price of a unit that they read."""

    sku_code: str
    unit_price: Decimal


def substitute(
    *, order: Order, choice: DelayChoice, lines: Mapping[int, OrderLine], picks: Mapping[int, Pick], actor: Actor
) -> OrderChange:
    """One change of a locked order: waiting units canceled, other goods in their place, no cent dearer.

    Raises InvalidInput without a pick or when one is not offered at that price any more, and MoveRefused when
    somebody edits the order or the goods were sold meanwhile.
    """
    taken = _taken(instead_of(order, choice, list(lines.values()), timezone.now()), picks)
    change = open_change(order_id=order.pk, actor=actor, reason="Other goods, agreed to by the customer.")
    added = [_step_pair(change, order, lines[one.line_id], one, actor) for one in taken]
    _keep_the_price(order, lines, change, added)
    confirm_change(change_id=change.pk, actor=actor)
    _ensure_there(order, lines)
    return change


def _taken(offered: Mapping[int, Iterable[Instead]], picks: Mapping[int, Pick]) -> list[Instead]:
    if not picks:
        raise InvalidInput("Choose other goods for at least one line.", field="substitute")
    taken: list[Instead] = []
    for line_id, pick in picks.items():
        found = [one for one in offered.get(line_id, ()) if one.sku.code == pick.sku_code]
        if not found or found[0].unit_price != pick.unit_price:
            raise InvalidInput(
                f"“{pick.sku_code}” is not offered at that price any more. Look again, then choose.", field="substitute"
            )
        taken.append(found[0])
    return taken


def _step_pair(change: OrderChange, order: Order, line: OrderLine, one: Instead, actor: Actor) -> OrderChangeAction:
    """The waiting units go, the others come at the agreed price; the step that adds them."""
    OrderChangeAction.objects.create(
        change=change, kind=ActionKind.CANCEL_UNITS, line=line, quantity=one.units, added_by=actor.label,
        reason=f"{one.sku.code} instead, agreed",
    )  # fmt: skip
    return OrderChangeAction.objects.create(
        change=change, kind=ActionKind.ADD_LINE, sku_id=one.sku.id, quantity=one.units, unit_price=one.unit_price,
        list_price=one.sku.prices.get(order.channel_id), added_by=actor.label,
        tax_percent=terms_of(order).percent(reference(), one.sku.tax_class_id),
        reason=f"instead of {line.sku.code}, agreed"[:120],
    )  # fmt: skip


def _keep_the_price(
    order: Order, lines: Mapping[int, OrderLine], change: OrderChange, added: list[OrderChangeAction]
) -> None:
    """Lower the new prices until the order costs no more: taxes differ, and fixed discounts stay with what went."""
    for _ in range(ROUNDS):
        staged = stage(order, list(lines.values()), actions_of(change))
        excess = staged.order.total - order.total
        if excess <= 0:
            return
        worth = sum((_with_tax(order, line) for line in staged.new_lines), ZERO)
        factor = max(ZERO, 1 - excess / worth) if worth else ZERO
        for step in added:
            assert step.unit_price is not None
            step.unit_price = (step.unit_price * factor).quantize(minor_unit(order.currency), rounding=ROUND_DOWN)
        OrderChangeAction.objects.bulk_update(added, ["unit_price"])
    why = "with these goods the order would cost more."
    raise MoveRefused("substitute", [Blocker("dearer", why, fix="Let a colleague set the price in an edit.")])


def _with_tax(order: Order, line: OrderLine) -> Decimal:
    """What the line adds to the order, discounts left aside."""
    return line.amount if order.prices_include_tax else line.amount * (100 + line.tax_percent) / 100


def _ensure_there(order: Order, before: Iterable[int]) -> None:
    """Nobody waits for goods again that were taken so as not to wait; the refusal undoes the change."""
    if OrderLine.objects.filter(order=order, backordered__gt=0).exclude(pk__in=before).exists():
        why = "the other goods were sold a moment ago."
        raise MoveRefused("substitute", [Blocker("sold_out", why, fix="Choose something else.")])


@service
def offer_substitute(*, order_id: int, line_id: int, sku_code: str, actor: Actor, reason: str = "") -> DelayChoice:
    """The question whether the customer takes ``sku_code`` for what a line waits for; without a yes nothing changes.

    Raises NotPermitted, InvalidInput for a line that waits for nothing or a SKU that is not there for all of it, and
    MoveRefused for an order that is over.
    """
    order = lock_order(order_id)
    ensure_may(actor, OFFER_RIGHT)
    reasons = list(edit_blockers(order))
    if reasons:
        raise MoveRefused("offer other goods", reasons)
    lines = lock_lines(order)
    line = lines.get(line_id)
    if line is None or not line.backordered:
        raise InvalidInput("That line waits for nothing.", field="line_id")
    _ensure_offerable(line, sku_code)
    fact = ask(order, [line], list(lines.values()), actor=actor, offers={str(line.pk): [sku_code]})
    publish(fact, actor=actor, note=reason)
    choice = latest_choice(order.pk)
    assert choice is not None
    if not instead_of(order, choice, list(lines.values()), timezone.now()):
        raise InvalidInput(f"“{sku_code}” has no price in {order.channel.name}.", field="sku_code")
    return choice


def _ensure_offerable(line: OrderLine, sku_code: str) -> None:
    found = next(iter(offers_of([sku_code])), None)
    if found is None or found.sku_id == line.sku_id:
        raise InvalidInput(f"“{sku_code}” is not sold, or is what is waited for.", field="sku_code")
    if found.available < line.backordered:
        raise InvalidInput(
            f"{found.available} units of {sku_code} are there; {line.backordered} are needed.", field="sku_code"
        )
