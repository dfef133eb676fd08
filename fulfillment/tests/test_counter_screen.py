import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from fulfillment.models import Pickup
from fulfillment.selectors.counter import word_of
from fulfillment.tests.factories import member, reread
from fulfillment.tests.pickups import open_counter, waiting_pickup


def page(name, *arguments, code="w1"):
    return reverse(f"warehouse:{name}", args=[code, *arguments])


@pytest.fixture
def pickup(shop):
    open_counter(shop)
    return waiting_pickup(shop, {0: 2})


@pytest.fixture
def counter(client, shop):
    user = member(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=["hand_out", "put_back", "pack_parcel"]))
    client.force_login(user)
    return client


def test_the_counter_lists_what_waits_and_only_where_there_is_one(counter, pickup, shop):
    shown = counter.get(page("counter")).content.decode()

    assert pickup.fulfillment_order.order.number in shown
    assert pickup.code not in shown
    assert f'href="{page("counter")}"' in counter.get(page("today")).content.decode()
    shop.warehouses[0].has_counter = False
    shop.warehouses[0].save()
    assert f'href="{page("counter")}"' not in counter.get(page("today")).content.decode()


def test_the_customers_qr_code_opens_the_pickup_with_its_code_filled_in(counter, pickup):
    opened = counter.post(page("counter"), {"code": word_of(pickup)}).content.decode()

    assert f'value="{pickup.code}"' in opened


@pytest.mark.parametrize("named", ["order", "work", "parcel"])
def test_a_typed_number_opens_it_without_the_code(counter, pickup, named):
    work = pickup.fulfillment_order
    number = {"order": work.order.number, "work": work.number, "parcel": work.parcels.get().number}[named]

    opened = counter.post(page("counter"), {"code": number.lower()}).content.decode()

    assert "Hand out" in opened
    assert pickup.code not in opened


def test_handing_out_by_the_code(counter, pickup):
    work = pickup.fulfillment_order
    given = {"code": pickup.code, "collected_by": "Ada Lovelace"}

    answer = counter.post(page("hand_out", work.pk), given)

    assert (answer.status_code, answer.headers["Location"]) == (302, page("counter"))
    assert reread(work).state == "collected"
    assert Pickup.objects.get().collected_by == "Ada Lovelace"


def test_a_wrong_code_is_told_with_the_tries_left_and_what_was_typed_stays(counter, pickup):
    wrong = {"code": "0", "collected_by": "Ada Lovelace"}

    shown = counter.post(page("hand_out", pickup.fulfillment_order_id), wrong).content.decode()

    assert "4 tries are left" in shown
    assert 'value="Ada Lovelace"' in shown


def test_signatures_are_for_leads(counter, pickup):
    work_id = pickup.fulfillment_order_id
    assert "Without the code" not in counter.get(page("hand_out", work_id)).content.decode()

    shown = counter.post(page("hand_out", work_id), {"identity": "passport", "collected_by": "Ada"}).content.decode()

    assert "lacks the right" in shown
    assert reread(pickup.fulfillment_order).state == "ready_for_pickup"


@pytest.mark.parametrize(
    ("move", "said"), [("renew", "has a new code"), ("keep", "kept longer"), ("put-back", "kept until")]
)
def test_the_other_buttons(counter, pickup, move, said):
    shown = counter.post(page("pickup_act", pickup.fulfillment_order_id, move), follow=True).content.decode()

    assert said in shown


def test_nothing_of_another_warehouse_is_found(counter, pickup, shop):
    member(shop, index=1)

    assert counter.get(page("hand_out", pickup.fulfillment_order_id, code="w2")).status_code == 404
    assert "Nothing waits here" in counter.post(page("counter", code="w2"), {"code": word_of(pickup)}).content.decode()
