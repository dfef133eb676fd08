"""Release by filters, waves, batches, capacity and the lists behind the figures, as pages."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import ShippingMethod
from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import BatchLimits, FulfillmentOrder, PickBatch, Wave
from fulfillment.screens import today as today_screen
from fulfillment.selectors.cutoff import next_cutoff
from fulfillment.services.claiming import claim_next_task
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_work
from fulfillment.tests.factories import (
    address,
    member,
    open_work,
    order_of,
    picked_work,
    picker,
    released_work,
    reread,
    tasks_of,
)
from fulfillment.urls import urlpatterns
from inventory.models import MethodCutoff
from orders.intake.reference import forget_reference

LEAD = ("release_work", "pick_task", "pack_parcel", "put_back", "release_order", "lead_floor")


def page(name, *arguments, code="w1"):
    return reverse(f"warehouse:{name}", args=[code, *arguments])


@pytest.fixture
def lead(shop) -> User:
    user = member(shop, "lena")
    user.user_permissions.set(Permission.objects.filter(codename__in=LEAD))
    return user


@pytest.fixture
def floor(client, lead):
    client.force_login(lead)
    return client


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_is_narrowed_and_the_next_of_it_released(floor, shop):
    first, second = open_work(shop), open_work(shop, shipping_address=address("Street 2"))
    FulfillmentOrder.objects.filter(pk=second.pk).update(priority=1)

    text = text_of(floor.get(page("release"), {"priority": "1"}))
    assert order_of(second).number in text
    assert order_of(first).number not in text

    floor.post(page("release"), {"next": "1", "count": "9", "priority": "1", "kind": "single_order"})
    assert (reread(first).state, reread(second).state) == ("open", "released")
    assert PickBatch.objects.get().kind == "single_order"


def test_orders_to_one_address_are_hinted_at_the_release_and_at_the_bench(floor, shop):
    open_work(shop)
    assert "more to this address" not in text_of(floor.get(page("release")))
    other = open_work(shop)
    assert "1 more to this address" in text_of(floor.get(page("release")))

    work = picked_work(shop)
    text = text_of(floor.get(page("bench", work.pk)))
    assert "2 more orders of this customer to this address" in text
    assert order_of(other).number in text


def test_a_wave_is_planned_looked_at_and_released(floor, shop):
    work = open_work(shop)

    shown = floor.post(page("waves"), {"kind": "cluster"}, follow=True)
    assert "Release all" in text_of(shown)
    wave = Wave.objects.get()
    assert wave.number in text_of(floor.get(page("waves")))
    assert f"Wave {wave.number}" in text_of(floor.get(page("release")))

    floor.post(page("wave_act", wave.pk, "release"))
    drain()
    assert reread(work).state == "released"
    floor.post(page("wave_act", wave.pk, "cancel"))
    drain()
    assert reread(work).state == "open"


def test_who_a_wave_left_out_is_shown_with_the_reason(floor, shop):
    work = open_work(shop)
    floor.post(page("waves"), {"kind": "cluster"})
    FulfillmentOrder.objects.filter(pk=work.pk).update(batch=None, left_out_because="Cannot release: it has no units.")

    text = text_of(floor.get(page("wave", Wave.objects.get().pk)))

    assert "Cannot release: it has no units." in text
    assert "Refused" in text


def test_a_plan_for_nothing_says_what_to_do(floor):
    assert "Choose a later cutoff" in text_of(floor.post(page("waves"), {"due": "late"}, follow=True))


def test_what_was_released_leads_to_its_batch_and_that_to_the_first_shelf(floor, shop):
    work = open_work(shop)

    released = floor.post(page("release"), {"work": work.pk}, follow=True).content.decode()

    batch = reread(work).batch
    link = f'<a class="inline" href="{page("batch", batch.pk)}">{batch.number}</a>'
    assert f"1 order released as batch {link}." in released
    assert "Start picking" in floor.get(page("batch", batch.pk)).content.decode()
    begun = floor.post(page("pick"), {"batch": batch.pk})
    assert begun.headers["Location"] == page("task", tasks_of(work)[0].pk)
    assert "Go on picking" in floor.get(page("batch", batch.pk)).content.decode()


def test_a_batch_is_looked_at_and_taken_back(floor, shop):
    work = released_work(shop)

    assert "Take the batch back" in text_of(floor.get(page("batch", work.batch_id)))
    floor.post(page("batch_out", work.batch_id, work.pk))
    assert reread(work).state == "open"

    again = release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM).batch
    floor.post(page("batch_back", again.pk))
    assert reread(work).state == "open"
    assert "only a batch that nobody has begun" in text_of(floor.post(page("batch_back", again.pk), follow=True))


@pytest.mark.parametrize("which", ["to-release", "released", "picking", "to-pack", "to-hand-over", "late", "today"])
def test_each_figure_has_its_list(floor, shop, which):
    work = {"released": released_work, "to-pack": picked_work}.get(which, open_work)(shop)
    if which in ("late", "today"):
        FulfillmentOrder.objects.update(late_at=timezone.now() - timedelta(hours=1))

    text = text_of(floor.get(page("works", which)))

    assert (order_of(work).number in text) == (which not in ("picking", "to-hand-over"))


def test_today_counts_by_cutoff_and_leads_to_the_list(floor, shop):
    work = open_work(shop)
    late = timezone.now() - timedelta(hours=2)
    FulfillmentOrder.objects.update(late_at=late)

    text = text_of(floor.get(page("today")))

    assert "1 late" in text
    assert page("works", "late") in text
    assert order_of(work).number in text_of(floor.get(page("works", "today"), {"cutoff": late.isoformat()}))
    assert order_of(work).number not in text_of(floor.get(page("works", "today"), {"cutoff": "2020-01-01T00:00Z"}))
    assert floor.get(page("works", "today"), {"cutoff": "2020-99-01T00:00Z"}).status_code == 200


@pytest.mark.parametrize("address_", ["", "/ship/"])
def test_what_is_to_hand_over_is_a_figure_and_leads_on_where_there_is_a_page(floor, monkeypatch, address_):
    monkeypatch.setattr(today_screen, "link_above", lambda *args: address_)

    text = text_of(floor.get(page("today")))

    assert text.count("To hand over") == 1
    assert ('<a href="/ship/"><b>0</b><span>To hand over' in text) is bool(address_)


def test_today_tells_the_next_truck_also_one_of_a_single_method_and_on_working_days_alone(shop):
    house, friday = shop.warehouses[0], datetime(2026, 11, 27, tzinfo=UTC)
    house.time_zone, house.cutoff_at = "UTC", time(15)
    method = ShippingMethod.objects.first()
    MethodCutoff.objects.create(warehouse=house, method=method, cutoff_at=time(12))
    forget_reference()

    assert next_cutoff(house, friday.replace(hour=9)) == friday.replace(hour=12)
    assert next_cutoff(house, friday.replace(hour=13)) == friday.replace(hour=15)
    assert next_cutoff(house, friday.replace(hour=16)) == friday.replace(hour=12) + timedelta(days=3)


def test_a_lead_sees_who_picks_and_what_makes_the_cutoff(floor, shop):
    work = released_work(shop, {0: 1, 1: 1})
    task = claim_next_task(warehouse_id=work.warehouse_id, actor=picker("otto"))
    pick_task_in_full(task_id=task.pk, scan_id="s", actor=picker("otto"))
    FulfillmentOrder.objects.update(late_at=timezone.now() + timedelta(minutes=1))

    text = text_of(floor.get(page("capacity")))

    assert "otto" in text
    assert "0 in hand · 1 stop, 1 unit" in text


def test_a_picker_plans_no_waves_and_sees_no_capacity(client, shop):
    user = member(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=[name for name in LEAD if name != "lead_floor"]))
    client.force_login(user)

    for address_ in (page("waves"), page("capacity")):
        assert client.get(address_).status_code == 403
    assert client.post(page("waves")).status_code == 403
    assert "Waves" not in text_of(client.get(page("release")))


def test_no_address_of_the_floor_opens_another_warehouse(floor, shop):
    """Every address of the floor, by its pattern: to people of another warehouse it does not exist."""
    work = released_work(shop)
    values = {
        "work_id": work.pk, "task_id": tasks_of(work)[0].pk, "batch_id": work.batch_id, "parcel_id": 1, "wave_id": 1,
        "move": "undo", "which": "late",
    }  # fmt: skip
    for pattern in urlpatterns:
        converters = pattern.pattern.converters
        if "code" not in converters:
            continue
        named = {name: values.get(name, 1) for name in converters if name != "code"}
        address_ = reverse(f"warehouse:{pattern.name}", kwargs={"code": "w2", **named})
        for method in (floor.get, floor.post):
            assert method(address_).status_code in (404, 405), address_
    assert reread(work).state == "released"


def test_what_belongs_to_another_warehouse_is_not_found_at_home(floor, shop):
    wave = Wave.objects.create(number="W-X", warehouse=shop.warehouses[1], created_by="test")
    batch = PickBatch.objects.create(number="B-X", warehouse=shop.warehouses[1], created_by="test")

    assert floor.get(page("wave", wave.pk)).status_code == 404
    assert floor.post(page("wave_act", wave.pk, "cancel")).status_code == 404
    assert floor.get(page("batch", batch.pk)).status_code == 404
    assert floor.post(page("batch_back", batch.pk)).status_code == 404
    assert floor.post(page("batch_out", batch.pk, 1)).status_code == 404
    assert Wave.objects.get().state == "planned"


def test_new_pages_have_no_inline_script_or_style(floor, shop):
    BatchLimits.objects.create(warehouse=shop.warehouses[0], max_weight_grams=9000)
    open_work(shop)
    floor.post(page("waves"))
    wave = Wave.objects.get()
    released = released_work(shop)
    open_work(shop)
    for address_ in (
        page("waves"), page("wave", wave.pk), page("capacity"), page("release"), page("today"),
        page("batch", released.batch_id), page("works", "released"), page("pick"),
    ):  # fmt: skip
        text = text_of(floor.get(address_))
        assert " style=" not in text
        assert "<style" not in text
        assert "<script>" not in text
