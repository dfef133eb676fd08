"""Addresses that mails come back from, and customers who want fewer of them."""

import json
from base64 import b64encode

import pytest
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import InvalidInput, NotPermitted
from notifications.models import Message, MessageReport, Suppression
from notifications.services.sending import resend_message
from notifications.services.suppressing import lift_suppression, subscribe_again, suppress_complaint, unsubscribe
from notifications.tasks import mail_feedback_request
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db
SECRET = "reports:of-the-tests"


@pytest.fixture
def reporting(client, settings):
    """The provider calls with its secret; what it says is what anymail reads."""
    settings.MAIL_PROVIDER, settings.MAIL_WEBHOOK_SECRET = "postmark", SECRET
    headers = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}

    def call(report, **more):
        return client.post(
            "/webhooks/mail-reports/postmark/", json.dumps(report), content_type="application/json",
            headers=more.get("headers", headers),
        )  # fmt: skip

    return call


def report(kind: str, message: Message, **more) -> dict:
    return {
        "RecordType": kind, "MessageID": "pm-1", "Email": message.to, "Recipient": message.to,
        "ReceivedAt": "2026-11-26T10:00:00Z", "Metadata": {"message": str(message.pk)}, **more,
    }  # fmt: skip


def bounce(message: Message, kind: str = "HardBounce", number: int = 42) -> dict:
    return report("Bounce", message, Type=kind, ID=number, Details="550 no such mailbox")


def a_message(shop) -> Message:
    confirmed_order(shop)
    drain()
    return Message.objects.get()


def test_a_mail_that_comes_back_for_good_suppresses_its_address(shop, mailbox, reporting):
    message = a_message(shop)
    answer = reporting(bounce(message))

    message.refresh_from_db()
    suppression = Suppression.objects.get()
    assert answer.json() == {"heard": 1}
    assert (message.arrival, suppression.covers, suppression.reason) == ("bounced", "all", "hard_bounce")
    assert suppression.message == message

    confirmed_order(shop)
    drain()
    unsent = Message.objects.latest("pk")
    assert (unsent.state, "gets no such mails since" in unsent.error) == ("skipped", True)
    assert len(mailbox.messages()) == 1


def test_a_mail_that_comes_back_for_now_is_counted_and_nothing_more(shop, mailbox, reporting):
    message = a_message(shop)
    reporting(bounce(message, "Transient", 1))
    reporting(bounce(message, "SoftBounce", 2))

    assert not Suppression.objects.exists()
    assert MessageReport.objects.filter(is_hard=False).count() == 2


def test_a_complaint_stops_what_the_order_does_not_need_and_nothing_else(shop, mailbox, reporting):
    message = a_message(shop)
    reporting(report("SpamComplaint", message, Type="SpamComplaint", ID=7))
    order = confirmed_order(shop)
    mail_feedback_request(order_id=order.pk, key="feedback")
    drain()

    sent = dict(Message.objects.filter(order=order).values_list("event", "state"))
    assert sent == {"orders.confirmed": "sent", "support.feedback_asked": "skipped"}


def test_a_report_told_twice_is_kept_once_and_what_weighs_more_is_shown(shop, mailbox, reporting):
    message = a_message(shop)
    for _ in range(2):
        reporting(report("Open", message))
    reporting(report("Delivery", message))

    message.refresh_from_db()
    assert message.arrival == "opened"
    assert MessageReport.objects.count() == 2


def test_reports_without_the_secret_or_that_cannot_be_read_change_nothing(shop, mailbox, reporting, settings):
    message = a_message(shop)
    assert reporting(bounce(message), headers={}).status_code == 401
    assert reporting("nonsense").status_code == 400
    settings.MAIL_PROVIDER = ""
    assert reporting(bounce(message)).status_code == 404
    assert not MessageReport.objects.exists()


