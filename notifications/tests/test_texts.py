"""Texts to phones: only to who agreed, once, whatever the provider answers."""

from datetime import timedelta

import httpx
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import InvalidInput, Misconfigured, NotPermitted, Unavailable
from core.events import publish
from core.models import Effect
from customers.errors import CustomerNotFound
from customers.models import Customer
from fulfillment.tests.factories import packed_parcel
from notifications.admin.consents import ConsentForm
from notifications.models import Message, TextConsent
from notifications.services.consenting import allow_order_texts, allow_texts, refuse_texts
from notifications.services.sending import resend_message
from notifications.texting.contract import SendResult
from notifications.texting.simulated import SimulatedTexts
from orders.models import Order
from orders.tests.factories import confirmed_order
from shipping.events import OutForDelivery

pytestmark = pytest.mark.django_db
PHONE = "+4915123456789"


@pytest.fixture
def texts(sms_simulator, settings):
    """The provider, empty and well."""
    settings.SMS_PROVIDER, settings.SMS_URL, settings.SMS_API_KEY = "simulator", sms_simulator.url, "sandbox"
    settings.OMS_WIRING = "notifications.tests.wiring.TEXTS"
    client = httpx.Client(base_url=sms_simulator.url, timeout=5)
    client.delete("/_truth")
    client.delete("/_control/faults")
    yield client
    client.close()


def fault(texts, mode: str, **more) -> None:
    assert texts.post("/_control/faults", json={"operation": "send", "mode": mode, **more}).status_code == 201


def sent(texts) -> list[dict]:
    return texts.get("/_truth").json()


@pytest.fixture
def sender(texts):
    return SimulatedTexts(url=str(texts.base_url).rstrip("/"), api_key="sandbox")


def test_contract_a_text_is_sent_once_per_key(sender, texts):
    first, again = (sender.send(PHONE, "Hello", "k-1") for _ in range(2))
    other = sender.send(PHONE, "Hello", "k-2")

    assert (first.result, again) == (SendResult.OK, first)
    assert other.provider_id != first.provider_id
    assert [one["to"] for one in sent(texts)] == [PHONE, PHONE]


def test_contract_a_number_nobody_has_is_a_failure_with_words(sender, texts):
    refused = sender.send("+491510000000", "Hello", "k-1")

    assert (refused.result, refused.words) == (SendResult.FAILED, "No phone has this number.")
    assert sent(texts) == []


@pytest.mark.parametrize(("mode", "count"), [("error_before", 0), ("error_after", 1)])
def test_contract_after_a_lost_answer_nobody_knows_and_the_key_may_be_sent_again(sender, texts, mode, count):
    fault(texts, mode)
    assert sender.send(PHONE, "Hello", "k-1").result == SendResult.UNKNOWN
    assert len(sent(texts)) == count

    assert sender.send(PHONE, "Hello", "k-1").result == SendResult.OK
    assert len(sent(texts)) == 1


def test_contract_no_connection_is_later_and_a_wrong_key_is_ours(sender):
    with pytest.raises(Unavailable):
        SimulatedTexts(url="http://127.0.0.1:9", api_key="sandbox").send(PHONE, "Hello", "k-1")
    with pytest.raises(Misconfigured):
        SimulatedTexts(url=sender.url, api_key="wrong").send(PHONE, "Hello", "k-1")


@pytest.fixture
def parcel_today(shop, texts):
    parcel = packed_parcel(shop)
    order = parcel.fulfillment_order.order

    def comes():
        publish(OutForDelivery(order_id=order.pk, parcel_id=parcel.pk), actor=SYSTEM)
        drain(["mail"])

    return order, comes


def test_a_customer_who_agreed_is_texted_when_the_parcel_comes(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone="0151 23456789", country="de", actor=SYSTEM)
    comes()

    (text,) = sent(texts)
    message = Message.objects.get(medium="sms")
    assert (text["to"], message.to, message.state) == (PHONE, PHONE, "sent")
    assert order.number in text["text"]
    assert message.segments == 1
    assert message.provider_id == text["id"]
    assert "/o/…/" in message.text


def test_nobody_is_texted_without_a_yes_or_after_a_no(parcel_today, texts):
    order, comes = parcel_today
    comes()
    assert not Message.objects.filter(medium="sms").exists()

    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    refuse_texts(customer_id=order.customer_id, actor=SYSTEM)
    Effect.objects.all().delete()
    comes()
    assert sent(texts) == []


