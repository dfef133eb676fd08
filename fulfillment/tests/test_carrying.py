"""Put away, move and replenish by scan: what the bin takes, what pickers want, what a wrong scan does."""

from itertools import count

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse

from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import NotPermitted
from fulfillment.screens import carry as carrying_screen
from fulfillment.services.carrying import carry_units
from fulfillment.tests.factories import bin_units, member, picked_work, released_work, reread, tasks_of
from inventory.models import BinStock, Location, Lot, PickFace, StockMovement, StockScan
from inventory.selectors import floor_figures
from inventory.selectors.placing import bins_to_fill, proposals_for
from inventory.services.lots import quarantine_lot
from inventory.services.receiving import receive_stock

_ids = count(1)
ANN = Actor(kind="user", reference="1", name="Ann", rights=frozenset({"inventory.move_stock"}))
LEA = Actor(
    kind="user", reference="2", name="Lea", rights=frozenset({"inventory.move_stock", "inventory.quarantine_lot"})
)


def place(shop, code, **options):
    return Location.objects.create(warehouse=shop.warehouses[0], code=code, **options)


def arrive(shop, units=6, *, index=0, at="DOCK", lot=""):
    """Units of a SKU at a place of the first warehouse, as bin stock."""
    where = Location.objects.get(warehouse=shop.warehouses[0], code=at)
    receive_stock(
        warehouse_id=shop.warehouses[0].pk, sku_id=shop.skus[index].pk, quantity=units, location_id=where.pk, lot=lot,
        cause_kind="test", cause_reference="t", actor=SYSTEM,
    )  # fmt: skip
    return BinStock.objects.get(location=where, sku=shop.skus[index], lot=lot)


def at(shop, code, index=0):
    return BinStock.objects.get(location__code=code, location__warehouse=shop.warehouses[0], sku=shop.skus[index])


def carry(stock, code, quantity=1, *, actor=ANN, scan_id="", errand="move"):
    scan_id = scan_id or f"c{next(_ids)}"
    return carry_units(stock_id=stock.pk, code=code, quantity=quantity, scan_id=scan_id, errand=errand, actor=actor)


def is_sound():
    names = ["levels_match_movements", "bins_sum_to_levels", "bins_match_movements", "unavailable_is_what_lies_aside"]
    return [one.name for one in audit(names) if one.violations] == []


def proposed(stock):
    return [(one.code, one.why) for one in proposals_for(BinStock.objects.select_related("location").get(pk=stock.pk))]


def test_put_away_makes_units_free_and_tells_who_waits(shop):
    stock = arrive(shop, 6)
    before = shop.level().available

    answer = carry(stock, "a-01", 6, errand="put-away")

    assert answer.message == "6 × SKU-1 from DOCK to A-01."
    assert bin_units(shop, "A-01") == 16
    assert shop.level().available == before + 6
    assert StockMovement.objects.filter(cause_kind="put_away").count() == 2
    assert is_sound()


def test_the_pick_bin_with_room_is_proposed_first_then_where_it_lies_then_an_empty_bin(shop):
    stock = arrive(shop, 6)
    place(shop, "B-01", zone="B")
    face = place(shop, "P-01", zone="A")
    PickFace.objects.create(sku=shop.skus[0], location=face, minimum=2, maximum=5)

    assert proposed(stock) == [("P-01", "its pick bin"), ("A-01", "has it already"), ("B-01", "empty")]
    assert proposals_for(at(shop, "DOCK"))[0].room == 5


def test_an_empty_bin_of_its_zone_goes_before_any_other_and_no_bin_of_others_is_proposed(shop):
    Location.objects.filter(code="A-03").update(zone="Q")
    place(shop, "R-01")
    place(shop, "Q-02", zone="Q", pick_sequence=9)
    taken = place(shop, "Q-03", zone="Q")
    PickFace.objects.create(sku=shop.skus[0], location=taken, minimum=1, maximum=5)

    assert proposed(arrive(shop, 2, index=2)) == [
        ("A-03", "has it already"), ("Q-02", "empty, in its zone"), ("R-01", "empty")
    ]  # fmt: skip


def test_a_wrong_bin_moves_nothing_and_is_kept(shop):
    stock = arrive(shop, 6)

    for code, words in (("NOWHERE", "No place here is called NOWHERE"), ("DOCK", "where they lie already"),
                        ("PACKING", "no bin of a shelf")):  # fmt: skip
        answer = carry(stock, code, 6)
        assert not answer.ok
        assert words in answer.message

    assert bin_units(shop, "DOCK") == 6
    assert list(StockScan.objects.values_list("ok", "quantity")) == [(False, 0)] * 3


