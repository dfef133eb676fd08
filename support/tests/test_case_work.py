from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from customers.tests.factories import CustomerFactory
from orders.models import Order
from orders.tests.factories import placed_order
from support.errors import CaseChanged
from support.intake.reply_address import reply_address
from support.models import Case, InboundMail
from support.selectors.panels import conversation_of_order, own_case
from support.services.assigning import assign_case, take_case, take_next
from support.services.filing import attach_to_case
from support.services.keeping import keep_mail
from support.services.merging import merge_case
from support.services.moving import move_case
from support.services.opening import open_case
from support.services.snoozing import snooze_case
from support.services.sorting import work_mail
from support.services.sweeping import sweep_cases
from support.services.talking import add_note, record_customer_message, reply
from support.tests.mails import PDF, raw_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def agent(name: str):
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="support"))
    return actor_of(User.objects.get(pk=user.pk))


@pytest.fixture
def sam():
    return agent("sam")


@pytest.fixture
def kim():
    return agent("kim")


def a_case(actor, subject: str = "Where is it?", **options) -> Case:
    return open_case(subject=subject, text="Please tell me.", actor=actor, **options)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_is_given_only_to_somebody_who_works_on_cases(sam, kim):
    case = a_case(sam)
    stranger = User.objects.create_user("guest", is_staff=True)

    assert assign_case(case_id=case.pk, user_id=kim.user_id, actor=sam).assignee_id == kim.user_id
    with pytest.raises(InvalidInput):
        assign_case(case_id=case.pk, user_id=stranger.pk, actor=sam)


def test_the_next_case_is_the_most_pressing_that_nobody_has(sam, kim):
    normal, urgent = a_case(sam), a_case(sam, priority="urgent")
    asleep = a_case(sam, priority="urgent")
    snooze_case(case_id=asleep.pk, until=timezone.now() + HOUR, actor=sam)

    assert take_next(actor=sam) == urgent
    assert take_next(actor=kim) == normal
    assert take_next(actor=kim) is None
    with pytest.raises(MoveRefused, match="somebody else has it"):
        take_case(case_id=normal.pk, actor=sam)


def test_who_answers_a_case_that_nobody_has_has_it(shop, sam, kim):
    order = placed_order(shop)
    case = a_case(SYSTEM, order_id=order.pk)

    reply(case_id=case.pk, text="On its way.", actor=sam)
    reply(case_id=case.pk, text="Tomorrow.", actor=kim)

    assert fresh(case).assignee_id == sam.user_id
    given = Event.objects.get(order_id=order.pk, name="support.case_assigned")
    assert (given.actor, given.data["changes"]) == (sam.label, {"assignee": [None, sam.user_id]})


def test_what_the_system_answers_stays_nobodys(shop, sam):
    case = a_case(sam, order_id=placed_order(shop).pk)

    reply(case_id=case.pk, text="We look into it.", actor=SYSTEM)

    assert fresh(case).assignee_id is None


def test_a_snoozed_case_comes_back_by_itself(sam):
    case = a_case(sam)
    until = timezone.now() + HOUR
    snooze_case(case_id=case.pk, until=until, actor=sam)

    assert sweep_cases(now=until - timedelta(minutes=1)) == 0
    assert sweep_cases(now=until) == 1

    assert fresh(case).snoozed_until is None
    with pytest.raises(InvalidInput, match="still to come"):
        snooze_case(case_id=case.pk, until=timezone.now() - HOUR, actor=sam)


def test_a_snoozed_case_is_back_at_once_when_the_customer_writes(sam, customer):
    case = a_case(sam)
    snooze_case(case_id=case.pk, until=timezone.now() + 90 * HOUR, actor=sam)

    record_customer_message(case_id=case.pk, text="And?", actor=customer)

    assert fresh(case).snoozed_until is None


