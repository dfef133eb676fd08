import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from core.links.services import open_link
from core.models import Effect
from notifications.models import Message, Template
from notifications.services.sending import resend_message
from notifications.statuses import MessageState
from orders.intake.requests import CustomerRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db


def header(mail: dict, name: str) -> str:
    return next(value for key, value in mail["headers"] if key.lower() == name.lower())


def run_again() -> None:
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain()


def test_a_confirmed_order_is_mailed_with_its_lines_and_promised_date(shop, mailbox):
    order = confirmed_order(shop, {0: 2, 1: 1})
    drain()

    mail = mailbox.only()
    message = Message.objects.get()
    assert message.state == MessageState.SENT
    assert mail["subject"] == f"Your order {order.number} is confirmed"
    assert header(mail, "To") == "ada@example.com"
    assert header(mail, "From") == "Lovelace & Sons <orders@lovelace.example>"
    assert header(mail, "Message-ID") == message.message_id
    assert "2 × Product 1: €20.00" in mail["text"]
    assert "Total: €54.00" in mail["text"]
    assert f"{Order.objects.get(pk=order.pk).promised_on:%B %-d, %Y}" in mail["text"]
    assert "https://shop.example/o/" in mail["text"]
    assert "Product 2" in mail["html"]
    assert "Lovelace &amp; Sons" in mail["html"]
    assert 'style="' in mail["html"]


def test_our_copy_of_a_sent_mail_does_not_open_the_customers_page(shop, mailbox):
    confirmed_order(shop)
    drain()

    message = Message.objects.get()
    assert "/o/…/" in message.text
    assert "/o/…/" in message.html
    assert "/o/…/" not in mailbox.only()["text"]


def test_a_german_customer_reads_german(shop, mailbox):
    shop.channel.locale = "de"
    shop.channel.save()
    order = confirmed_order(shop, customer=CustomerRequest(name="Emmy Noether", email="emmy@example.com"))
    order.customer.locale = "de-DE"
    order.customer.save()
    drain()

    mail = mailbox.only()
    assert mail["subject"] == f"Ihre Bestellung {order.number} ist bestätigt"
    assert "Guten Tag Emmy Noether" in mail["text"]
    assert "10,00\xa0€" in mail["text"]


def test_backordered_goods_are_announced_in_the_confirmation(shop, mailbox):
    confirmed_order(shop, {0: 12})
    drain()

    assert "on order for you" in mailbox.only()["text"]


def test_a_mail_whose_outcome_is_unknown_is_repeated_with_the_same_message_id(shop, mailbox):
    mailbox.fault("accept_then_drop_connection")
    confirmed_order(shop)
    drain()
    assert Message.objects.get().state == MessageState.QUEUED

    run_again()

    first, second = (mailbox.read(listed["id"]) for listed in mailbox.messages())
    assert header(first, "Message-ID") == header(second, "Message-ID") == Message.objects.get().message_id
    assert Message.objects.get().state == MessageState.SENT
    assert Message.objects.get().attempts == 2


@pytest.mark.parametrize("point", ["mail.before_call", "mail.after_call"])
def test_a_worker_that_fails_around_the_call_sends_the_same_mail_again(shop, mailbox, point):
    faults.arm(point, faults._limited(point, faults._raise, 1))
    confirmed_order(shop)
    drain()

    run_again()

    ids = {header(mailbox.read(listed["id"]), "Message-ID") for listed in mailbox.messages()}
    assert ids == {Message.objects.get().message_id}
    assert Message.objects.get().state == MessageState.SENT


def test_a_busy_server_is_asked_again(shop, mailbox):
    mailbox.fault("refuse_temporary")
    confirmed_order(shop)
    drain()
    assert mailbox.messages() == []
    assert Message.objects.get().state == MessageState.QUEUED

    run_again()

    assert len(mailbox.messages()) == 1


def test_a_refused_recipient_is_recorded_with_the_servers_words_and_not_tried_again(shop, mailbox):
    mailbox.fault("refuse_permanent")
    confirmed_order(shop)
    drain()

    message = Message.objects.get()
    assert message.state == MessageState.FAILED
    assert message.error == "550 5.1.1 There is no such mailbox"
    assert Effect.objects.get(task="notifications.tasks.mail_confirmation").state == "done"
    assert mailbox.messages() == []


def test_a_refused_mail_goes_to_the_corrected_address_as_a_message_of_its_own(shop, mailbox):
    mailbox.fault("refuse_permanent")
    confirmed_order(shop)
    drain()
    message = Message.objects.get()

    copy = resend_message(message_id=message.pk, actor=SYSTEM, to="ada@lovelace.example")
    drain()

    mail = mailbox.only()
    copy.refresh_from_db()
    message.refresh_from_db()
    assert header(mail, "To") == "ada@lovelace.example"
    assert (message.state, copy.state, copy.resend_of) == ("failed", "sent", message)
    assert header(mail, "Message-ID") == copy.message_id != message.message_id


