import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from fulfillment.models import FulfillmentOrder, Parcel, PickTask, Scan, ShortPick
from fulfillment.services.closing import close_parcel
from fulfillment.services.putting_back import request_put_back
from fulfillment.tests.factories import (
    box,
    member,
    open_work,
    packed_parcel,
    picked_work,
    released_work,
    reread,
    tasks_of,
)
from orders.services.holding import hold_order


def page(name, *arguments, code="w1"):
    return reverse(f"warehouse:{name}", args=[code, *arguments])


@pytest.fixture
def pia(shop) -> User:
    user = member(shop)
    rights = ("release_work", "pick_task", "pack_parcel", "put_back", "release_order", "view_parcel")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def floor(client, pia):
    client.force_login(pia)
    return client


def test_a_picker_with_one_warehouse_lands_on_its_day(floor):
    assert floor.get("/warehouse/").headers["Location"] == page("today")
    assert floor.get(page("today")).status_code == 200


def test_nobody_enters_without_a_login_or_another_warehouse(client, floor, shop):
    assert floor.get(page("today", code="w2")).status_code == 404
    client.logout()
    assert client.get(page("today")).status_code == 302


def test_work_of_another_warehouse_is_not_found(floor, shop):
    shop.receive(20, warehouse=1)
    other = released_work_elsewhere(shop)

    assert floor.get(page("task", tasks_of(other)[0].pk)).status_code == 404
    assert floor.get(page("bench", other.pk)).status_code == 404
    assert floor.post(page("pick_list", other.batch_id)).status_code == 404


def released_work_elsewhere(shop) -> FulfillmentOrder:
    shop.warehouses[0].priority = 99
    shop.warehouses[0].save()
    from_first = shop.level()
    from_first.__class__.objects.filter(pk=from_first.pk).update(reserved=from_first.available)
    return released_work(shop, {0: 1})


def test_today_shows_what_waits_where(floor, shop):
    open_work(shop)
    released_work(shop)
    back = picked_work(shop)
    request_put_back(fulfillmentorder_id=back.pk, actor=SYSTEM, reason="bought twice")

    text = floor.get(page("today")).content.decode()

    assert "bought twice" in text
    assert f'action="{page("put_back", back.pk)}"' in text


def test_putting_back_is_confirmed_on_today(floor, shop):
    work = picked_work(shop)
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="bought twice")

    floor.post(page("put_back", work.pk))

    assert reread(work).state == "canceled"


def test_the_next_works_are_released(floor, shop):
    works = [open_work(shop) for _ in range(3)]

    response = floor.post(page("release"), {"next": "1", "count": "2"})

    assert response.headers["Location"] == page("pick")
    assert [reread(work).state for work in works] == ["released", "released", "open"]


def test_chosen_work_is_released_and_held_work_is_offered_with_its_reason(floor, shop):
    held, free = open_work(shop), open_work(shop)
    hold_order(order_id=held.order_id, kind="manual", reason="call first", actor=SYSTEM)

    assert "On hold" in floor.get(page("release")).content.decode()
    text = floor.post(page("release"), {"work": [held.pk, free.pk]}, follow=True).content.decode()

    assert reread(free).state == "released"
    assert "call first" in text


def test_a_whole_walk_by_scanner(floor, shop):
    work = released_work(shop, {0: 1, 1: 2})
    first, second = tasks_of(work)
    assert floor.post(page("pick"), {"batch": work.batch_id}).headers["Location"] == page("task", first.pk)

    for scan_id, code in enumerate(["A-02", "SKU-2", "SKU-2"]):
        response = floor.post(page("task", first.pk), {"code": code, "scan_id": f"s{scan_id}"})
    assert response.headers["Location"] == page("task", second.pk)
    floor.post(page("task", second.pk), {"code": "A-01", "scan_id": "s8"}, headers={"HX-Request": "true"})
    last = floor.post(page("task", second.pk), {"code": "SKU-1", "scan_id": "s9"}, headers={"HX-Request": "true"})

    assert last.headers["HX-Redirect"] == page("pack")
    assert reread(work).state == "picked"


def test_a_wrong_scan_is_red_and_moves_nothing(floor, shop):
    task = tasks_of(released_work(shop, {0: 1}))[0]
    floor.post(page("task_act", task.pk, "take"))

    response = floor.post(
        page("task", task.pk), {"code": "B-99", "scan_id": "s1"}, headers={"HX-Request": "true"}
    )  # fmt: skip

    text = response.content.decode()
    assert 'data-feedback="wrong"' in text
    assert "<html" not in text
    assert "Wrong place: this is B-99, go to A-01." in text
    assert PickTask.objects.get(pk=task.pk).location_scanned_at is None
    assert Scan.objects.get().ok is False


