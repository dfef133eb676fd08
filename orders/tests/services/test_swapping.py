"""One order's goods go to another that waits: counted once, told on both, promised anew."""

from datetime import timedelta

import pytest

from core.actors import SYSTEM, Actor
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event, EventNote
from orders.errors import NotEnoughUnits
from orders.models import Allocation, Backorder, Order, Promise
from orders.services.canceling import cancel_order
from orders.services.recording.floor import record_release
from orders.services.swapping import swap_allocation
from orders.tests.factories import claims_of, confirmed_order, placed_order

pytestmark = pytest.mark.django_db
# No work and no payment stand behind what is written down here.
OF_OTHERS = {"lines_match_floor", "shipped_units_in_one_parcel", "notice_board_shows_the_money"}


def broken() -> set[str]:
    return {one.name for one in promises() if one.number < 13 and check(one).violations} - OF_OTHERS


def swap(giver: Order, receiver: Order, shop, quantity: int, **options) -> tuple[Order, Order]:
    values = {"level_id": shop.level().pk, "actor": SYSTEM, "reason": "A hospital waits", **options}
    lines = {"from_line_id": giver.lines.get().pk, "to_line_id": receiver.lines.get().pk}
    return swap_allocation(**lines, quantity=quantity, **values)


def units(order: Order) -> tuple[int, int]:
    line = order.lines.get()
    return line.allocated, line.backordered


@pytest.fixture
def giver(shop) -> Order:
    return placed_order(shop, {0: 8})


@pytest.fixture
def receiver(shop, giver) -> Order:
    return placed_order(shop, {0: 5})


def test_units_change_hands_and_the_books_agree(shop, giver, receiver):
    assert (units(giver), units(receiver)) == ((8, 0), (2, 3))

    swap(giver, receiver, shop, 3)

    assert (units(giver), units(receiver)) == ((5, 3), (5, 0))
    level = shop.level()
    assert (level.allocated, level.backordered, level.on_hand) == (10, 3, 10)
    assert broken() == set()


def test_both_orders_tell_it_with_the_reason_and_the_other_order(shop, giver, receiver):
    swap(giver, receiver, shop, 3)

    told = Event.objects.filter(name="orders.allocation_swapped").order_by("pk")
    assert [(one.order_id, one.data["other_order_id"]) for one in told] == [
        (giver.pk, receiver.pk),
        (receiver.pk, giver.pk),
    ]
    assert told[0].data["changes"]["line 1 allocated"] == [8, 5]
    assert {note.text for note in EventNote.objects.filter(event__in=told)} == {"A hospital waits"}


def test_the_giver_slips_and_the_receiver_comes_sooner(shop, giver, receiver):
    early, late = giver.lines.get().promise_on, receiver.lines.get().promise_on

    giver, receiver = swap(giver, receiver, shop, 3)

    assert giver.lines.get().promise_on == giver.promised_on >= late
    assert receiver.lines.get().promise_on == receiver.promised_on == early
    slip = Promise.objects.get(line__order=giver, cause="swapped")
    assert (slip.from_on, slip.to_on) == (early, giver.promised_on)
    assert Event.objects.filter(order_id=giver.pk, name="orders.promise_slipped").exists()
    assert Event.objects.filter(order_id=receiver.pk, name="orders.promise_moved").exists()


def test_a_receiver_that_still_waits_keeps_its_day(shop, giver, receiver):
    before = receiver.lines.get().promise_on

    swap(giver, receiver, shop, 1)

    assert receiver.lines.get().promise_on == before


def test_a_receiver_that_waits_in_another_queue_leaves_it(shop, giver):
    shop.receive(1, warehouse=1)
    receiver = placed_order(shop, {0: 5})
    far, near = shop.level(warehouse=1), shop.level()
    Backorder.objects.filter(line__order=receiver).update(level=far)
    type(near).objects.filter(pk=near.pk).update(backordered=0)
    type(far).objects.filter(pk=far.pk).update(backordered=2)

    swap(giver, receiver, shop, 2)

    assert (shop.level().backordered, shop.level(warehouse=1).backordered) == (2, 0)
    assert broken() == set()


def test_released_units_stay_with_the_floor(shop):
    giver = confirmed_order(shop, {0: 8})
    claims = dict.fromkeys(claims_of(giver), 6)
    record_release(order_id=giver.pk, units=claims, actor=SYSTEM)
    receiver = placed_order(shop, {0: 5})

    with pytest.raises(NotEnoughUnits) as refusal:
        swap(giver, receiver, shop, 3)
    assert refusal.value.context["found"] == 2
    swap(giver, receiver, shop, 2)

    assert Allocation.objects.get(line__order=giver).quantity == 6
    assert broken() == set()


def test_nobody_gets_more_than_it_waits_for(shop, giver, receiver):
    with pytest.raises(NotEnoughUnits):
        swap(giver, receiver, shop, 4)

    assert (units(giver), units(receiver)) == ((8, 0), (2, 3))


def test_what_does_not_match_is_refused(shop, giver, receiver):
    other = placed_order(shop, {1: 12})
    two_lines = placed_order(shop, {0: 1, 1: 1})
    first, second = two_lines.lines.values_list("pk", flat=True)

    for wrong in ({"reason": " "}, {"level_id": shop.level(1).pk}, {"level_id": 0}):
        with pytest.raises(InvalidInput):
            swap(giver, receiver, shop, 1, **wrong)
    with pytest.raises(InvalidInput):
        swap(giver, receiver, shop, 0)
    with pytest.raises(InvalidInput):
        swap(giver, other, shop, 1)
    with pytest.raises(InvalidInput):
        swap_allocation(
            from_line_id=first, to_line_id=second, level_id=shop.level().pk, quantity=1, actor=SYSTEM, reason="x"
        )
    with pytest.raises(NotPermitted):
        swap(giver, receiver, shop, 1, actor=Actor(kind="user", reference="1"))


def test_an_order_that_is_over_takes_no_part(shop, giver, receiver):
    cancel_order(order_id=receiver.pk, actor=SYSTEM, reason="changed mind")

    with pytest.raises(MoveRefused):
        swap(giver, receiver, shop, 1)


def test_a_channel_that_lets_nobody_wait_gives_nothing_away(shop, giver, receiver):
    shop.channel.stock_policy = "refuse"
    shop.channel.save()

    with pytest.raises(MoveRefused) as refusal:
        swap(giver, receiver, shop, 1)

    assert refusal.value.blockers[0].code == "no_backorders"


def test_a_preordered_line_is_not_promised_before_its_day(shop, giver, receiver):
    transit = timedelta(days=2)
    day = receiver.lines.get().promise_on - timedelta(days=1)
    shop.skus[0].preorder_ships_on = day - transit
    shop.skus[0].save()

    swap(giver, receiver, shop, 3)

    assert receiver.lines.get().promise_on == day


def test_who_gives_preordered_goods_away_waits_for_their_day_and_the_road(shop, giver, receiver):
    day = giver.lines.get().promise_on + timedelta(days=90)
    shop.skus[0].preorder_ships_on = day
    shop.skus[0].save()

    swap(giver, receiver, shop, 3)

    assert giver.lines.get().promise_on == day + timedelta(days=2)
