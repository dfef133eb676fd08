"""Who joins a case by mail without being its customer reads nothing of it and gets no answer."""

import pytest

from orders.tests.factories import placed_order
from support.intake.reply_address import reply_address
from support.models import Direction, MailState
from support.selectors.panels import conversation_of_order
from support.services.letters import recipient_of
from support.services.opening import open_case
from support.services.talking import reply
from support.tests.test_answers import received

pytestmark = pytest.mark.django_db


def joins(case, *, message_id: str = "<2@x.example>", sender: str = "eve@evil.example"):
    return received("And mine?", to=reply_address(case_id=case.pk, base="a@shop.example"), sender=sender,
                    message_id=message_id)  # fmt: skip


def test_an_answer_goes_to_the_customer_and_not_to_a_third_person_who_wrote_last(shop, rep):
    case = received().case
    reply(case_id=case.pk, text="Which one?", actor=rep)

    third = joins(case)
    letter = reply(case_id=case.pk, text="Yours is on its way.", actor=rep).mail

    note = case.messages.get(request_key=f"mail:{third.pk}")
    assert (third.state, third.case, note.direction) == (MailState.ANSWERED, case, Direction.INTERNAL)
    assert "A new sender, eve@evil.example, wrote." in note.text
    assert "And mine?" in note.text
    assert (letter.to, letter.in_reply_to) == ("ada@example.com", "1@example.com")


def test_a_third_person_opens_a_waiting_case_again_and_none_that_is_settled(shop, rep):
    case = received().case
    reply(case_id=case.pk, text="Which one?", actor=rep)
    joins(case)
    case.refresh_from_db()
    assert case.state == "in_progress"

    type(case).objects.filter(pk=case.pk).update(state="resolved", resolved_at=case.opened_at, merged_into=None)
    assert joins(case, message_id="<3@x.example>").case_id != case.pk


def test_the_customers_page_shows_nothing_of_a_third_person(shop, rep):
    order = placed_order(shop)
    case = open_case(subject="Late", text="Hello?", actor=rep, order_id=order.pk)
    assert recipient_of(case) == order.customer.email

    joins(case)

    (shown,) = conversation_of_order(order.pk)
    assert [message.text for message in shown.said] == ["Hello?"]
    assert recipient_of(case) == order.customer.email


def test_the_customer_and_who_began_the_case_are_let_in_and_answered_where_they_wrote_last(shop, rep):
    order = placed_order(shop)
    case = received(sender="home@example.com").case
    type(case).objects.filter(pk=case.pk).update(order=order, customer=order.customer)
    case.refresh_from_db()
    assert recipient_of(case) == "home@example.com"

    assert joins(case, sender=order.customer.email).state == MailState.ANSWERED
    assert recipient_of(case) == order.customer.email
    assert case.messages.last().direction == Direction.INBOUND
