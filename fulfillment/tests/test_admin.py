import pytest
from django.urls import reverse

from accounts.models import User
from fulfillment.models import FulfillmentOrder, Packaging, Parcel, PickBatch, PickTask, Scan, ShortPick
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import SYSTEM, box, packed_parcel, released_work, reread, tasks_of


@pytest.fixture
def office(client, db):
    client.force_login(User.objects.create_superuser("office", password="x"))
    return client


@pytest.mark.parametrize("model", [FulfillmentOrder, Packaging, Parcel, PickBatch, PickTask, Scan, ShortPick])
def test_every_entity_has_a_list_and_a_page(office, shop, model):
    box()
    packed_parcel(shop, {0: 1})
    short_pick(task_id=tasks_of(released_work(shop, {1: 2}))[0].pk, quantity=1, reason="damaged", actor=SYSTEM)
    name = model._meta.model_name

    assert office.get(reverse(f"admin:fulfillment_{name}_changelist")).status_code == 200
    page = office.get(reverse(f"admin:fulfillment_{name}_change", args=[model.objects.first().pk]))
    assert page.status_code == 200


def test_the_office_asks_the_floor_to_put_back(office, shop):
    work = released_work(shop, {0: 1})
    address = reverse("admin:fulfillment_fulfillmentorder_move", args=[work.pk, "request_cancel"])

    office.post(address, {"reason": "bought twice", "picked_goods": "quarantine", "refund_to": "tenders"})

    asked = reread(work)
    assert (asked.state, asked.cancel_reason) == ("cancel_requested", "bought twice")
    assert asked.picked_goods == "quarantine"
