"""An edit and another act on one order at once: all of the edit or nothing, and who was first is named."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.errors import MoveRefused
from orders.editing.steps import Step
from orders.errors import StaleVersion
from orders.models import Order, OrderChange, OrderLine
from orders.services import applying
from orders.services.applying import confirm_change
from orders.services.changing import add_action, open_change
from tests.races.acts import prepare
from tests.races.books import breaks_in_history, broken_promises
from tests.races.hands import Hand
from tests.races.rival import Rival, after, before
from tests.races.stages import NAMES, person

pytestmark = pytest.mark.fault
ADA, BOB = NAMES


def edit_of(order: Order) -> OrderChange:
    """Fewer of what there is, and something new in its place."""
    change = open_change(order_id=order.pk, actor=person(ADA))
    line = order.lines.order_by("position").first()
    for step in (
        Step(kind="set_quantity", line_id=line.pk, quantity=1),
        Step(kind="add_line", sku_code="SKU-2", quantity=2),
    ):
        add_action(change_id=change.pk, step=step, actor=person(ADA))
    return change


def confirm(change: OrderChange, name: str) -> Callable[[], Any]:
    return lambda: confirm_change(change_id=change.pk, actor=person(name))


def raced(inject: Any, hands: list[Hand], monkeypatch: Any, change: OrderChange, other: Callable[[], Any]) -> Any:
    """Ada confirms; the other is let in at the call that takes her first lock. What came of hers and of the other's."""
    rival = Rival(hands[1], other)
    inject(monkeypatch, applying, "lock_change", rival)
    mine = hands[0].start(confirm(change, ADA)).result(20)
    return mine, rival.result


def ensure_legal(order: Order) -> None:
    assert breaks_in_history(order.pk) == []
    assert broken_promises() == {}


@pytest.mark.parametrize("stage", ["paid", "confirmed", "released"])
def test_of_two_who_confirm_one_wins_and_the_other_is_told_who(order_at, hands, monkeypatch, stage):
    order = order_at(stage)
    change = edit_of(order)

    mine, other = raced(after, hands, monkeypatch, change, confirm(change, BOB))

    assert mine.state == "confirmed"
    assert isinstance(other, MoveRefused)
    assert f"was changed by {ADA} at" in other.message
    assert OrderLine.objects.filter(order=order, sku__code="SKU-2").count() == 1
    ensure_legal(order)


@pytest.mark.parametrize(
    ("stage", "act", "words"),
    [
        ("paid", "confirm", "confirmed"), ("paid", "cancel", "canceled"), ("confirmed", "cancel", "canceled"),
        ("confirmed", "release", "went into processing"), ("released", "release", "released"),
        ("released", "hold", "held"), ("confirmed", "edit address", "address changed"),
    ],
)  # fmt: skip
def test_an_edit_that_comes_second_is_not_made_and_told_what_was_first(order_at, hands, monkeypatch, stage, act, words):
    order = order_at(stage)
    change = edit_of(order)
    lines = list(order.lines.values_list("pk", "canceled"))

    mine, other = raced(before, hands, monkeypatch, change, prepare(act, order, person(BOB)))

    assert not isinstance(other, Exception)
    assert isinstance(mine, StaleVersion)
    assert f"{words} by {BOB} at" in mine.message
    assert OrderChange.objects.get().state == "draft"
    if act != "cancel":
        assert list(order.lines.values_list("pk", "canceled")) == lines
    ensure_legal(order)


@pytest.mark.parametrize("stage", ["confirmed", "released"])
def test_a_release_that_comes_second_does_not_give_out_what_is_not_paid(order_at, hands, monkeypatch, stage):
    order = order_at(stage)
    change = edit_of(order)

    mine, other = raced(after, hands, monkeypatch, change, prepare("release", order, person(BOB)))

    assert mine.state == "confirmed"
    assert "is not secured" in other.message
    ensure_legal(order)


@pytest.mark.parametrize("stage", ["paid", "confirmed", "released"])
def test_a_cancel_that_comes_second_cancels_what_the_edit_made(order_at, hands, monkeypatch, stage):
    order = order_at(stage)
    change = edit_of(order)

    mine, other = raced(after, hands, monkeypatch, change, prepare("cancel", order, person(BOB)))

    assert (mine.state, other.state) == ("confirmed", "canceled")
    assert Order.objects.get().total == Decimal(0)
    ensure_legal(order)


def look_at_change(change_id: int, *, expected_version: int | None = None) -> tuple[Order, OrderChange]:
    """What the lock would give, without the lock."""
    change = OrderChange.objects.select_related("order__channel").get(pk=change_id)
    return change.order, change


@pytest.mark.parametrize("act", ["edit", "cancel", "release"])
def test_without_the_lock_the_race_shows(order_at, hands, monkeypatch, act):
    order = order_at("confirmed")
    change = edit_of(order)
    monkeypatch.setattr(applying, "lock_change", look_at_change)
    other = confirm(change, BOB) if act == "edit" else prepare(act, order, person(BOB))

    mine, rival = raced(after, hands, monkeypatch, change, other)

    done = [not isinstance(one, Exception) for one in (mine, rival)]
    unfair = [one for one in (mine, rival) if isinstance(one, Exception) and not isinstance(one, MoveRefused)]
    # Both made on the same sight of the order, or the wall of the database breaks it.
    assert done == [True, True] or unfair or breaks_in_history(order.pk) or broken_promises()