def test_a_copy_has_the_same_words_and_a_link_that_opens(shop, mailbox):
    confirmed_order(shop)
    drain()
    message = Message.objects.get()
    original = mailbox.only()
    mailbox.client.delete("/messages")

    copy = resend_message(message_id=message.pk, actor=SYSTEM)
    drain()

    again = mailbox.only()
    token = re.compile(r"/(o|mail)/[\w-]{20,}/")
    assert token.sub("", again["text"]) == token.sub("", original["text"])
    assert token.search(again["text"])[0] != token.search(original["text"])[0]
    open_link(token=token.search(again["text"])[0].split("/")[2], purposes=("order",))
    open_link(token=re.search(r"/mail/([\w-]{20,})/", again["text"])[1], purposes=("wishes",))
    copy.refresh_from_db()
    assert (copy.text, copy.html) == (message.text, message.html)


def test_a_mail_that_never_went_out_is_not_sent_again(shop, mailbox):
    confirmed_order(shop, customer=CustomerRequest(name="Anonymous"))
    drain()

    with pytest.raises(MoveRefused):
        resend_message(message_id=Message.objects.get().pk, actor=SYSTEM, to="ada@example.com")


def test_a_mail_whose_words_were_erased_is_neither_sent_nor_sent_again(shop, mailbox):
    mailbox.fault("refuse_temporary")
    confirmed_order(shop)
    drain()
    Message.objects.update(text="", html="")
    run_again()
    message = Message.objects.get()
    assert (message.state, message.error) == ("skipped", "What it said was erased.")

    Message.objects.update(state="sent", sent_at=timezone.now())
    with pytest.raises(MoveRefused, match="erased"):
        resend_message(message_id=message.pk, actor=SYSTEM)
    assert mailbox.messages() == []


def test_an_order_canceled_while_the_server_was_busy_is_not_announced_any_more(shop, mailbox):
    mailbox.fault("refuse_temporary")
    order = confirmed_order(shop)
    drain()
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="No")
    run_again()

    confirmation = Message.objects.get(event="orders.confirmed")
    assert (confirmation.state, confirmation.error) == ("skipped", "The order was canceled.")
    assert [mail["subject"] for mail in mailbox.messages()] == [f"Your order {order.number} is canceled"]


def test_a_confirmation_that_comes_after_the_cancel_is_not_written(shop, mailbox):
    order = confirmed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="No")
    drain()

    assert Message.objects.get(event="orders.confirmed").error == "The order was canceled."
    assert Message.objects.get(event="orders.canceled").state == "sent"


def test_sending_again_needs_the_right(shop, mailbox):
    mailbox.fault("refuse_permanent")
    confirmed_order(shop)
    drain()

    with pytest.raises(NotPermitted):
        resend_message(message_id=Message.objects.get().pk, actor=Actor(kind="user", reference="1"))


def test_a_customer_without_an_address_is_kept_as_not_sent(shop, mailbox):
    confirmed_order(shop, customer=CustomerRequest(name="Anonymous"))
    drain()

    message = Message.objects.get()
    assert (message.state, message.error) == (MessageState.SKIPPED, "The customer has no e-mail address.")
    assert mailbox.messages() == []


@pytest.mark.parametrize("field", ["is_historical", "is_practice"])
def test_finished_and_practice_orders_write_to_nobody(shop, mailbox, field):
    order = confirmed_order(shop)
    Order.objects.filter(pk=order.pk).update(**{field: True})
    drain()

    assert Message.objects.get().state == MessageState.SKIPPED
    assert mailbox.messages() == []


def test_a_mail_that_is_switched_off_is_not_sent(shop, mailbox):
    Template.objects.filter(event="orders.confirmed", locale="en").update(is_active=False)
    confirmed_order(shop)
    drain()

    assert Message.objects.get().state == MessageState.SKIPPED
    assert mailbox.messages() == []


def test_the_shops_own_words_take_the_place_of_ours_part_by_part(shop, mailbox):
    Template.objects.filter(event="orders.confirmed", locale="en").update(subject="Hooray, {{ name }}!")
    confirmed_order(shop)
    drain()

    mail = mailbox.only()
    assert mail["subject"] == "Hooray, Ada Lovelace!"
    assert "is confirmed" in mail["text"]


def test_a_canceled_order_is_told(shop, mailbox):
    order = confirmed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="Changed my mind")
    drain()

    (canceled,) = mailbox.messages(subject="canceled")
    assert "Nothing was charged" in mailbox.read(canceled["id"])["text"]
