"""Bins counted blind on the floor: beside picks, by two people, and by a look."""

from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import InvalidInput, NotPermitted
from fulfillment.services.bin_counting import enter_bin_count
from fulfillment.services.claiming import claim_task
from fulfillment.services.picking import complete_task
from fulfillment.services.scanning import scan_item, scan_location
from fulfillment.tests.factories import bin_units, member, picked_work, picker, released_work, tasks_of
from inventory.errors import MovedWhileCounting, SameCounter
from inventory.models import CountRhythm, CycleCount, Location, MovementKind, StockMovement, StockScan
from inventory.selectors.counts_due import bins_due, bins_emptied
from inventory.services.counting import approve_count, begin_count, start_count
from inventory.services.moving import move_units
from inventory.services.zero_checks import confirm_empty

_ids = count(1)
COUNTS = frozenset({"inventory.count_stock"})
ANN = Actor(kind="user", reference="1", name="Ann", rights=COUNTS)
BEN = Actor(kind="user", reference="2", name="Ben", rights=COUNTS)
LEA = Actor(kind="user", reference="3", name="Lea", rights=COUNTS | {"inventory.approve_count"})


def place(shop, code="A-01"):
    return Location.objects.get(warehouse=shop.warehouses[0], code=code)


def begin(shop, code="A-01", *, actor=ANN):
    return begin_count(location_id=place(shop, code).pk, actor=actor)


def enter(shop, begun, units, *, actor=ANN, scan_id="", index=0):
    found = {(shop.skus[index].pk, ""): units} if units is not None else {}
    return enter_bin_count(cyclecount_id=begun.pk, found=found, scan_id=scan_id or f"n{next(_ids)}", actor=actor)


def state(begun):
    return CycleCount.objects.get(pk=begun.pk).state


def is_sound():
    names = ["levels_match_movements", "bins_sum_to_levels", "bins_match_movements", "counts_were_recorded"]
    return [one.name for one in audit(names) if one.violations] == []


def test_a_small_difference_is_recorded_at_once(shop):
    begun = begin(shop)

    assert enter(shop, begun, 8).message == "A-01 is counted."

    assert (state(begun), bin_units(shop, "A-01")) == ("recorded", 8)
    assert is_sound()


def test_what_nobody_expected_is_found(shop):
    begun = begin(shop)
    found = {(shop.skus[0].pk, ""): 10, (shop.skus[2].pk, ""): 2}

    enter_bin_count(cyclecount_id=begun.pk, found=found, scan_id="x", actor=ANN)

    assert bin_units(shop, "A-01", 2) == 2
    assert is_sound()


def test_a_repeat_counts_once(shop):
    begun = begin(shop)
    enter(shop, begun, 8, scan_id="once")

    assert enter(shop, begun, 8, scan_id="once").is_repeat
    assert StockMovement.objects.filter(kind=MovementKind.COUNT).count() == 1


def test_above_the_limit_nothing_is_recorded_before_another_person_counted(shop):
    begun = begin(shop)
    assert "Somebody else counts it again" in enter(shop, begun, 2).message
    assert (state(begun), bin_units(shop, "A-01")) == ("to_approve", 10)
    with pytest.raises(SameCounter, match="without your figures"):
        begin(shop)

    assert begin(shop, actor=BEN).pk == begun.pk
    assert enter(shop, begun, 9, actor=BEN).message == "A-01 is counted."

    assert (state(begun), bin_units(shop, "A-01")) == ("recorded", 9)
    assert is_sound()


def test_two_people_who_agree_on_a_large_difference_wait_for_a_lead(shop):
    begun = begin(shop)
    enter(shop, begun, 2)
    begin(shop, actor=BEN)
    assert "A lead decides" in enter(shop, begun, 2, actor=BEN).message
    line = begun.lines.get()
    assert (line.first_counted, line.counted, bin_units(shop, "A-01")) == (2, 2, 10)
    with pytest.raises(NotPermitted):
        approve_count(cyclecount_id=begun.pk, actor=ANN)

    approve_count(cyclecount_id=begun.pk, actor=LEA)

    assert bin_units(shop, "A-01") == 2
    assert is_sound()


def test_a_lead_who_counts_second_decides_by_it(shop):
    begun = begin(shop)
    enter(shop, begun, 2)
    begin(shop, actor=LEA)

    enter(shop, begun, 3, actor=LEA)

    assert (state(begun), bin_units(shop, "A-01")) == ("recorded", 3)
    assert is_sound()