def test_a_no_between_writing_and_sending_is_heard(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    fault(texts, "error_before")
    comes()
    assert "/o/…/" not in Message.objects.get(medium="sms").text
    refuse_texts(customer_id=order.customer_id, actor=SYSTEM)
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain(["mail"])

    message = Message.objects.get(medium="sms")
    assert (message.state, "did not agree to texts" in message.error) == ("skipped", True)
    # What is dropped keeps no link that opens.
    assert "/o/…/" in message.text
    assert sent(texts) == []


@pytest.mark.parametrize("to", ["", "+4915187654321", "ada@example.com", "hello"])
def test_a_text_is_sent_again_only_to_the_phone_that_agreed(parcel_today, texts, to):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    comes()
    message = Message.objects.get(medium="sms")
    if not to:
        refuse_texts(customer_id=order.customer_id, actor=SYSTEM)

    with pytest.raises(InvalidInput) as refused:
        resend_message(message_id=message.pk, actor=SYSTEM, to=to)
    assert refused.value.context["field"] == "to"
    assert Message.objects.count() == 1


def test_a_text_is_sent_again_to_the_phone_as_people_write_it(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    comes()
    resend_message(message_id=Message.objects.get(medium="sms").pk, actor=SYSTEM, to="+49 151 2345 6789")
    drain(["mail"])

    assert [one["to"] for one in sent(texts)] == [PHONE, PHONE]


def test_a_phone_given_for_one_order_gets_nothing_of_another(parcel_today, texts, shop):
    order, comes = parcel_today
    other = confirmed_order(shop)
    Order.objects.filter(pk=other.pk).update(customer=order.customer_id)
    allow_order_texts(order_id=other.pk, phone=PHONE, actor=SYSTEM)

    comes()

    assert sent(texts) == []
    assert not Message.objects.filter(medium="sms").exists()


def test_a_phone_given_for_the_order_comes_before_the_customers(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    allow_order_texts(order_id=order.pk, phone="+4915187654321", actor=SYSTEM)

    comes()

    assert [text["to"] for text in sent(texts)] == ["+4915187654321"]


def test_a_no_ends_the_yes_for_the_order_and_for_the_customer(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    allow_order_texts(order_id=order.pk, phone="+4915187654321", actor=SYSTEM)
    refuse_texts(customer_id=order.customer_id, actor=SYSTEM)

    comes()

    assert sent(texts) == []


def test_the_customer_is_told_by_mail_once_of_each_phone_that_was_given(shop, mailbox, settings):
    order = confirmed_order(shop)
    settings.OMS_WIRING = "notifications.tests.wiring.PHONES"

    for phone in (PHONE, PHONE, "+4915187654321"):
        allow_order_texts(order_id=order.pk, phone=phone, actor=SYSTEM)
    drain(["mail"])

    told = Message.objects.filter(event="notifications.phone_given").order_by("pk")
    assert [one.state for one in told] == ["sent", "sent"]
    assert ["…89" in told[0].text, "…21" in told[1].text] == [True, True]
    assert not any("23456" in one.text for one in told)


def test_a_text_whose_answer_was_lost_is_repeated_under_its_key_and_sent_once(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    fault(texts, "error_after")
    comes()
    assert Message.objects.get(medium="sms").state == "queued"

    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain(["mail"])

    assert Message.objects.get(medium="sms").state == "sent"
    assert len(sent(texts)) == 1


def test_a_refused_number_is_kept_with_the_providers_words(parcel_today, texts):
    order, comes = parcel_today
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    TextConsent.objects.update(phone="+491510000000")
    comes()

    message = Message.objects.get(medium="sms")
    assert (message.state, message.error) == ("failed", "No phone has this number.")


@pytest.mark.parametrize("phone", ["", "12", "hello", "+49 30 123456", "+1 000 000 0000"])
def test_only_a_mobile_number_takes_a_yes(shop, phone):
    order = confirmed_order(shop)
    with pytest.raises(InvalidInput):
        allow_texts(customer_id=order.customer_id, phone=phone, actor=SYSTEM)
    with pytest.raises(NotPermitted):
        allow_texts(customer_id=order.customer_id, phone=PHONE, actor=Actor(kind="user", reference="1"))


def test_a_yes_for_another_number_replaces_the_one_before(shop):
    order = confirmed_order(shop)
    allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    allow_texts(customer_id=order.customer_id, phone="+4915187654321", actor=SYSTEM)

    assert TextConsent.objects.get(withdrawn_at=None).phone == "+4915187654321"
    with pytest.raises(IntegrityError), transaction.atomic():
        TextConsent.objects.create(customer_id=order.customer_id, phone=PHONE, given_by="x")


def test_no_phone_is_written_for_somebody_erased(shop):
    order = confirmed_order(shop)
    Customer.objects.filter(pk=order.customer_id).update(erased_at=timezone.now())

    with pytest.raises(CustomerNotFound):
        allow_texts(customer_id=order.customer_id, phone=PHONE, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        allow_order_texts(order_id=order.pk, phone=PHONE, actor=SYSTEM)
    asked = ConsentForm({"customer": order.customer_id, "phone": PHONE})
    assert asked.errors == {"customer": ["This customer is erased: nothing can be written for them any more."]}
    assert not TextConsent.objects.exists()


def test_the_database_keeps_no_phone_that_is_not_e164(shop):
    order = confirmed_order(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextConsent.objects.create(customer_id=order.customer_id, phone="0151", given_by="x")
