"""Each link in a mail opens what it is for, and a mail makes no link that its words do not name."""

import re

import pytest

from core.actors import SYSTEM
from core.links.services import open_link
from core.models import SignedLink
from notifications.content.kinds import KINDS
from notifications.content.links import new_url
from notifications.content.order import confirmation
from notifications.models import Message
from notifications.services.composing import compose_mail
from notifications.services.sending import record_sent, resend_message
from notifications.statuses import MailEvent
from notifications.tasks import outgoing, unsubscribe_url
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/(o|mail)/([\w-]{20,})/(feedback/)?")


def purposes(body: str) -> dict[str, str]:
    """The purpose of each link by its place."""
    wanted = ("order", "feedback", "wishes")
    return {
        f"/{place}/{page}": open_link(token=token, purposes=wanted).purpose
        for place, token, page in LINK.findall(body)
    }  # fmt: skip


def test_a_confirmation_has_a_link_to_the_order_and_one_to_the_wishes_and_makes_no_third(shop):
    order = confirmed_order(shop)

    mail = compose_mail(order_id=order.pk, event=MailEvent.CONFIRMED, key="k", context_of=confirmation)

    assert purposes(mail.text) == purposes(mail.html) == {"/o/": "order", "/mail/": "wishes"}
    assert sorted(SignedLink.objects.values_list("purpose", flat=True)) == ["order", "wishes"]


def test_the_way_to_refuse_opens_the_wishes_alone(shop):
    message = Message(order=confirmed_order(shop), event=MailEvent.FEEDBACK_ASKED)

    assert purposes(unsubscribe_url(message)) == {"/mail/": "wishes"}


def test_a_second_try_has_the_same_way_to_refuse_that_stands_in_the_words(shop):
    order = confirmed_order(shop)
    mail = compose_mail(
        order_id=order.pk, event=MailEvent.FEEDBACK_ASKED, key="k", context_of=KINDS[MailEvent.FEEDBACK_ASKED].contents
    )
    links = SignedLink.objects.count()

    first, second = outgoing(mail), outgoing(mail)

    assert first == second
    assert first.unsubscribe_url in first.text
    assert SignedLink.objects.count() == links


def test_a_copy_has_new_links_each_for_its_place(shop):
    order = confirmed_order(shop)
    mail = compose_mail(order_id=order.pk, event=MailEvent.CONFIRMED, key="k", context_of=confirmation)
    Message.objects.filter(pk=mail.pk).update(text=f"{mail.text} {new_url(order.pk, 'feedback')}")
    record_sent(message_pk=mail.pk)

    copy = resend_message(message_id=mail.pk, actor=SYSTEM)

    assert purposes(copy.text) == {"/o/": "order", "/o/feedback/": "feedback", "/mail/": "wishes"}
    assert purposes(copy.html) == {"/o/": "order", "/mail/": "wishes"}
    assert "…" not in copy.text
