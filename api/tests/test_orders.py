"""The API over HTTP: one order per key, every refusal a problem that names the field."""

import pytest

from api.services.keys import revoke_key
from api.tests.asking import URL, body, key_for, post
from core.actors import SYSTEM
from orders.models import Order
from orders.tests.voucher_factories import VoucherFactory

pytestmark = pytest.mark.django_db


def test_an_order_is_placed_and_can_be_read(client, shop):
    _, text = key_for(shop)

    placed = post(client, text, body())
    read = client.get(f"{URL}/{placed.json()['number']}", headers={"Authorization": f"Bearer {text}"})

    assert placed.status_code == 201
    assert (placed.json()["total"], placed.json()["lines"][0]["allocated"]) == ("30.00", 2)
    assert read.json() == placed.json()


def test_the_address_an_order_came_from_is_kept_for_the_fraud_rules(client, shop):
    _, text = key_for(shop)

    assert post(client, text, body(client_ip="2001:db8::7")).status_code == 201

    assert Order.objects.get().client_ip == "2001:db8::7"


@pytest.mark.parametrize("odd", ["somewhere", "203.0.113.7/24", "fe80::1%eth0", "203.0.113.256", "\u0661.2.3.4"])
def test_what_is_no_ip_address_is_refused_by_its_field(client, shop, odd):
    _, text = key_for(shop)

    answer = post(client, text, body(client_ip=odd))

    assert (answer.status_code, answer.json()["field"]) == (422, "client_ip")
    assert not Order.objects.exists()


def test_the_same_key_and_body_are_the_same_order_and_another_body_is_a_conflict(client, shop):
    _, text = key_for(shop)
    first = post(client, text, body())

    again = post(client, text, body())
    other = post(client, text, body(lines=[{"sku": "SKU-1", "quantity": 3}]))

    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": [{"sku": "nope", "quantity": 1}]}, "lines[0].sku"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "SKU-1", "quantity": 0}]}, "lines[0].quantity"),
        ({"shipping_method": "teleport"}, "shipping_method"),
        ({"tenders": [{"kind": "shells"}]}, "tenders[0].kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_taken_names_the_field(client, shop, changes, field):
    _, text = key_for(shop)

    answer = post(client, text, body(**changes))

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer["Content-Type"] == "application/problem+json"
    assert Order.objects.count() == 0


def test_strangers_and_revoked_keys_are_refused(client, shop):
    key, text = key_for(shop)
    revoke_key(apikey_id=key.pk, actor=SYSTEM)

    answers = [post(client, text, body()), post(client, f"{key.prefix}.wrong", body()), post(client, "", body())]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_a_reading_key_places_nothing(client, shop):
    _, text = key_for(shop, "orders:read")

    answer = post(client, text, body())

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_orders_of_other_channels_do_not_exist(client, shop):
    _, text = key_for(shop)

    answer = client.get(f"{URL}/O-1", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 404


def test_the_openapi_document_has_an_example(client):
    document = client.get("/api/v1/openapi.json").json()

    assert document["components"]["schemas"]["OrderIn"]["example"]["lines"]


def test_vouchers_discounts_charges_and_a_business_buyer_are_taken_and_told(client, shop):
    _, text = key_for(shop)
    VoucherFactory(code="WELCOME")
    wish = body(
        customer={"name": "Shop", "email": "shop@example.com", "vat_id": "FR 40303265045"},
        lines=[{"sku": "SKU-1", "quantity": 2, "discounts": [{"label": "Display piece", "amount": "4", "code": "D"}]}],
        discounts=[{"label": "Regular", "percent": "25"}],
        charges=[{"kind": "fee", "label": "Gift wrap", "amount": "1"}],
        voucher_codes=["welcome"],
        po_number="PO-7",
    )

    answer = post(client, text, wish).json()

    assert (answer["po_number"], answer["vat_id"], answer["tax_treatment"]) == ("PO-7", "FR40303265045", "taxed")
    told = [(one["label"], one["code"], one["amount"], one["line"]) for one in answer["discounts"]]
    assert told == [
        ("Display piece", "D", "4.00", 1), ("Regular", "", "4.00", None), ("Voucher WELCOME", "WELCOME", "1.20", None),
    ]  # fmt: skip
    assert answer["lines"][0]["discount_amount"] == answer["discount_total"] == "9.20"
    assert [(one["label"], one["amount"], one["tax_amount"]) for one in answer["charges"]] == [
        ("Gift wrap", "1.00", "0.20"), ("Standard", "5.00", "1.00"),
    ]  # fmt: skip
    assert (answer["tax_total"], answer["total"]) == ("3.36", "20.16")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"voucher_codes": ["NOPE"]}, "voucher_codes", "unknown"),
        ({"voucher_codes": ["\u0000"]}, "voucher_codes[0]", "NUL"),
        ({"customer": {"name": "Ada", "vat_id": "DE1"}}, "customer.vat_id", "not a valid VAT id"),
        ({"discounts": [{"label": "x", "amount": "1", "percent": "1"}]}, "discounts[0]", "either an amount"),
        ({"discounts": [{"label": "x"}]}, "discounts[0]", "either an amount"),
        ({"charges": [{"kind": "fee", "label": "x", "amount": "1", "tax_class": "z"}]}, "charges[0].tax_class", "z"),
    ],
)
def test_money_that_cannot_be_taken_is_refused_by_its_field(client, shop, changes, field, words):
    _, text = key_for(shop)

    answer = post(client, text, body(**changes))

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert words in answer.json()["detail"]


def test_another_price_needs_a_key_that_may_and_a_reason(client, shop):
    _, plain = key_for(shop)
    _, strong = key_for(shop, "orders:read", "orders:write", "orders:override_price")
    cheap = {"sku": "SKU-1", "quantity": 1, "unit_price": "8.50"}

    refused = post(client, plain, body(lines=[cheap]))
    silent = post(client, strong, body(lines=[cheap]))
    placed = post(client, strong, body(lines=[{**cheap, "price_reason": "Last piece"}]))
    listed = post(client, plain, body(external_id="S-2", lines=[{**cheap, "unit_price": "10"}]), key="k-2")

    assert (refused.status_code, refused.json()["field"]) == (403, "lines[0].unit_price")
    assert (silent.status_code, silent.json()["field"]) == (422, "lines[0].price_reason")
    assert (placed.status_code, placed.json()["lines"][0]["unit_price"]) == (201, "8.500000")
    assert listed.status_code == 201
