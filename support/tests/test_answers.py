import re

import httpx
import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError

from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused
from core.links.services import open_link
from core.models import Effect
from notifications.models import Suppression
from notifications.services.suppressing import suppress_address, unsubscribe
from notifications.tasks import mail_case_answer
from orders.tests.factories import placed_order
from support.canned.filling import fill_for
from support.canned.variables import VARIABLES, fill
from support.intake.reply_address import case_in_address
from support.models import CannedAnswer, CaseMail, InboundMail, MailRoute
from support.services.keeping import keep_mail
from support.services.mail_outcomes import record_answer_refused, resend_answer
from support.services.opening import open_case
from support.services.sorting import work_mail
from support.services.talking import reply
from support.tests.mails import raw_mail

pytestmark = pytest.mark.django_db


def received(text: str = "Where is my parcel?", **options) -> InboundMail:
    mail, _ = keep_mail(source="pipe", raw=raw_mail(text, **options))
    work_mail(mail_id=mail.pk)
    return InboundMail.objects.get(pk=mail.pk)


def test_an_answer_goes_to_who_wrote_into_the_thread_and_is_promised_in_the_same_commit(shop, rep, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    case = received(headers={"Cc": "boss@example.com, other@example.com"}).case

    message = reply(case_id=case.pk, text="Tomorrow <b>.", actor=rep)

    assert Effect.objects.get(task="notifications.tasks.mail_case_answer").payload["message_id"] == message.pk
    mail_case_answer(message_id=message.pk)
    mail_case_answer(message_id=message.pk)
    (sent,) = outbox.outbox
    assert (sent.to, sent.cc, sent.bcc) == (["ada@example.com"], [], [])
    assert sent.extra_headers["In-Reply-To"] == sent.extra_headers["References"] == "<1@example.com>"
    assert case_in_address(sent.reply_to[0]) == case.pk
    assert f"[{case.number}]" in sent.subject
    assert "Tomorrow <b>." in sent.body
    assert "Tomorrow &lt;b&gt;." in sent.alternatives[0][0]
    assert "Auto-Submitted" not in sent.extra_headers
    assert CaseMail.objects.get().state == "sent"


def test_an_answer_goes_to_no_address_that_gets_no_mails_and_the_case_says_why(shop, rep):
    suppress_address(address="ada@example.com", covers="all", note="", actor=SYSTEM)
    message = reply(case_id=received().case.pk, text="Tomorrow.", actor=rep)

    mail_case_answer(message_id=message.pk)

    mail = CaseMail.objects.get()
    assert (mail.state, mail.attempts, outbox.outbox) == ("failed", 0, [])
    assert mail.error.startswith("ada@example.com gets no such mails since")


def test_who_wants_nothing_an_order_does_not_need_is_answered_all_the_same(shop, rep):
    unsubscribe(address="ada@example.com", actor=SYSTEM)
    message = reply(case_id=received().case.pk, text="Tomorrow.", actor=rep)

    mail_case_answer(message_id=message.pk)

    assert CaseMail.objects.get().state == "sent"


def test_an_address_that_refused_an_answer_for_good_gets_nothing_more(shop, rep, mail_simulator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    fault = {"operation": "send", "mode": "refuse_permanent", "times": 1}
    httpx.post(f"{mail_simulator.url}/_control/faults", json=fault).raise_for_status()
    message = reply(case_id=received().case.pk, text="Tomorrow.", actor=rep)

    mail_case_answer(message_id=message.pk)

    assert CaseMail.objects.get().error == "550 5.1.1 There is no such mailbox"
    assert Suppression.objects.values_list("address", "covers", "reason").get() == (
        "ada@example.com", "all", "hard_bounce",
    )  # fmt: skip


def test_what_answers_our_answer_goes_on_in_the_case_and_the_thread_grows(shop, rep):
    case = received().case
    reply(case_id=case.pk, text="Which one?", actor=rep)
    ours = CaseMail.objects.get()

    back = received(
        "The blue one.", message_id="<2@x.example>",
        headers={"In-Reply-To": f"<{ours.message_id}>"},
    )  # fmt: skip
    reply(case_id=case.pk, text="Thank you.", actor=rep)

    assert (back.state, back.case_id) == ("answered", case.pk)
    second = CaseMail.objects.order_by("-pk").first()
    assert (second.to, second.in_reply_to) == ("ada@example.com", "2@x.example")
    assert second.references == ["1@example.com", "2@x.example", ours.message_id]


def test_a_message_id_of_ours_cannot_be_guessed_from_the_number_of_the_answer(shop, rep, settings):
    case = received().case
    reply(case_id=case.pk, text="One.", actor=rep)
    first = CaseMail.objects.get()
    settings.SECRET_KEY = "another"
    reply(case_id=case.pk, text="Two.", actor=rep)

    assert first.message_id.partition("@")[0] not in CaseMail.objects.order_by("-pk").first().message_id


def test_without_an_address_the_answer_is_kept_and_says_why_no_mail_went(rep):
    case = open_case(subject="By phone", text="Hello?", actor=rep)

    message = reply(case_id=case.pk, text="Hello!", actor=rep)

    assert (message.mail.state, message.mail.to) == ("skipped", "")
    assert "No address is known" in message.mail.error


def test_an_order_of_a_known_customer_is_answered_from_its_channel(shop, rep):
    MailRoute.objects.create(address="help@shop.example", aim="case")
    order = placed_order(shop)
    case = open_case(subject="Late", text="Hello?", actor=rep, order_id=order.pk)

    mail = reply(case_id=case.pk, text="Hello!", actor=rep).mail

    assert (mail.to, order.channel.sender_email in mail.sender) == (order.customer.email, True)
    assert mail.reply_to.startswith(f"help+case-{case.pk}-")


def test_a_refused_answer_is_sent_again_to_one_address_by_who_may(shop, rep):
    case = received().case
    mail = reply(case_id=case.pk, text="Hello!", actor=rep).mail
    with pytest.raises(MoveRefused):
        resend_answer(casemail_id=mail.pk, actor=rep)
    record_answer_refused(mail_id=mail.pk, words="550 no such box")

    with pytest.raises(InvalidInput):
        resend_answer(casemail_id=mail.pk, actor=rep, to="a@example.com, b@example.com")
    again = resend_answer(casemail_id=mail.pk, actor=rep, to="b@example.com")

    assert (again.state, again.to, again.message_id) == ("queued", "b@example.com", mail.message_id)


def test_a_canned_answer_is_checked_when_it_is_saved_and_names_what_is_unknown():
    good = CannedAnswer(name="Late", text=" ".join(f"{{{name}}}" for name in VARIABLES))
    good.full_clean()

    with pytest.raises(ValidationError, match="order_nummer"):
        CannedAnswer(name="Wrong", text="Your order {order_nummer}").full_clean()


def test_a_canned_answer_is_filled_in_from_case_order_and_customer(shop, rep):
    order = placed_order(shop)
    case = open_case(subject="Late", text="Hello?", actor=rep, order_id=order.pk)

    filled = fill_for(case, "Dear {customer_name}, {order_number} ({case_number}). {agent_name}", actor=rep)

    assert filled.text == f"Dear {order.customer.name}, {order.number} ({case.number}). Sam"
    assert filled.missing == ()


def test_what_a_customer_typed_is_filled_in_as_plain_words_on_one_line_and_not_read_again(shop, rep):
    order = placed_order(shop)
    order.customer.name = "Ada {agent_name}\r\nBcc: x@example.com"
    order.customer.save(update_fields=["name"])
    case = open_case(subject="Late", text="Hello?", actor=rep, order_id=order.pk)

    assert fill_for(case, "{customer_name}!", actor=rep).text == "Ada {agent_name} Bcc: x@example.com!"
    assert fill("{customer_name}", {"customer_name": "{shop}", "shop": "S"}) == "{shop}"


def test_the_link_to_the_customers_page_is_in_the_mail_and_not_in_the_case(shop, rep):
    order = placed_order(shop)
    case = open_case(subject="Late", text="Hello?", actor=rep, order_id=order.pk)
    filled = fill_for(case, "Look here: {page_url}", actor=rep)

    message = reply(case_id=case.pk, text=filled.text, actor=rep)
    mail_case_answer(message_id=message.pk)

    assert (filled.missing, message.text) == ((), "Look here: {page_url}")
    (token,) = re.findall(r"/o/([^/\s]+)/", outbox.outbox[0].body)
    assert open_link(token=token, purposes=["order"]).order_id == order.pk


def test_a_place_nothing_is_known_for_is_named_and_an_answer_with_it_is_refused(shop, rep):
    case = received().case

    filled = fill_for(case, "Your order {order_number}", actor=rep)

    assert (filled.text, filled.missing) == ("Your order {order_number}", ("order_number",))
    with pytest.raises(InvalidInput, match="order_number"):
        reply(case_id=case.pk, text=filled.text, actor=rep)