@pytest.mark.parametrize("bad", ["550 \x00 no", "half \ud800 a letter"])
def test_a_report_that_the_database_cannot_hold_does_not_stop_those_after_it(shop, mailbox, reporting, bad):
    message = a_message(shop)
    told = {**bounce(message), "Details": bad, "Description": bad, "MessageID": bad, "Email": f"ada{bad}@example.com"}

    assert reporting(told).json() == {"heard": 1}
    assert MessageReport.objects.get().message == message


@pytest.mark.parametrize("key", ["²", "9" * 40, "٣", "-1", ""])
def test_a_key_that_is_none_of_ours_finds_no_message_and_breaks_nothing(shop, mailbox, reporting, key):
    message = a_message(shop)

    assert reporting({**bounce(message), "Metadata": {"message": key}}).json() == {"heard": 1}
    assert MessageReport.objects.get().message is None


def test_a_server_that_knows_no_such_mailbox_suppresses_the_address_too(shop, mailbox):
    mailbox.fault("refuse_permanent")
    message = a_message(shop)

    assert Suppression.objects.get().address == message.to
    with pytest.raises(InvalidInput, match="gets no such mails"):
        resend_message(message_id=message.pk, actor=SYSTEM)


def test_lifting_needs_the_right_and_lets_mails_go_again(shop, mailbox):
    mailbox.fault("refuse_permanent")
    message = a_message(shop)
    suppression = Suppression.objects.get()
    with pytest.raises(NotPermitted):
        lift_suppression(suppression_id=suppression.pk, actor=Actor(kind="user", reference="1"))

    lift_suppression(suppression_id=suppression.pk, actor=SYSTEM)
    resend_message(message_id=message.pk, actor=SYSTEM)
    drain()
    assert len(mailbox.messages()) == 1


def test_a_request_for_a_rating_can_be_refused_with_one_click_by_mail_programs(shop, mailbox, client):
    order = confirmed_order(shop)
    mail_feedback_request(order_id=order.pk, key="feedback")
    (listed,) = mailbox.messages(subject="How was")
    headers = {name.lower(): value for name, value in mailbox.read(listed["id"])["headers"]}
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    address = headers["list-unsubscribe"].strip(" <>").removeprefix("https://shop.example")

    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 204
    assert Suppression.objects.get().reason == "unsubscribed"
    assert client.get(address.replace("/mail/", "/o/")).status_code == 404
    assert not any("list-unsubscribe" in name.lower() for name, _ in mailbox_headers(mailbox, "confirmed"))


def mailbox_headers(mailbox, subject):
    drain()
    return [pair for listed in mailbox.messages(subject=subject) for pair in mailbox.read(listed["id"])["headers"]]


def test_a_customer_takes_back_their_own_refusal_but_not_a_complaint(shop):
    unsubscribe(address="Ada@Example.com", actor=SYSTEM)
    assert subscribe_again(address="ada@example.com", actor=SYSTEM) == 1
    suppress_complaint(address="ada@example.com", message=None, words="")
    assert subscribe_again(address="ada@example.com", actor=SYSTEM) == 0
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_the_office_sees_why_an_address_is_suppressed_and_lifts_it(shop, mailbox, client):
    mailbox.fault("refuse_permanent")
    message = a_message(shop)
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))
    page = client.get(reverse("admin:notifications_message_change", args=[message.pk])).content.decode()
    assert "gets no such mails since" in page
    customer = reverse("admin:customers_customer_change", args=[message.order.customer_id])
    page = client.get(customer).content.decode()
    assert "Gets no mails (all mails) since" in page
    assert "Did not agree to texts." in page

    row = Suppression.objects.get()
    assert client.get(reverse("admin:notifications_suppression_changelist")).status_code == 200
    assert client.get(reverse("admin:notifications_suppression_change", args=[row.pk])).status_code == 200
    client.post(reverse("admin:notifications_suppression_move", args=[row.pk, "lift"]), {"reason": ""})
    row.refresh_from_db()
    assert row.lifted_by.startswith("user:")
    entered = {"address": "Bob@Example.com", "covers": "all", "note": ""}
    client.post(reverse("admin:notifications_suppression_add"), entered)
    assert Suppression.objects.get(address="bob@example.com").reason == "by_hand"
