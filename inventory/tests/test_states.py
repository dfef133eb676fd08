"""States are changed by moves alone, and refusals are data: the kernel's rules, seen on a supply."""

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from core.fsm import blockers_of, perform, right_of
from inventory.models import Supply, Warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplies() -> list[Supply]:
    house = Warehouse.objects.create(code="w", name="W", line1="1", city="B", country="DE")
    return [Supply.objects.create(number=f"PO-{n}", supplier="S", warehouse=house) for n in (1, 2)]


def test_a_state_cannot_be_assigned(supplies):
    with pytest.raises(AttributeError):
        supplies[0].state = "received"


def test_reading_one_row_again_lowers_nobodys_guard(supplies):
    first, second = supplies
    Supply.objects.filter(pk=first.pk).update(state="canceled")

    first.refresh_from_db()

    assert first.state == "canceled"
    for supply in supplies:
        with pytest.raises(AttributeError):
            supply.state = "received"
    assert second.state == "expected"


def test_a_failed_reading_keeps_what_was_known(supplies):
    first = supplies[0]
    Supply.objects.filter(pk=first.pk).delete()

    with pytest.raises(Supply.DoesNotExist):
        first.refresh_from_db()

    assert first.state == "expected"


def test_a_move_tells_from_where_to_where_and_does_not_save(supplies):
    before, after = perform(supplies[0], "close", actor=SYSTEM, now=timezone.now())

    assert (before, after) == ("expected", "received")
    assert Supply.objects.get(pk=supplies[0].pk).state == "expected"


def test_a_move_from_the_wrong_state_says_from_where_it_is_possible(supplies):
    perform(supplies[0], "cancel", actor=SYSTEM)

    with pytest.raises(MoveRefused) as refusal:
        perform(supplies[0], "close", actor=SYSTEM, now=timezone.now())

    (blocker,) = refusal.value.blockers
    assert blocker.code == "wrong_state"
    assert blocker.sentence == "it is canceled; only possible when expected, in transit."
    assert refusal.value.context["move"] == "close"


def test_a_move_asks_for_its_right_before_its_reasons(supplies):
    perform(supplies[0], "cancel", actor=SYSTEM)

    with pytest.raises(NotPermitted) as refusal:
        perform(supplies[0], "close", actor=Actor(kind="user", reference="1"), now=timezone.now())

    assert refusal.value.context["right"] == "inventory.receive_supply"


def test_blockers_are_empty_when_the_way_is_open(supplies):
    assert blockers_of(supplies[0], "close") == supplies[0].blockers("cancel") == []
    assert right_of(Supply, "close") == right_of(supplies[0], "close") == "inventory.receive_supply"