def test_of_one_cause_at_most_one_case_is_open(sam):
    first = a_case(sam, cause="parcel-1")
    assert a_case(sam, cause="parcel-1") == first
    move_case(case_id=first.pk, move="resolve", actor=sam)

    second = a_case(sam, cause="parcel-1")

    assert second != first
    with pytest.raises(MoveRefused, match="open about the same"):
        move_case(case_id=first.pk, move="reopen", actor=sam)


def test_an_answer_to_what_was_not_seen_is_refused_and_nothing_of_it_is_kept(sam, kim, customer):
    case = a_case(customer)
    seen = fresh(case).version
    reply(case_id=case.pk, text="Tomorrow.", actor=kim, expected_version=seen)

    with pytest.raises(CaseChanged, match="worked on"):
        reply(case_id=case.pk, text="Never.", actor=sam, expected_version=seen)

    assert list(case.messages.filter(direction="outbound").values_list("text", flat=True)) == ["Tomorrow."]


def test_what_the_customer_said_in_between_counts_but_a_note_does_not(sam, kim, customer):
    case = a_case(customer)
    add_note(case_id=case.pk, text="Careful.", actor=kim)
    reply(case_id=case.pk, text="Hello.", actor=sam, expected_version=case.version, request_key="k1")
    seen = fresh(case).version
    record_customer_message(case_id=case.pk, text="Forget it.", actor=customer)

    with pytest.raises(CaseChanged):
        reply(case_id=case.pk, text="Which one?", actor=sam, expected_version=seen)


def test_an_answer_sent_twice_by_its_form_is_one(sam, customer):
    case = a_case(customer)
    options = {"case_id": case.pk, "text": "Hello.", "actor": sam, "expected_version": case.version}

    assert reply(**options, request_key="k1") == reply(**options, request_key="k1")
    assert case.messages.filter(direction="outbound").count() == 1


def received(text: str, **options) -> InboundMail:
    mail, _ = keep_mail(source="pipe", raw=raw_mail(text, **options))
    work_mail(mail_id=mail.pk)
    return InboundMail.objects.get(pk=mail.pk)


def test_a_merged_case_takes_words_mails_and_files_over_and_later_mails_follow(shop, sam):
    order = placed_order(shop)
    into = received(f"One {order.number}", subject="First").case
    case = received("Two", subject="Second", message_id="<2@x.example>", files={"a.pdf": PDF}).case
    attach_to_case(case_id=case.pk, name="b.pdf", content=PDF, actor=sam)

    merge_case(case_id=case.pk, into_number=into.number, actor=sam)

    said = list(into.messages.exclude(direction="internal").values_list("text", flat=True))
    assert said == [f"One {order.number}", "Two"]
    assert (into.files.count(), into.mails.count(), case.messages.exclude(direction="internal").count()) == (2, 2, 0)
    assert (fresh(case).state, fresh(case).merged_into) == ("closed", into)
    later = received(
        "Three", message_id="<3@x.example>", to=reply_address(case_id=case.pk, base="support@shop.example")
    )
    assert (later.case, Case.objects.count()) == (into, 2)
    assert record_customer_message(case_id=case.pk, text="Four", actor=sam).case == into


def test_each_merged_case_keeps_its_order_and_both_customers_pages_show_the_words(shop, sam):
    first, second = placed_order(shop), placed_order(shop)
    into, case = a_case(sam, order_id=first.pk, subject="1"), a_case(sam, order_id=second.pk, subject="2")
    reply(case_id=case.pk, text="About the second.", actor=sam)

    merge_case(case_id=case.pk, into_number=into.number, actor=sam)

    assert (fresh(case).order_id, fresh(into).order_id) == (second.pk, first.pk)
    reply(case_id=into.pk, text="About the first.", actor=sam)
    record_customer_message(case_id=own_case(into, second.pk), text="Thanks for the second.", actor=sam)

    shown = {order.pk: conversation_of_order(order.pk).get() for order in (first, second)}
    assert set(shown.values()) == {into}
    assert [message.text for message in shown[first.pk].said] == ["Please tell me.", "About the first."]
    assert [message.text for message in shown[second.pk].said] == [
        "Please tell me.", "About the second.", "Thanks for the second.",
    ]  # fmt: skip
    assert [Order.objects.get(pk=each.pk).open_cases for each in (first, second)] == [1, 0]