def picking(shop, units=3):
    """A task of A-01 whose picker stands before the bin."""
    task = tasks_of(released_work(shop, {0: units}))[0]
    pia = picker()
    claim_task(task_id=task.pk, actor=pia)
    scan_location(task_id=task.pk, scan_id=f"p{next(_ids)}", code="A-01", actor=pia)
    return task, pia


def test_units_in_a_pickers_tote_are_not_missed(shop):
    task, pia = picking(shop)
    for _ in range(3):
        scan_item(task_id=task.pk, scan_id=f"p{next(_ids)}", code="SKU-1", actor=pia)
    begun = begin(shop)

    enter(shop, begun, 7)
    complete_task(task_id=task.pk, actor=pia)

    assert not StockMovement.objects.filter(kind=MovementKind.COUNT).exists()
    assert bin_units(shop, "A-01") == 7
    assert is_sound()


def test_units_in_a_pickers_tote_are_not_missed_by_the_office(shop, client):
    task, pia = picking(shop)
    for _ in range(3):
        scan_item(task_id=task.pk, scan_id=f"p{next(_ids)}", code="SKU-1", actor=pia)
    begun = start_count(location_id=place(shop).pk, actor=ANN)
    client.force_login(User.objects.create_superuser("chief"))
    enters = reverse("admin:inventory_cyclecount_move", args=[begun.pk, "record"])

    answer = client.post(enters, {f"line_{begun.lines.get().pk}": "7"}, follow=True)
    complete_task(task_id=task.pk, actor=pia)

    assert "Counted." in answer.content.decode()
    assert (state(begun), bin_units(shop, "A-01")) == ("recorded", 7)
    assert not StockMovement.objects.filter(kind=MovementKind.COUNT).exists()
    assert is_sound()


def test_a_pick_scan_since_the_count_began_makes_it_worthless(shop):
    task, pia = picking(shop)
    begun = begin(shop)
    scan_item(task_id=task.pk, scan_id="late", code="SKU-1", actor=pia)

    with pytest.raises(MovedWhileCounting, match="count again"):
        enter(shop, begun, 10)

    assert state(begun) == "open"
    begin(shop)
    assert enter(shop, begun, 9).ok
    assert not StockMovement.objects.filter(kind=MovementKind.COUNT).exists()


def test_units_carried_off_since_the_count_began_make_it_worthless(shop):
    begun = begin(shop)
    move_units(
        level_id=shop.level().pk, from_location_id=place(shop).pk, to_location_id=place(shop, "A-02").pk, quantity=2,
        cause_kind="carry", cause_reference="x", actor=SYSTEM,
    )  # fmt: skip

    with pytest.raises(MovedWhileCounting):
        enter(shop, begun, 10)


def test_who_began_it_enters_it(shop):
    begun = begin(shop)
    begin(shop, actor=BEN)

    with pytest.raises(MovedWhileCounting, match="Somebody else began"):
        enter(shop, begun, 10)


def test_a_bin_emptied_by_a_pick_is_looked_at_once(shop):
    house = shop.warehouses[0].pk
    picked_work(shop, {0: 10})
    (emptied,) = bins_emptied(house, now=timezone.now())
    assert emptied.code == "A-01"

    confirm_empty(location_id=emptied.location_id, actor=ANN)

    assert bins_emptied(house, now=timezone.now()) == []
    assert CycleCount.objects.get().state == "recorded"
    with pytest.raises(InvalidInput, match="Count the bin"):
        confirm_empty(location_id=place(shop, "A-02").pk, actor=ANN)
    assert bin_units(shop, "A-02", 1) == 10


def test_bins_are_due_by_class_and_rhythm(shop):
    house, now = shop.warehouses[0], timezone.now()
    for index, units in ((2, 80), (1, 15), (0, 5)):
        level = shop.level(index)
        StockMovement.objects.create(
            level=level, location=place(shop), kind=MovementKind.SHIPMENT, quantity=-units, cause_kind="test",
            cause_reference="x", actor="system",
        )  # fmt: skip
    assert [(one.code, one.stock_class) for one in bins_due(house.pk, now=now)] == [
        ("A-03", "A"), ("A-02", "B"), ("A-01", "C"),
    ]  # fmt: skip

    for index, code in enumerate(["A-01", "A-02", "A-03"]):
        enter(shop, begin(shop, code), 10, index=index)

    def due_in(days):
        return [one.code for one in bins_due(house.pk, now=now + timedelta(days=days))]

    assert due_in(1) == []
    assert due_in(31) == ["A-03"]
    CountRhythm.objects.create(warehouse=house, stock_class="C", every_days=20)
    assert due_in(31) == ["A-03", "A-01"]