@pytest.mark.parametrize("typed", ["12,5", "x", "9" * 5_000])
def test_a_number_that_cannot_be_read_counts_for_nothing_at_shelf_and_bench(floor, shop, typed):
    task = tasks_of(released_work(shop, {0: 3}))[0]
    floor.post(page("task_act", task.pk, "take"))
    floor.post(page("task", task.pk), {"scan_id": "a", "code": "A-01"})
    shelf = floor.post(page("task", task.pk), {"scan_id": "b", "code": "SKU-1", "quantity": typed})
    short = floor.post(page("short", task.pk), {"quantity": typed, "confirm": "1"}, follow=True)
    work = picked_work(shop, {1: 1})
    bench = floor.post(page("bench", work.pk), {"scan_id": "c", "code": "SKU-2", "quantity": typed})
    floor.post(page("bench", work.pk), {"scan_id": "d", "code": "SKU-2"})
    scale = floor.post(page("close", work.pk), {"weight_grams": typed})

    assert ["is no whole number" in answer.content.decode() for answer in (shelf, short, bench, scale)] == [True] * 4
    assert (PickTask.objects.get(pk=task.pk).picked_quantity, ShortPick.objects.count()) == (0, 0)
    assert Parcel.objects.get().state == "packing"


def test_the_short_dialog_tells_before_it_does(floor, shop):
    task = tasks_of(released_work(shop, {0: 10}))[0]
    floor.post(page("task_act", task.pk, "take"))

    text = floor.get(page("short", task.pk), {"quantity": "3", "reason": "damaged"}).content.decode()
    assert "3 go on backorder" in text
    assert not ShortPick.objects.exists()

    sent = {"quantity": "3", "reason": "damaged", "confirm": "1", "seen": "0"}
    for _ in range(2):
        floor.post(page("short", task.pk), sent)
    assert (ShortPick.objects.get().quantity, ShortPick.objects.get().reason) == (3, "damaged")


def test_the_short_dialog_chooses_nothing_for_the_picker(floor, shop):
    task = tasks_of(released_work(shop, {0: 10}))[0]
    floor.post(page("task_act", task.pk, "take"))

    text = floor.get(page("short", task.pk)).content.decode()
    for reason in ({}, {"reason": "stolen"}):
        refused = floor.post(page("short", task.pk), {"quantity": "1", "confirm": "1", "seen": "0", **reason})
        assert "Choose what is wrong" in refused.content.decode()

    assert " checked" not in text
    assert "written off" not in text
    assert not ShortPick.objects.exists()


def test_undo_and_later(floor, shop):
    task = tasks_of(released_work(shop, {0: 2}))[0]
    floor.post(page("task_act", task.pk, "take"))
    for scan_id, code in enumerate(["A-01", "SKU-1"]):
        floor.post(page("task", task.pk), {"code": code, "scan_id": f"s{scan_id}"})

    floor.post(page("task_act", task.pk, "undo"))
    assert PickTask.objects.get(pk=task.pk).picked_quantity == 0
    floor.post(page("task_act", task.pk, "skip"))
    assert PickTask.objects.get(pk=task.pk).assigned_at is not None


def test_a_parcel_is_packed_by_scans_weighed_and_closed(floor, shop):
    small = box()
    work = picked_work(shop, {0: 2})
    assert floor.post(page("pack"), {"code": work.tote.lower()}).headers["Location"] == page("bench", work.pk)

    for scan_id in ("a", "b"):
        response = floor.post(page("bench", work.pk), {"code": "SKU-1", "scan_id": scan_id})
    assert "Close and get the label" in response.content.decode()
    floor.post(page("close", work.pk), {"weight_grams": "1050", "packaging": small.pk})

    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.weight_grams, parcel.packaging) == ("packed", 1050, small)
    assert "Label on the way" in floor.get(page("bench", work.pk)).content.decode()


def test_an_unknown_code_at_the_bench_says_so(floor, shop):
    assert "Nothing at the bench is called X-1" in floor.post(page("pack"), {"code": "X-1"}).content.decode()


def test_a_foreign_product_at_the_bench_is_refused(floor, shop):
    work = picked_work(shop, {0: 1})

    text = floor.post(page("bench", work.pk), {"code": "SKU-3", "scan_id": "a"}).content.decode()

    assert 'data-feedback="wrong"' in text
    assert not Parcel.objects.get().items.exists()


def test_a_closed_parcel_is_opened_again_from_the_bench(floor, shop):
    parcel = packed_parcel(shop)

    floor.post(page("parcel_act", parcel.fulfillment_order_id, parcel.pk, "repack"))

    assert Parcel.objects.get().state == "packing"
    close_parcel(parcel_id=parcel.pk, weight_grams=500, actor=SYSTEM)


def test_papers_are_pdf(floor, shop):
    parcel = packed_parcel(shop)

    for address in (
        page("packing_slip", parcel.pk),
        page("pick_list", parcel.fulfillment_order.batch_id),
    ):
        assert floor.get(address).status_code == 405
        response = floor.post(address)
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")


def test_no_page_has_inline_script_or_style(floor, shop):
    work = picked_work(shop)
    released = tasks_of(released_work(shop))[0]
    open_work(shop)
    for address in (
        page("today"), page("release"), page("pick"), page("task", released.pk), page("short", released.pk),
        page("pack"), page("bench", work.pk),
    ):  # fmt: skip
        text = floor.get(address).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "<script>" not in text


@pytest.mark.parametrize(("goods", "words"), [("quarantine", "All is in quarantine"), ("scrap", "All is thrown away")])
def test_the_floor_reads_what_is_to_become_of_canceled_goods(shop, floor, goods, words):
    work = picked_work(shop)
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="soaked", picked_goods=goods)

    assert words in floor.get(page("today")).content.decode()

    floor.post(page("put_back", work.pk))
    assert reread(work).state == "canceled"
