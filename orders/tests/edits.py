"""Edits of placed orders for tests: steps, and what comes of them."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import MoveRefused
from customers.services.addresses import AddressText
from orders.editing.steps import Step
from orders.models import Order, OrderChange
from orders.promises import PROMISES
from orders.selectors.change_preview import preview_change
from orders.services.applying import confirm_change
from orders.services.changing import (
    add_action,
    open_change,
)

ELSEWHERE = AddressText(name="Grace Hopper", line1="Ring 2", city="Potsdam", country="DE", postal_code="14467")


def line_of(order: Order, position: int = 1):
    return order.lines.get(position=position)


def goods(code: str = "SKU-2", count: int = 1, **options) -> Step:
    return Step(kind="add_line", sku_code=code, quantity=count, **options)


def units(order: Order, count: int, position: int = 1) -> Step:
    return Step(kind="set_quantity", line_id=line_of(order, position).pk, quantity=count)


def price(order: Order, amount: str, position: int = 1) -> Step:
    return Step(kind="set_price", line_id=line_of(order, position).pk, unit_price=Decimal(amount), reason="agreed")


def staged(order: Order, *steps: Step, actor: Actor = SYSTEM) -> OrderChange:
    change = open_change(order_id=order.pk, actor=actor, reason="customer called")
    for step in steps:
        add_action(change_id=change.pk, step=step, actor=actor)
    return OrderChange.objects.select_related("order__channel").get(pk=change.pk)


def edited(order: Order, *steps: Step) -> Order:
    """The order after the steps; what the preview said is what came of it."""
    change = staged(order, *steps)
    foreseen = preview_change(change, now=timezone.now())
    assert foreseen.blockers == []
    confirm_change(change_id=change.pk, actor=SYSTEM)
    after = Order.objects.get(pk=order.pk)
    assert after.total == foreseen.after.total
    assert after.tax_total == foreseen.after.tax_total
    for row in foreseen.lines:
        line = after.lines.get(position=row.after.position)
        assert (line.ordered - line.canceled, line.amount, line.tax_amount) == (
            row.units_after, row.after.amount, row.after.tax_amount,
        )  # fmt: skip
        if row.outlook is not None:
            assert (line.allocated, line.backordered) == (row.outlook.allocated, row.outlook.backordered)
            assert line.promise_on == row.outlook.promise_on
    assert broken() == {}
    return after


def broken() -> dict[str, list]:
    own = [one.name for one in PROMISES]
    return {found.name: found.sample for found in audit(own) if found.violations}


def refused(order: Order, *steps: Step) -> MoveRefused:
    """The steps are refused by preview and confirm alike, with the same reasons; nothing is changed."""
    change = staged(order, *steps)
    foreseen = preview_change(change, now=timezone.now())
    with pytest.raises(MoveRefused) as refusal:
        confirm_change(change_id=change.pk, actor=SYSTEM)
    assert [one.code for one in refusal.value.blockers] == [one.code for one in foreseen.blockers]
    assert all(one.sentence for one in refusal.value.blockers)
    assert OrderChange.objects.get(pk=change.pk).state == "draft"
    assert broken() == {}
    return refusal.value


def rep(*rights: str) -> Actor:
    return Actor(kind="user", reference="7", rights=frozenset({"orders.add_orderchange", *rights}))