def test_the_same_scan_twice_carries_once(shop):
    stock = arrive(shop, 6)
    carry(stock, "A-01", 2, scan_id="x")

    assert carry(stock, "A-01", 2, scan_id="x").is_repeat
    assert bin_units(shop, "DOCK") == 4


def test_a_bin_with_other_goods_is_asked_about_once(shop):
    stock = arrive(shop, 6)

    asked = carry(stock, "A-02", 6)
    assert not asked.ok
    assert "A-02 holds SKU-2. Scan it again" in asked.message
    assert carry(stock, "A-02", 6).ok
    assert bin_units(shop, "A-02") == 6


def test_more_than_lies_there_is_refused(shop):
    assert "Only 6 × SKU-1 are at DOCK" in carry(arrive(shop, 6), "A-01", 7).message


def test_units_that_pickers_are_on_their_way_to_stay_in_the_bin(shop):
    place(shop, "B-01")
    released_work(shop, {0: 3})

    refused = carry(at(shop, "A-01"), "B-01", 8)

    assert not refused.ok
    assert "on their way to 3 of the 10" in refused.message
    assert carry(at(shop, "A-01"), "B-01", 7).ok
    assert is_sound()


def test_what_was_picked_is_not_wanted_any_more(shop):
    place(shop, "B-01")
    picked_work(shop, {0: 3})

    assert carry(at(shop, "A-01"), "B-01", 7).ok


def test_a_pick_bin_takes_no_more_than_fits(shop):
    face = place(shop, "P-01")
    PickFace.objects.create(sku=shop.skus[0], location=face, minimum=2, maximum=4)

    refused = carry(at(shop, "A-01"), "P-01", 5)
    assert "P-01 takes 4 and has 0. Carry up to 4 there" in refused.message
    assert carry(at(shop, "A-01"), "P-01", 4).ok


def test_a_pick_bin_below_its_minimum_is_filled_from_reserve_and_leaves_the_list(shop, django_assert_num_queries):
    face, low = place(shop, "P-01"), place(shop, "P-02")
    PickFace.objects.create(sku=shop.skus[0], location=face, minimum=2, maximum=4)
    PickFace.objects.create(sku=shop.skus[1], location=low, minimum=0, maximum=4)

    with django_assert_num_queries(1):
        (task,) = bins_to_fill(shop.warehouses[0].pk)
    assert (task.bin_code, task.reserve_code, task.wanted) == ("P-01", "A-01", 4)

    assert carry(at(shop, "A-01"), task.bin_code, task.wanted, errand="replenish").ok
    assert bins_to_fill(shop.warehouses[0].pk) == []


def test_quarantine_is_for_leads_and_a_barred_lot_stays_there(shop):
    stock = arrive(shop, 3, at="QUARANTINE", lot="L1")
    assert "for a lead" in carry(stock, "A-01", 3).message
    quarantine_lot(lot_id=Lot.objects.get(code="L1").pk, reason="recall", actor=SYSTEM)

    barred = carry(stock, "A-01", 3, actor=LEA)

    assert not barred.ok
    assert "recall" in barred.message
    assert bin_units(shop, "QUARANTINE") == 3


def test_what_belongs_to_an_order_is_not_carried_off(shop):
    picked_work(shop, {0: 2})

    assert "belongs to an order" in carry(at(shop, "PACKING"), "A-01", 2).message


def test_without_the_right_nothing_is_carried(shop):
    with pytest.raises(NotPermitted):
        carry(arrive(shop), "A-01", actor=Actor(kind="user", reference="9", name="Zoe"))


def test_a_wrong_scan_speaks_at_most_eight_times_and_a_right_one_a_fixed_number(shop, django_assert_max_num_queries):
    stock = arrive(shop, 6)
    with django_assert_max_num_queries(8 + 2):  # two more are the test's own savepoint
        assert not carry(stock, "NOWHERE", 1).ok
    for _ in range(2):
        with django_assert_max_num_queries(20 + 2):
            assert carry(stock, "A-01", 1, errand="put-away").ok


def page(name, *arguments, code="w1"):
    return reverse(f"stock:{name}", args=[code, *arguments])


@pytest.fixture
def floor(client, shop):
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=["move_stock"]))
    client.force_login(pia)
    return client