def test_an_entered_count_speaks_a_fixed_number_of_times(shop, django_assert_max_num_queries):
    begun = begin(shop)
    with django_assert_max_num_queries(22 + 2):
        enter(shop, begun, 9)


def page(name, *arguments, code="w1"):
    return reverse(f"stock:{name}", args=[code, *arguments])


@pytest.fixture
def floor(client, shop):
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename="count_stock"))
    client.force_login(pia)
    return client


def post(floor, begun, **fields):
    headers = {"HX-Request": "true"} if "code" in fields else {}
    return floor.post(page("count_bin", begun.pk), {"scan_id": f"w{next(_ids)}", **fields}, headers=headers)


def test_a_bin_is_counted_blind_by_scans_and_a_typed_number(floor, shop):
    location = floor.post(page("count"), {"code": "a-01"}).headers["Location"]
    begun = CycleCount.objects.get()
    assert location == page("count_bin", begun.pk)
    text = floor.get(location).content.decode()
    assert "SKU-1" not in text
    assert "10" not in text.split('id="card"')[1].split("csrf")[0]

    name = f"units_{shop.skus[0].pk}_"
    assert f'name="{name}"' in post(floor, begun, code="SKU-1").content.decode()
    assert "SKU-1: 6." in post(floor, begun, code="SKU-1", **{name: "5"}).content.decode()
    wrong = post(floor, begun, code="WHAT", **{name: "6"}).content.decode()
    assert 'data-feedback="wrong"' in wrong
    assert 'value="6"' in wrong
    assert StockScan.objects.get().ok is False
    answer = post(floor, begun, **{name: "9"})

    assert answer.headers["Location"] == page("count")
    assert bin_units(shop, "A-01") == 9


@pytest.mark.parametrize("typed", ["", " ", "12,5", "-1", "1e3", "²", "9" * 5_000])
def test_a_number_that_cannot_be_read_is_asked_for_again_and_writes_nothing_off(floor, shop, typed):
    floor.post(page("count"), {"code": "A-01"})
    begun, name = CycleCount.objects.get(), f"units_{shop.skus[0].pk}_"

    text = post(floor, begun, **{name: typed}).content.decode()

    assert 'data-feedback="wrong"' in text
    assert 'required value="' in text.split(f'name="{name}"')[1].split(">")[0]
    assert 'aria-invalid="true"' in text
    assert (state(begun), bin_units(shop, "A-01")) == ("open", 10)


def test_a_wrong_or_right_count_scan_speaks_little(floor, shop, django_assert_max_num_queries):
    floor.post(page("count"), {"code": "A-01"})
    begun = CycleCount.objects.get()
    for code in ("SKU-1", "WHAT"):
        # Session, person, rights (two) and building come before the scan's own eight.
        with django_assert_max_num_queries(8 + 5 + 2):
            post(floor, begun, code=code)


def test_a_look_at_an_emptied_bin_says_yes_or_leads_to_a_count(floor, shop):
    picked_work(shop, {0: 10})
    assert "A-01 is empty" in floor.get(page("count")).content.decode()

    assert "/count/" in floor.post(page("look", place(shop).pk, "full")).headers["Location"]
    floor.post(page("count_bin", CycleCount.objects.get().pk), {"scan_id": "z"})
    assert CycleCount.objects.get().state == "recorded"


def test_only_a_lead_of_this_house_decides(floor, shop):
    begun = begin(shop)
    enter(shop, begun, 2)
    begin(shop, actor=BEN)
    enter(shop, begun, 2, actor=BEN)
    assert "Counted twice" not in floor.get(page("count")).content.decode()

    text = floor.post(page("count_decide", begun.pk, "approve"), follow=True).content.decode()
    assert "lacks the right" in text
    assert bin_units(shop, "A-01") == 10

    lea = member(shop, "lea")
    lea.user_permissions.set(Permission.objects.filter(codename__in=["count_stock", "approve_count"]))
    floor.force_login(lea)
    assert "first 2, then 2; the books have 10" in floor.get(page("count")).content.decode()
    floor.post(page("count_decide", begun.pk, "approve"))
    assert bin_units(shop, "A-01") == 2


def test_no_count_of_another_house_is_there(floor, shop):
    far = Location.objects.filter(warehouse=shop.warehouses[1]).first()
    begun = begin_count(location_id=far.pk, actor=SYSTEM)
    for address in (page("count_bin", begun.pk), page("count", code="w2")):
        assert floor.get(address).status_code == 404
    for address in (page("count_decide", begun.pk, "approve"), page("look", far.pk, "empty")):
        assert floor.post(address).status_code == 404
