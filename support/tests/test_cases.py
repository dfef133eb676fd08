from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.models import Order
from orders.tests.factories import delivered_order, placed_order
from support.errors import CaseNotFound
from support.models import Case, CaseMessage, SlaPolicy
from support.promises import PROMISES
from support.selectors.panels import conversation_of_order
from support.selectors.queue import limits_passed
from support.services.assigning import assign_case
from support.services.moving import move_case
from support.services.opening import open_case
from support.services.talking import add_note, record_customer_message, reply

pytestmark = pytest.mark.django_db


def open_cases(order: Order) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PROMISES[0].query())
        assert cursor.fetchall() == []
    return Order.objects.get(pk=order.pk).open_cases


def a_case(order: Order, actor, **options) -> Case:
    return open_case(order_id=order.pk, subject="Where is it?", text="Please tell me.", actor=actor, **options)


def test_an_open_case_is_counted_on_its_order_until_it_is_resolved(shop, rep):
    order = placed_order(shop)
    case = a_case(order, rep)
    assert (case.customer_id, open_cases(order)) == (order.customer_id, 1)

    move_case(case_id=case.pk, move="start", actor=rep)
    assert open_cases(order) == 1
    move_case(case_id=case.pk, move="resolve", actor=rep, reason="Sent the link.")

    assert open_cases(order) == 0
    assert CaseMessage.objects.filter(direction="internal", text="Sent the link.").exists()
    assert Event.objects.filter(order_id=order.pk, name="support.case_moved").count() == 2


def test_the_clock_of_a_case_follows_its_priority(shop, rep):
    now = timezone.now()
    case = a_case(placed_order(shop), rep, priority="urgent", now=now)
    policy = SlaPolicy.objects.get(priority="urgent")

    assert case.answer_due_at - now == timedelta(hours=policy.answer_hours)
    assert case.resolve_due_at - now == timedelta(hours=policy.resolve_hours)


def test_a_case_is_late_until_it_is_answered_in_time(shop, rep):
    case = a_case(placed_order(shop), rep)
    late = case.answer_due_at + timedelta(minutes=1)
    assert list(limits_passed(now=late)) == [case]

    reply(case_id=case.pk, text="Tomorrow.", actor=rep)

    assert list(limits_passed(now=late)) == []


def test_an_answer_lets_the_case_wait_for_the_customer_and_their_answer_brings_it_back(shop, rep, customer):
    case = a_case(placed_order(shop), customer)

    reply(case_id=case.pk, text="Which color?", actor=rep)
    case.refresh_from_db()
    assert (case.state, case.answered_at is not None) == ("waiting_customer", True)

    record_customer_message(case_id=case.pk, text="Blue.", actor=customer)
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_a_customer_who_writes_again_reopens_a_closed_case(shop, rep, customer):
    order = placed_order(shop)
    case = a_case(order, customer)
    move_case(case_id=case.pk, move="resolve", actor=rep)
    move_case(case_id=case.pk, move="close", actor=rep)

    record_customer_message(case_id=case.pk, text="It is still not here.", actor=customer)

    case.refresh_from_db()
    assert (case.state, case.resolved_at, case.closed_at, open_cases(order)) == ("in_progress", None, None, 1)


def test_a_form_sent_twice_keeps_one_case_and_one_message(shop, customer):
    order = placed_order(shop)
    first = a_case(order, customer, request_key="k1")
    assert a_case(order, customer, request_key="k1") == first

    record_customer_message(case_id=first.pk, text="And?", actor=customer, request_key="k2")
    record_customer_message(case_id=first.pk, text="And?", actor=customer, request_key="k2")

    assert first.messages.count() == 2


def test_the_customer_never_sees_internal_notes(shop, rep, customer):
    order = placed_order(shop)
    case = a_case(order, customer)
    add_note(case_id=case.pk, text="Careful with this one.", actor=rep)

    (shown,) = conversation_of_order(order.pk)

    assert [message.direction for message in shown.said] == ["inbound"]


def test_a_case_without_an_order_works_the_same(db, rep):
    case = open_case(subject="Opening hours", text="When?", actor=rep)

    assert move_case(case_id=case.pk, move="start", actor=rep).state == "in_progress"


def test_what_cannot_be_done_is_refused_and_changes_nothing(shop, rep, customer):
    order = delivered_order(shop)
    case = a_case(order, rep)

    with pytest.raises(NotPermitted):
        move_case(case_id=case.pk, move="start", actor=customer)
    with pytest.raises(MoveRefused):
        move_case(case_id=case.pk, move="close", actor=rep)
    with pytest.raises(InvalidInput):
        move_case(case_id=case.pk, move="delete", actor=rep)
    with pytest.raises(InvalidInput):
        reply(case_id=case.pk, text="  ", actor=rep)
    with pytest.raises(CaseNotFound):
        assign_case(case_id=0, user_id=None, actor=rep)
    case.refresh_from_db()
    assert (case.state, case.messages.count()) == ("open", 1)
