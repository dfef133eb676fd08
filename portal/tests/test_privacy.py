"""Every answer below the customer's address is strict, and shows nothing of anybody else."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from customers.models import Address, Customer
from orders.models import Order
from orders.tests import factories
from returns.tests.factories import paid_and_delivered, requested_return
from support.services.feedback import give_feedback
from support.services.opening import open_case
from support.services.talking import add_note, reply

pytestmark = pytest.mark.django_db


def answers(client, holder) -> dict[str, object]:
    """One of every kind of answer: shown, sent, refused, not there, not known, thrown out by others."""
    get, url = client.get, holder.url
    return {
        "the order": get(url()), "its rating": get(url("feedback")), "paying": get(url("pay")),
        "a card": get(url("card")), "back from a form": get(url("return")), "finding": get(reverse("portal:find")),
        "a refused form": client.post(url("cancel"), {}), "a wrong link": get("/o/nothing/"),
        "no such page": get("/o/a/b/c/d/"), "a foreign picture": get(f"{url()}photo/1/"),
        "a wrong method": client.post(url()), "back from the bank": get("/o/back/forged/"),
        "a card number": client.post(url("message"), {"text": "4111 1111 1111 1111"}),
        "a missing slash": get(url().rstrip("/")), "too large": client.post(url("message"), {"text": "x" * 3_000_000}),
    }  # fmt: skip


def test_every_answer_has_the_strict_headers(shop, holder_of, client, settings):
    settings.CUSTOMER_UPLOAD_MAX_BYTES = 1_000_000
    holder = holder_of(factories.delivered_order(shop))

    given = answers(client, holder)
    assert given["too large"].status_code == 413
    for name, answer in given.items():
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert {"default-src 'none'", "script-src 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= {
            part.strip() for part in policy.split(";")
        }, name
        assert answer["Cache-Control"] == "no-store", name
        assert answer["Referrer-Policy"] == "no-referrer", name
        assert answer["X-Robots-Tag"] == "noindex, nofollow", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert not answer.cookies, name


def test_other_pages_keep_their_own_policy(client, db):
    assert "'unsafe-inline'" in client.get("/admin/login/")["Content-Security-Policy"]


@pytest.fixture
def full(shop) -> Order:
    """An order with everything a page could give away by mistake."""
    order = paid_and_delivered(shop, {0: 2})
    Customer.objects.filter(pk=order.customer_id).update(
        name="Ada Byron", email="ada@private.example", phone="+4930111222", vat_id="DE999999999"
    )
    Address.objects.filter(pk=order.shipping_address_id).update(
        name="Ada Byron", line1="Secret Lane 7", city="Berlin", phone="+4930333444"
    )
    case = open_case(order_id=order.pk, subject="?", text="Where is it?", actor=SYSTEM)
    reply(case_id=case.pk, text="On its way.", actor=SYSTEM)
    add_note(case_id=case.pk, text="She called before, be careful.", actor=SYSTEM)
    requested_return(order, 1)
    give_feedback(order_id=order.pk, rating=1, words="Bad.", actor=SYSTEM)
    return order


def test_of_the_holder_only_name_town_and_country_are_shown(full, holder_of):
    page = holder_of(full).see()

    assert "Ada Byron" in page
    assert "Berlin" in page
    for private in ("Secret Lane", "ada@private.example", "4930111222", "4930333444", "DE999999999", "be careful"):
        assert private not in page


def test_nothing_of_another_customer_or_of_the_staff_is_on_the_page(full, shop, holder_of, django_user_model):
    django_user_model.objects.create_user("clerk-jane", email="jane@office.example", first_name="Jane", last_name="Roe")
    other = paid_and_delivered(shop, {1: 1}, parcel_id=2)
    stranger = Customer.objects.create(number="C-77", name="Eve Stranger", email="eve@stranger.example")
    Order.objects.filter(pk=other.pk).update(customer=stranger)
    open_case(order_id=other.pk, subject="?", text="Eve asks.", actor=SYSTEM)
    holder = holder_of(full)

    for page in (holder.see(), holder.client.get(holder.url("feedback")).content.decode()):
        for foreign in (other.number, "Eve", "stranger", "Jane", "Roe", "jane@", "user:", "system"):
            assert foreign not in page, foreign
