import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.models import SKU
from core.actors import SYSTEM
from fulfillment.cartons import choosing
from fulfillment.models import Parcel
from fulfillment.screens import pack
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.tests.factories import box, member, picked_work


def page(name, *arguments):
    return reverse(f"warehouse:{name}", args=["w1", *arguments])


@pytest.fixture
def bench(client, shop):
    """A packer's browser; SKU-1 is measured, SKU-2 is not, and there are two boxes."""
    SKU.objects.filter(code="SKU-1").update(length_mm=100, width_mm=100, height_mm=50)
    box("large", 300, tare_grams=200)
    box("snug", 120, tare_grams=100, height_mm=100)
    user = member(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=["pack_parcel"]))
    client.force_login(user)
    return client


def read(client, work) -> str:
    return client.get(page("bench", work.pk)).content.decode()


def test_the_suggested_carton_is_shown_with_fill_weight_and_a_drawing(bench, shop):
    text = read(bench, picked_work(shop, {0: 2}))

    assert "Suggested carton" in text
    assert "69 % full · 1100 g" in text
    assert text.count('<svg viewBox="-2 -2 ') == 2
    assert "50 mm up" in text


def test_goods_without_measures_are_said_to_be_suggested_by_weight_alone(bench, shop):
    text = read(bench, picked_work(shop, {1: 1}))

    assert "SKU-2 has no measures: its box is suggested by weight alone." in text
    assert '<svg viewBox="-2 -2 ' not in text


def test_several_cartons_tell_what_goes_into_which(bench, shop):
    SKU.objects.filter(code="SKU-1").update(weight_grams=2_000)

    text = read(bench, picked_work(shop, {0: 4}))

    assert "Suggested: 2 cartons" in text
    assert text.count("2 × SKU-1") == 2


def test_too_large_for_every_box_is_said(bench, shop):
    SKU.objects.filter(code="SKU-1").update(length_mm=2_000)

    text = read(bench, picked_work(shop, {0: 1}))

    assert "No carton suggested" in text
    assert "1 × SKU-1 in a carton of its own" in text


def test_the_suggestion_stays_while_units_are_scanned_and_preselects_the_box(bench, shop):
    work = picked_work(shop, {0: 2})
    bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": "a"})

    text = bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": "b"}).content.decode()

    assert "69 % full" in text
    assert "selected>snug (suggested)" in text
    assert "about 1100 g expected" in text


def test_cartons_are_planned_once_from_the_first_look_to_the_closed_parcel(bench, shop):
    work = picked_work(shop, {0: 4})
    choosing._plan.cache_clear()
    read(bench, work)
    for scan_id in "abcd":
        headers = {"HX-Request": "true"}
        bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": scan_id}, headers=headers)
    bench.post(page("close", work.pk), {"weight_grams": "2000"})

    assert Parcel.objects.get().suggested_packaging.code == "large"
    assert choosing._plan.cache_info().misses == 1


def test_of_several_cartons_the_one_being_filled_is_preselected(bench, shop):
    SKU.objects.filter(code="SKU-1").update(weight_grams=2_000)
    work = picked_work(shop, {0: 4})
    bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": "a"})
    text = bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": "b"}).content.decode()
    assert "selected>snug (suggested)" in text

    text = bench.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": "c"}).content.decode()
    assert "(suggested)" not in text


def test_orders_beside_are_asked_for_with_the_page_and_not_with_every_scan(bench, shop, monkeypatch):
    work = picked_work(shop, {0: 2})
    asked = []
    monkeypatch.setattr(pack, "beside", asked.append)

    read(bench, work)
    bench.post(
        page("bench", work.pk), {"code": "SKU-1", "scan_id": "a"}, headers={"HX-Request": "true"}
    )  # fmt: skip

    assert asked == [work]


def test_a_weight_that_is_off_is_asked_about_and_nothing_typed_is_lost(bench, shop):
    work = picked_work(shop, {0: 2})
    parcel = start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id="x", actor=SYSTEM)
    assert "Why the weight differs" not in read(bench, work)
    sent = {"weight_grams": "1500", "packaging": str(box("other", 310, tare_grams=100).pk)}

    asked = bench.post(page("close", work.pk), sent).content.decode()

    assert "400 g more than expected" in asked
    assert "Why the weight differs" in asked
    assert 'aria-describedby="weight_off"' in asked
    assert 'value="1500"' in asked
    assert "selected>other</option>" in asked
    assert Parcel.objects.get().state == "packing"

    reason = {"weight_reason": "Something else", "weight_note": "wet cardboard"}
    bench.post(page("close", work.pk), {**sent, **reason})

    kept = Parcel.objects.get()
    assert (kept.state, kept.weight_reason) == ("packed", "Something else: wet cardboard")
    assert (kept.packaging.code, kept.suggested_packaging.code) == ("other", "snug")
    assert "1100 g were expected: Something else: wet cardboard" in read(bench, work)


def test_the_bench_asks_as_many_queries_with_boxes_as_without(bench, shop, django_assert_max_num_queries):
    work = picked_work(shop, {0: 2, 1: 1})
    read(bench, work)

    with django_assert_max_num_queries(14):
        read(bench, work)
