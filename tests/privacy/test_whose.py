"""A row is the customer's only when it names them whole, and is nobody else's by its own key."""

import pytest

from core.models import Alert, Effect
from core.privacy.erasing import empty_rows, marks_of
from core.privacy.registry import tables
from customers.models import Address, Customer
from notifications.models import Suppression, TextConsent
from orders.models import Order
from orders.tests.factories import open_shop, placed_order
from support.models import InboundMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def ann(shop) -> Customer:
    order = placed_order(shop)
    Customer.objects.filter(pk=order.customer_id).update(email="ann@example.com", phone="+4915112345678")
    return Customer.objects.get(pk=order.customer_id)


def emptied(model: str, customer: Customer) -> int:
    return empty_rows(tables()[model], customer_id=customer.pk, marks=marks_of(customer.pk), most=100)


def mail(key: str, sender: str, **columns) -> InboundMail:
    return InboundMail.objects.create(source="t", dedup_key=key, sender_email=sender, text="Hello", **columns)


def test_mails_of_a_longer_address_stay_and_those_of_the_same_go(ann):
    mails = [mail(sender, sender) for sender in ("joann@example.com", "ann@example.com.au", "Ann@Example.com")]
    Suppression.objects.create(address="joann@example.com", covers="all", reason="bounced")

    assert (emptied("support.inboundmail", ann), emptied("notifications.suppression", ann)) == (1, 0)
    assert [InboundMail.objects.get(pk=one.pk).text for one in mails] == ["Hello", "Hello", ""]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Mail to joann@example.com bounced.", False), ("From jo.ann@example.com.", False),
        ("Write to ann@example.com.au", False), ("Mail to Ann@example.com.", True), ("<ann@example.com>", True),
        ('{"text": "Hello,\\nann@example.com"}', True), ("Call +4915112345678, please.", True),
        ("Call +49151123456789.", False),
    ],
)  # fmt: skip
def test_a_text_names_somebody_by_whole_words(ann, said, names):
    Alert.objects.create(kind="t", reference="1", message=said)

    assert emptied("core.alert", ann) == int(names)


def test_the_number_of_an_order_is_not_found_in_a_longer_one(ann):
    number = Order.objects.get(customer=ann).number
    Alert.objects.create(kind="t", reference="1", message=f"X{number} and {number}7 wait.")
    assert emptied("core.alert", ann) == 0

    Alert.objects.create(kind="t", reference="2", message=f"invoice-{number}.pdf is missing.")
    assert emptied("core.alert", ann) == 1


@pytest.mark.parametrize("phone", ["0000000000", "+10000000", "123456789", "+49 30 0000000"])
def test_what_was_typed_to_fill_a_field_in_is_no_mark(ann, phone):
    Address.objects.filter(customer=ann).update(phone=phone)

    assert phone not in marks_of(ann.pk)


def test_a_number_is_known_as_it_was_typed_and_without_blanks(ann):
    Address.objects.filter(customer=ann).update(phone="+49 (30) 1234-567")

    assert {"+49 (30) 1234-567", "+49301234567"} <= set(marks_of(ann.pk))


def test_a_row_that_belongs_to_somebody_else_by_its_key_is_left_to_them(shop, ann):
    bob = placed_order(shop)
    Order.objects.filter(pk=bob.pk).update(customer=Customer.objects.create(number="C-9", name="Bob", email="b@b.de"))
    said = {"task": "t", "queue": "bulk", "payload": {"to": "ann@example.com"}, "state": "done"}
    Effect.objects.create(key="bob", order_id=bob.pk, **said)
    mail("bob", "ann@example.com", order=bob)
    assert (emptied("core.effect", ann), emptied("support.inboundmail", ann)) == (0, 0)

    Effect.objects.create(key="nobody", **said)
    assert emptied("core.effect", ann) == 1


def test_the_phone_of_a_consent_goes_from_the_log_too(ann):
    consent = TextConsent.objects.create(customer=ann, phone="+4917098765432", given_by="t")

    assert "+4917098765432" in marks_of(ann.pk)
    assert "+49" not in str(consent)
