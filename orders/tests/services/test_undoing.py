"""Acts of people wait, can be undone, and are made once or refused aloud."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.effects.window import Postponed
from core.errors import InvalidInput, MoveRefused, NotFound, NotPermitted
from core.models import Alert, Effect, Event
from core.services.withdrawing import TooLate
from orders.errors import NotEnoughUnits
from orders.models import Order
from orders.services.calling_off import ask_to_cancel, ask_to_cancel_lines
from orders.services.holding import hold_order
from orders.services.undoing import close_refusal, hurry_act, undo_act
from orders.tasks import cancel_later, cancel_lines_later
from orders.tests.factories import dispatched_order, placed_order


def person(name: str, *rights: str) -> Actor:
    user = User.objects.create_user(username=name, first_name=name.title(), is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return actor_of(User.objects.get(pk=user.pk))


@pytest.fixture
def window(settings):
    settings.OMS_UNDO_SECONDS = 20


@pytest.fixture
def anna(db, window) -> Actor:
    return person("anna", "cancel_order", "add_orderhold")


def act() -> Effect:
    return Effect.objects.get(task__endswith="_later")


def let_time_pass() -> None:
    """The window is over, and a worker comes."""
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(hours=1))
    drain()


def told(order: Order) -> list[str]:
    acts = Event.objects.filter(order_id=order.pk, name__startswith="orders.act").order_by("seq")
    return list(acts.values_list("name", flat=True))


def ask(order: Order, actor: Actor):
    return ask_to_cancel(order_id=order.pk, actor=actor, reason="Found it elsewhere", expected_version=order.version)


def test_a_cancel_waits_and_is_made_when_the_window_is_over(shop, anna):
    order = placed_order(shop)

    answer = ask(order, anna)

    assert isinstance(answer, Postponed)
    drain()
    assert Order.objects.get().state == "placed"
    let_time_pass()
    canceled = Event.objects.get(name="orders.canceled")
    assert (Order.objects.get().state, canceled.actor, canceled.note.text) == (
        "canceled", anna.label, "Found it elsewhere",
    )  # fmt: skip
    assert told(order) == ["orders.act_postponed", "orders.act_made"]


def test_an_undone_cancel_never_happens(shop, anna):
    order = placed_order(shop)
    ask(order, anna)

    undo_act(order_id=order.pk, effect_id=act().pk, actor=anna)

    let_time_pass()
    assert (Order.objects.get().state, act().state) == ("placed", "withdrawn")
    assert told(order) == ["orders.act_postponed", "orders.act_withdrawn"]


def test_a_cancel_that_is_wanted_now_is_made_now(shop, anna):
    order = placed_order(shop)
    ask(order, anna)

    hurry_act(order_id=order.pk, effect_id=act().pk, actor=anna)
    drain()

    assert Order.objects.get().state == "canceled"


def test_an_act_that_was_made_cannot_be_undone(shop, anna):
    order = placed_order(shop)
    ask(order, anna)
    let_time_pass()

    with pytest.raises(TooLate, match="Too late: it was done at "):
        undo_act(order_id=order.pk, effect_id=act().pk, actor=anna)


def test_units_are_canceled_once_though_the_effect_runs_twice(shop, anna):
    order = placed_order(shop, {0: 3})
    line = order.lines.get()
    ask_to_cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=anna, reason="Two are enough")
    payload = act().payload

    cancel_lines_later(**payload)
    cancel_lines_later(**payload)

    line.refresh_from_db()
    assert (line.canceled, line.allocated) == (1, 2)


def test_what_is_refused_is_refused_at_once_when_it_can_be_seen_then(shop, anna):
    order = placed_order(shop, {0: 3})

    with pytest.raises(InvalidInput):
        ask_to_cancel(order_id=order.pk, actor=anna, reason=" ")
    with pytest.raises(NotEnoughUnits):
        ask_to_cancel_lines(order_id=order.pk, units={order.lines.get().pk: 4}, actor=anna, reason="x")
    with pytest.raises(NotPermitted):
        ask_to_cancel(order_id=order.pk, actor=person("ben"), reason="x")

    assert not Effect.objects.filter(task__endswith="_later").exists()


def test_what_has_shipped_is_not_even_asked_for(shop, anna):
    order = dispatched_order(shop)

    with pytest.raises(MoveRefused):
        ask_to_cancel(order_id=order.pk, actor=anna, reason="Too late")


def test_a_second_act_is_refused_while_one_waits(shop, anna):
    order = placed_order(shop)
    ask(order, anna)

    with pytest.raises(MoveRefused, match="“Cancel the order” is pending until"):
        ask_to_cancel(order_id=order.pk, actor=anna, reason="Again")


def test_another_persons_change_meanwhile_is_told_to_who_asked_and_nothing_is_canceled(shop, anna):
    order = placed_order(shop)
    ask(order, anna)
    ben = person("ben", "add_orderhold")
    hold_order(order_id=order.pk, kind="manual", reason="She called again", actor=ben)

    let_time_pass()

    alert = Alert.objects.get(kind="act_refused")
    assert Order.objects.get().state == "placed"
    assert told(order) == ["orders.act_postponed", "orders.act_refused"]
    assert "“Cancel the order” was not done." in alert.message
    assert "by Ben" in alert.message
    close_refusal(order_id=order.pk, alert_id=alert.pk, actor=anna)
    assert not Alert.objects.filter(closed_at=None).exists()


def test_what_the_system_did_meanwhile_is_judged_by_the_cancel_itself(shop, anna):
    order = placed_order(shop)
    ask(order, anna)
    hold_order(order_id=order.pk, kind="manual", reason="A rule", actor=SYSTEM)

    let_time_pass()

    assert Order.objects.get().state == "canceled"


def test_who_lost_the_right_meanwhile_cancels_nothing_and_it_is_told_once(shop, anna):
    order = placed_order(shop)
    ask(order, anna)
    User.objects.get(pk=anna.user_id).user_permissions.clear()
    payload = act().payload

    cancel_later(**payload)
    cancel_later(**payload)

    assert (Order.objects.get().state, Alert.objects.count()) == ("placed", 1)
    assert told(order) == ["orders.act_postponed", "orders.act_refused"]


def test_an_effect_of_another_order_is_not_undone_here(shop, anna):
    order, other = placed_order(shop), placed_order(shop)
    ask(order, anna)

    with pytest.raises(NotFound):
        undo_act(order_id=other.pk, effect_id=act().pk, actor=anna)

    assert act().state == "due"


def test_programs_and_the_system_wait_for_nothing(shop, window):
    order = placed_order(shop)

    ask_to_cancel(order_id=order.pk, actor=SYSTEM, reason="Nobody paid")

    assert Order.objects.get().state == "canceled"
