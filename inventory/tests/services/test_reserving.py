"""Goods held for a while: all or nothing, given back by hand or by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import InvalidInput, NotPermitted
from core.models import Effect
from inventory.errors import NotAvailable, ReservationNotFound, WrongQuantity
from inventory.models import Reservation, StockLevel
from inventory.services.expiring import expire_reservations
from inventory.services.reserving import release_reservation, reserve_stock
from inventory.tasks import purge_reservations, sweep_reservations
from inventory.tests.factories import open_warehouse, stocked_level

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reserve(level: StockLevel, count: int, **options) -> list[Reservation]:
    return reserve_stock(**{"units": {level.sku_id: count}, "holder": "a cart", "actor": SYSTEM, **options})


def let_time_pass(token: str) -> None:
    now = timezone.now()
    Reservation.objects.filter(token=token).update(created_at=now - HOUR, expires_at=now - timedelta(seconds=1))


def again(level: StockLevel) -> StockLevel:
    return StockLevel.objects.get(pk=level.pk)


def sound() -> bool:
    return not any(found.violations for found in audit(["levels_match_reservations"]))


def test_reserved_units_are_not_available_to_others():
    level = stocked_level(10)

    (row,) = reserve(level, 4)

    level = again(level)
    assert (level.reserved, level.available, level.on_hand) == (4, 6, 10)
    assert (row.token != "", row.ended_at, row.reserved_by) == (True, None, "system")
    assert sound()


def test_more_than_is_available_is_refused_with_the_figure_and_holds_nothing():
    level = stocked_level(10)
    reserve(level, 8)

    with pytest.raises(NotAvailable) as refusal:
        reserve(level, 3)

    assert refusal.value.context["available"] == 2
    assert again(level).reserved == 8


def test_one_building_that_has_everything_is_preferred_to_two():
    first = stocked_level(3, warehouse=open_warehouse(priority=1))
    second = stocked_level(5, sku=first.sku, warehouse=open_warehouse(priority=2))

    rows = reserve(first, 5)
    assert [row.level_id for row in rows] == [second.pk]

    rows = reserve(first, 3)
    assert [row.level_id for row in rows] == [first.pk]


def test_a_token_given_again_holds_the_same_goods_once():
    level = stocked_level(10)

    first, second = reserve(level, 4, token="cart-1"), reserve(level, 4, token="cart-1")

    assert [row.pk for row in first] == [row.pk for row in second]
    assert again(level).reserved == 4


def test_a_token_that_is_used_up_cannot_hold_again():
    level = stocked_level(10)
    reserve(level, 4, token="cart-1")
    release_reservation(token="cart-1", actor=SYSTEM)

    with pytest.raises(InvalidInput):
        reserve(level, 4, token="cart-1")


def test_released_units_are_free_and_those_who_wait_are_told():
    level = stocked_level(10)
    (row,) = reserve(level, 4)
    StockLevel.objects.filter(pk=level.pk).update(backordered=1)
    Effect.objects.all().delete()

    assert release_reservation(token=row.token, actor=SYSTEM) == 4

    row.refresh_from_db()
    assert (again(level).reserved, row.ending) == (0, "released")
    assert Effect.objects.get().payload["level_id"] == level.pk
    with pytest.raises(ReservationNotFound):
        release_reservation(token=row.token, actor=SYSTEM)


def test_the_sweep_ends_what_is_past_and_leaves_the_rest():
    level = stocked_level(10)
    (past,), (present,) = reserve(level, 4), reserve(level, 3)
    let_time_pass(past.token)

    sweep_reservations()

    past.refresh_from_db()
    present.refresh_from_db()
    assert (past.ending, present.ending, again(level).reserved) == ("expired", "", 3)
    assert expire_reservations(now=timezone.now()) == 0
    assert sound()


def test_a_past_reservation_refuses_nobody_even_when_the_sweep_is_late():
    level = stocked_level(10)
    (past,) = reserve(level, 9)
    let_time_pass(past.token)

    reserve(level, 10)

    past.refresh_from_db()
    assert (past.ending, again(level).reserved) == ("expired", 10)
    assert sound()


def test_what_ended_a_month_ago_is_forgotten_and_what_is_held_is_not():
    level = stocked_level(10)
    reserve(level, 4, token="old")
    reserve(level, 3, token="held")
    release_reservation(token="old", actor=SYSTEM, now=timezone.now() - timedelta(days=31))
    reserve(level, 1, token="lately")
    release_reservation(token="lately", actor=SYSTEM)

    purge_reservations()

    assert set(Reservation.objects.values_list("token", flat=True)) == {"held", "lately"}
    assert sound()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"units": {}}, InvalidInput),
        ({"units": {1: 0}}, WrongQuantity),
        ({"holder": " "}, InvalidInput),
        ({"valid_for": timedelta(days=31)}, InvalidInput),
        ({"valid_for": timedelta(0)}, InvalidInput),
        ({"actor": Actor(kind="user", reference="1")}, NotPermitted),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, refusal):
    level = stocked_level(10)

    with pytest.raises(refusal):
        reserve(level, 1, **wrong)

    assert again(level).reserved == 0