def test_goods_at_the_dock_are_scanned_and_put_into_the_proposed_bin(floor, shop):
    stock = arrive(shop, 6)
    card = page("carry", "put-away", stock.pk)
    assert floor.post(page("put_away"), {"code": "sku-1"}).headers["Location"] == card
    assert '<p class="place">A-01</p>' in floor.get(card).content.decode()

    wrong = floor.post(card, {"code": "X", "quantity": "6", "scan_id": "1"}, headers={"HX-Request": "true"})
    assert 'data-feedback="wrong"' in wrong.content.decode()
    done = floor.post(card, {"code": "A-01", "quantity": "6", "scan_id": "2"}, headers={"HX-Request": "true"})

    assert done.headers["HX-Redirect"] == page("put_away")
    assert "6 × SKU-1 from DOCK to A-01." in floor.get(page("put_away")).content.decode()


def test_goods_beyond_the_shown_ones_are_found_by_scan(floor, shop, monkeypatch):
    monkeypatch.setattr(carrying_screen, "SHOWN", 1)
    for index in range(3):
        arrive(shop, 1, index=index)
    text = floor.get(page("put_away")).content.decode()
    assert [f"SKU-{number}</strong>" in text for number in (1, 2, 3)] == [True, False, False]
    assert "The first 1 are shown" in text

    answer = floor.post(page("put_away"), {"code": "SKU-3"})

    assert answer.headers["Location"] == page("carry", "put-away", at(shop, "DOCK", 2).pk)


def test_the_stock_page_counts_what_waits_no_further_than_it_shows(
    floor, shop, monkeypatch, django_assert_max_num_queries
):
    cache.clear()
    monkeypatch.setattr(floor_figures, "MOST", 1)
    for index in range(2):
        arrive(shop, 1, index=index)
    PickFace.objects.create(sku=shop.skus[0], location=place(shop, "P-01"), minimum=2, maximum=5)
    # Session, person, rights and building come before the figures' six.
    with django_assert_max_num_queries(6 + 5):
        figures = floor.get(page("home")).context["figures"]

    assert (figures.to_receive, figures.to_put_away, figures.to_fill, figures.to_count) == ("0", "1+", "1", "1+")
    with django_assert_max_num_queries(3 + 5):
        floor.get(page("home"))


def test_stock_is_moved_from_bin_to_bin(floor, shop):
    empty = place(shop, "B-01")
    contents = page("bin", Location.objects.get(code="A-01", warehouse=shop.warehouses[0]).pk)
    assert floor.post(page("move"), {"code": "a-01"}).headers["Location"] == contents
    card = page("carry", "move", at(shop, "A-01").pk)
    assert floor.post(contents, {"code": "SKU-1"}).headers["Location"] == card
    assert "is not among these goods" in floor.post(contents, {"code": "SKU-2"}).content.decode()

    assert floor.post(card, {"code": "B-01", "quantity": "4", "scan_id": "3"}).headers["Location"] == page("move")
    assert bin_units(shop, empty.code) == 4


def test_the_replenish_list_leads_to_the_reserve_bin(floor, shop):
    PickFace.objects.create(sku=shop.skus[0], location=place(shop, "P-01"), minimum=2, maximum=4)

    text = floor.get(page("replenish")).content.decode()

    assert "take 4 from A-01" in text
    assert page("carry", "replenish", at(shop, "A-01").pk) in text
    assert 'value="4"' in floor.get(page("carry", "replenish", at(shop, "A-01").pk)).content.decode()


def test_no_address_of_another_house_is_there(floor, shop):
    far = Location.objects.get(warehouse=shop.warehouses[1], code="DOCK")
    receive_stock(
        warehouse_id=shop.warehouses[1].pk, sku_id=shop.skus[0].pk, quantity=1, location_id=far.pk, cause_kind="t",
        cause_reference="t", actor=SYSTEM,
    )  # fmt: skip
    stock = BinStock.objects.get(location=far)
    for address in (page("bin", far.pk), page("carry", "move", stock.pk), page("put_away", code="w2"),
                    page("move", code="w2"), page("replenish", code="w2")):  # fmt: skip
        assert floor.get(address).status_code == 404
        assert floor.post(address, {"code": "x", "scan_id": "q"}).status_code in (404, 405)


def test_a_pick_goes_on_after_the_rest_of_its_bin_was_moved(shop):
    place(shop, "B-01")
    work = released_work(shop, {0: 3})
    carry(at(shop, "A-01"), "B-01", 7)

    assert tasks_of(work)[0].location.code == "A-01"
    assert reread(work).state == "released"
    assert bin_units(shop, "A-01") == 3