def test_cases_are_merged_only_where_nobody_reads_anothers_words_and_only_once(shop, sam, kim):
    into, case = a_case(sam), a_case(sam)
    mails = [received("Hi", sender=f"{who}@x.example", message_id=f"<{who}@x.example>").case for who in ("eve", "bob")]
    strangers = [a_case(sam, customer_id=CustomerFactory().pk) for _ in range(2)]

    with pytest.raises(MoveRefused, match="two customers"):
        merge_case(case_id=strangers[0].pk, into_number=strangers[1].number, actor=sam)
    with pytest.raises(MoveRefused, match="two senders"):
        merge_case(case_id=mails[0].pk, into_number=mails[1].number, actor=sam)
    with pytest.raises(MoveRefused, match="two senders"):
        merge_case(case_id=strangers[0].pk, into_number=mails[1].number, actor=sam)
    with pytest.raises(InvalidInput, match="into itself"):
        merge_case(case_id=case.pk, into_number=case.number, actor=sam)
    merge_case(case_id=case.pk, into_number=into.number, actor=sam)
    with pytest.raises(MoveRefused, match="merged already"):
        merge_case(case_id=case.pk, into_number=into.number, actor=sam)
    with pytest.raises(MoveRefused, match="goes on in"):
        move_case(case_id=case.pk, move="reopen", actor=sam)
    with pytest.raises(MoveRefused):
        reply(case_id=case.pk, text="Hello?", actor=sam)


def test_who_lacks_the_right_does_none_of_it(sam, customer):
    case = a_case(sam)

    for act in (
        lambda: take_next(actor=customer),
        lambda: assign_case(case_id=case.pk, user_id=None, actor=customer),
        lambda: snooze_case(case_id=case.pk, until=timezone.now() + HOUR, actor=customer),
        lambda: merge_case(case_id=case.pk, into_number=case.number, actor=customer),
        lambda: reply(case_id=case.pk, text="Hi", actor=customer),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert fresh(case).version == case.version


def test_what_is_only_the_staffs_own_affair_is_not_on_the_customers_page(shop, sam):
    order = placed_order(shop)
    case = a_case(sam, order_id=order.pk, direction="internal")
    assert list(conversation_of_order(order.pk)) == []
    assert (case.awaiting_since, case.answer_due_at) == (None, None)

    reply(case_id=case.pk, text="We asked the carrier.", actor=sam)

    assert list(conversation_of_order(order.pk)) == [case]


def test_the_form_that_opened_a_merged_case_finds_it_again(shop, sam):
    order = placed_order(shop)
    told = {"order_id": order.pk, "subject": "Where?", "text": "Where is it?", "request_key": "form-1", "actor": SYSTEM}
    case, into = open_case(**told), open_case(order_id=order.pk, subject="Other", text="x", actor=SYSTEM)
    merge_case(case_id=case.pk, into_number=into.number, actor=sam)

    assert open_case(**told) == case


def test_what_a_customer_says_is_read_where_their_trouble_is_open(shop):
    order = placed_order(shop)
    told = {"order_id": order.pk, "subject": "Silent parcel", "text": "Silent.", "cause": "parcel:1", "actor": SYSTEM}
    settled = open_case(**told)
    move_case(case_id=settled.pk, move="resolve", actor=SYSTEM)
    opened = open_case(**told)

    said = record_customer_message(case_id=settled.pk, text="Still nothing.", actor=SYSTEM)

    assert (said.case, said.said_in) == (opened, settled)
    assert fresh(settled).state == "resolved"
