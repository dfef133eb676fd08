import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from core.effects import drain
from customers.models import Address
from fulfillment.statuses import ParcelState
from fulfillment.tests.factories import member, packed_parcel
from orders.services.holding import hold_order
from shipping.models import CarrierAccount, Manifest, ShippingLabel
from shipping.services.voiding import request_void
from shipping.tests.factories import labeled_parcel, open_truck, parcel_of, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def packer(client, shop):
    """Somebody of the warehouse role who works in the first warehouse."""
    sync_roles()
    user = member(shop)
    user.groups.add(Group.objects.get(name="Warehouse"))
    client.force_login(user)
    return client


def scan(client, truck: Manifest, code: str, **headers):
    address = reverse("shipping:scan", args=[truck.warehouse.code, truck.pk])
    return client.post(address, {"code": code, "scan_id": "x"}, headers=headers)


def test_a_truck_is_begun_loaded_and_closed_without_javascript(packer, shop, carrier):
    label = labeled_parcel(shop)
    page = reverse("shipping:handover", args=["w1"])
    packer.post(page, {"account": CarrierAccount.objects.get().pk})
    truck = Manifest.objects.get()
    assert label.tracking_number in packer.get(page).content.decode()

    answer = scan(packer, truck, label.tracking_number).content.decode()
    assert f"Parcel {label.parcel.number} is on the list." in answer
    assert "<html" in answer
    packer.post(reverse("shipping:close", args=["w1", truck.pk]))
    drain()

    assert parcel_of(label).state == ParcelState.SHIPPED
    assert truck.number in packer.get(page).content.decode()


def test_a_label_scanned_twice_is_told_apart_from_a_new_one_and_counts_once(packer, shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)

    first = scan(packer, truck, label.tracking_number).content.decode()
    second = scan(packer, truck, label.parcel.number).content.decode()

    assert f"Parcel {label.parcel.number} is on the list." in first
    assert 'data-feedback="right"' in first
    assert f"Parcel {label.parcel.number} is on the list already." in second
    assert 'data-feedback="beware"' in second
    assert truck.entries.count() == 1


def test_no_truck_for_practice_is_begun_at_a_real_warehouse(packer, shop, carrier):
    practice = CarrierAccount.objects.create(
        code="practice", name="Practice carrier", carrier="simcarrier", is_practice=True
    )
    page = reverse("shipping:handover", args=[shop.warehouses[0].code])

    shown = packer.get(page).content.decode()
    refused = packer.post(page, {"account": practice.pk}, follow=True).content.decode()

    assert "Practice carrier" not in shown
    assert "Choose a carrier." in refused
    assert not Manifest.objects.exists()


def test_a_scanner_gets_the_card_alone_and_a_wrong_scan_says_why(packer, shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    hold_order(order_id=label.order_id, kind="address", reason="House number missing", actor=SYSTEM)

    answer = scan(packer, truck, label.tracking_number, **{"HX-Request": "true"}).content.decode()

    assert answer.startswith('<div id="card"')
    assert 'data-feedback="wrong"' in answer
    assert "House number missing" in answer
    assert parcel_of(label).state == ParcelState.LABELED


def test_a_parcel_is_taken_off_the_list(packer, shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    scan(packer, truck, label.tracking_number)
    packer.post(reverse("shipping:take_off", args=["w1", truck.pk, label.parcel_id]))

    assert parcel_of(label).state == ParcelState.LABELED


def test_the_page_of_another_warehouse_does_not_exist(packer, shop, carrier):
    elsewhere = open_truck(shop, warehouse=1)

    assert packer.get(reverse("shipping:handover", args=["w2"])).status_code == 404
    assert packer.get(reverse("shipping:scan", args=["w1", elsewhere.pk])).status_code == 404


def test_a_closed_truck_leads_back_to_the_list(packer, shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    scan(packer, truck, label.tracking_number)
    packer.post(reverse("shipping:close", args=["w1", truck.pk]))

    assert scan(packer, truck, label.tracking_number).status_code == 302


def test_a_label_is_printed_as_pdf_and_as_zpl(packer, shop, carrier):
    label = labeled_parcel(shop)
    pdf = packer.post(reverse("shipping:label", args=[label.parcel_id]))
    zpl = packer.post(reverse("shipping:label_file", args=[label.parcel_id, "zpl"]))

    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert zpl["Content-Disposition"] == f'attachment; filename="{label.parcel.number}.zpl"'
    assert zpl.content.startswith(b"^XA")
    assert packer.post(reverse("shipping:label_file", args=[label.parcel_id, "gif"])).status_code == 404


def test_the_bench_prints_the_papers_for_customs_of_a_parcel_that_crosses_a_border(packer, shop, carrier):
    inside = labeled_parcel(shop)
    abroad = labeled_parcel(shop)
    Address.objects.filter(pk=abroad.order.shipping_address_id).update(country="CH")

    def bench(label: ShippingLabel) -> str:
        work = label.parcel.fulfillment_order
        return packer.get(reverse("warehouse:bench", args=[work.warehouse.code, work.pk])).content.decode()

    def paper(label: ShippingLabel, name: str) -> str:
        return reverse("shipping:customs_paper", args=[label.parcel_id, name])

    assert [paper(abroad, name) in bench(abroad) for name in ("invoice", "cn22")] == [True, True]
    assert [paper(inside, name) in bench(inside) for name in ("invoice", "cn22")] == [False, False]
    assert packer.post(paper(abroad, "cn22")).content.startswith(b"%PDF")


def test_a_label_of_another_warehouse_or_a_void_one_is_not_shown(packer, shop, carrier, client):
    label = labeled_parcel(shop)
    stranger = member(shop, "otto", index=1)
    stranger.groups.add(Group.objects.get(name="Warehouse"))
    address = reverse("shipping:label", args=[label.parcel_id])
    request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()
    assert packer.post(address).status_code == 404

    client.force_login(stranger)
    assert client.post(address).status_code == 404
    client.logout()
    assert client.post(address).status_code == 302


def test_a_failed_label_is_asked_for_again_from_the_floor_and_from_the_office(packer, shop, carrier):
    parcel = packed_parcel(shop)
    Address.objects.update(country="XX")
    drain()
    label = ShippingLabel.objects.get(parcel=parcel)
    packer.post(reverse("shipping:retry_label", args=["w1", parcel.pk]))
    drain()
    assert (reread(label).state, reread(label).tries) == ("failed", 2)

    Address.objects.update(country="DE")
    packer.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))
    listed = packer.get(reverse("admin:shipping_shippinglabel_changelist") + "?state=failed").content.decode()
    assert "We do not serve XX." in listed
    packer.post(reverse("admin:shipping_shippinglabel_move", args=[label.pk, "retry"]), {"reason": ""})
    drain()

    assert reread(label).state == "purchased"


@pytest.mark.parametrize(
    "model", ["carrieraccount", "ratequote", "shippinglabel", "manifest", "deliveryexception", "proofofdelivery",
              "carrierevent"],
)  # fmt: skip
def test_every_list_of_the_office_opens(client, shop, carrier, model):
    open_truck(shop)
    labeled_parcel(shop)
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))

    assert client.get(reverse(f"admin:shipping_{model}_changelist")).status_code == 200


def test_the_page_of_a_label_shows_its_road_and_documents(client, shop, carrier):
    label = labeled_parcel(shop)
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))

    page = client.get(reverse("admin:shipping_shippinglabel_change", args=[label.pk])).content.decode()

    assert label.tracking_number in page
    assert reverse("shipping:label", args=[label.parcel_id]) in page
