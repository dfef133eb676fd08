"""The road's pages: radar with clocks, trouble with its playbook's buttons, figures for managers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fulfillment.tests.factories import put_on_shelves
from shipping.models import CarrierClaim, DeliveryException, Playbook, Remedy
from shipping.services.exceptions import open_exception
from shipping.tests.conftest import carrier  # noqa: F401
from shipping.tests.factories import handed_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(shop, settings):
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    put_on_shelves(shop)
    return shop


def trouble_on(shop, kind: str = "silent") -> DeliveryException:
    return open_exception(parcel_id=handed_over(shop).parcel_id, kind=kind, words="No scan since Monday.")


def act(client, trouble: DeliveryException, move: str, **given):
    return client.post(reverse("admin:shipping_deliveryexception_move", args=[trouble.pk, move]), given)


def test_the_radar_shows_open_trouble_with_its_clocks_and_by_family(road, carrier, client, sign_in):  # noqa: F811
    trouble = trouble_on(road)
    sign_in("CSR")
    DeliveryException.objects.update(due_at=timezone.now() - timedelta(hours=2))
    page = client.get(reverse("desk:road")).content.decode()

    assert all(words in page for words in ("Nothing heard", "No scan since Monday.", "over for 2", "Carrier (1)"))
    assert reverse("admin:shipping_deliveryexception_change", args=[trouble.pk]) in page
    assert "No trouble on the road" in client.get(reverse("desk:road"), {"family": "customs"}).content.decode()
    order = client.get(reverse("admin:orders_order_change", args=[trouble.order_id])).content.decode()
    assert reverse("admin:shipping_deliveryexception_change", args=[trouble.pk]) in order


def test_the_radar_asks_as_often_for_many_as_for_one(road, carrier, client, sign_in):  # noqa: F811
    trouble_on(road)
    sign_in("CSR")
    client.get(reverse("desk:road"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk:road"))
    for _ in range(2):
        trouble_on(road)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("desk:road"))

    assert len(many) == len(one)


def test_the_page_of_trouble_shows_the_playbook_and_its_buttons_alone(road, carrier, client, sign_in):  # noqa: F811
    trouble = trouble_on(road, "address_unknown")
    sign_in("CSR")
    page = client.get(reverse("admin:shipping_deliveryexception_change", args=[trouble.pk])).content.decode()
    assert "Ask the customer for the address, and give it to the carrier" in page
    assert "Ask for the address" in page
    assert "Send it anew" not in page

    assert act(client, trouble, "ask_address").status_code == 302
    assert Remedy.objects.get().kind == "address_asked"


def test_a_lost_parcel_is_claimed_given_up_and_sent_anew_from_its_page(road, carrier, client, sign_in):  # noqa: F811
    trouble = trouble_on(road, "lost")
    sign_in("CSR")
    assert act(client, trouble, "claim", amount="10.00", reference="C-7").status_code == 302
    assert CarrierClaim.objects.get().reference == "C-7"
    assert act(client, trouble, "reship", reason="Too early").status_code == 409
    assert act(client, trouble, "declare_lost", reason="Trace ended").status_code == 302
    assert act(client, trouble, "reship", reason="Customer wants it").status_code == 302

    page = client.get(reverse("admin:shipping_deliveryexception_change", args=[trouble.pk])).content.decode()
    assert f"Sent anew {Remedy.objects.get().reference}" in page
    assert reverse("admin:shipping_carrierclaim_change", args=[CarrierClaim.objects.get().pk]) in page


def test_a_lost_parcel_stays_on_the_radar_until_it_is_made_good(road, carrier, client, sign_in):  # noqa: F811
    trouble = trouble_on(road, "lost")
    sign_in("CSR")
    act(client, trouble, "declare_lost", reason="Trace ended")
    page = client.get(reverse("desk:road")).content.decode()
    assert "Lost or back, and not made good" in page
    assert trouble.parcel.number in page

    assert act(client, trouble, "owe_nothing", reason="It was a sample").status_code == 302
    assert "not made good" not in client.get(reverse("desk:road")).content.decode()


def test_a_lost_parcel_that_is_back_is_told_from_its_closed_trouble_and_booked_in(
    road, carrier, client, sign_in  # noqa: F811
):  # fmt: skip
    trouble = trouble_on(road, "lost")
    sign_in("CSR lead")
    act(client, trouble, "declare_lost", reason="Trace ended")
    address = reverse("admin:shipping_deliveryexception_change", args=[trouble.pk])
    assert "It came back" in client.get(address).content.decode()

    assert act(client, trouble, "declare_returned", reason="At the dock").status_code == 302

    back = DeliveryException.objects.get(resolved_at=None)
    page = client.get(reverse("admin:shipping_deliveryexception_change", args=[back.pk])).content.decode()
    assert "Book in what came back" in page
    assert "It came back" not in client.get(address).content.decode()


def test_a_picker_neither_sends_anew_nor_sees_the_figures(road, carrier, client, sign_in):  # noqa: F811
    trouble = trouble_on(road, "lost")
    sign_in("Warehouse")

    assert act(client, trouble, "reship", reason="x").status_code == 403
    assert client.get(reverse("desk:on-time")).status_code == 403


def test_a_manager_sees_on_time_figures_with_their_parcels(road, carrier, client, sign_in):  # noqa: F811
    label = handed_over(road)
    label.order.lines.update(promise_on=timezone.now().date() - timedelta(days=2))
    sign_in("Manager")
    asked = {
        "account": label.account_id, "service": label.service,
        "warehouse": label.parcel.fulfillment_order.warehouse_id,
    }  # fmt: skip
    page = client.get(reverse("desk:on-time"), asked).content.decode()

    assert all(words in page for words in ("0.0 %", "On time = in time ÷ due", label.parcel.number, "Not there"))


def test_a_playbook_begins_as_the_houses_own_text_and_takes_only_buttons_that_exist(client, sign_in):
    sign_in("Manager")
    address = reverse("admin:shipping_playbook_add")
    page = client.get(address, {"family": "carrier", "kind": "silent"}).content.decode()
    assert "Ask the carrier for a trace" in page

    wrong = {"family": "carrier", "kind": "silent", "text": "x", "steps": ["explode"], "act_within_hours": 2}
    assert "explode is not one of the available choices" in client.post(address, wrong).content.decode()
    assert client.post(address, {**wrong, "steps": ["claim", "reship"]}).status_code == 302
    assert Playbook.objects.get().steps == ["claim", "reship"]


def test_the_lists_of_claims_pickups_and_patience_open(client, sign_in):
    sign_in("Manager")

    for model in ("carrierclaim", "pickupbooking", "servicepatience", "playbook", "remedy", "proofofdelivery"):
        assert client.get(reverse(f"admin:shipping_{model}_changelist")).status_code == 200
