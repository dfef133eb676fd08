"""One mail per slip, with the link to the choice, in the customer's language."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from customers.models import Customer
from notifications.models import Message
from notifications.tasks import mail_promise_slip
from orders.services.answering import answer_choice
from orders.services.substituting import offer_substitute
from orders.tests.late import CUSTOMER, late_order, may_replace, question

pytestmark = pytest.mark.django_db
SLIP = "orders.promise_slipped"


def mails() -> list[Message]:
    return list(Message.objects.filter(event=SLIP).order_by("pk"))


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ["cancel what is late", "take other goods instead", "Our supplier delivers later", "Choose here until"]),
        ("de", ["stornieren, was später kommt", "andere Ware nehmen", "Unser Lieferant liefert später", "Wählen Sie"]),
    ],
)
def test_the_mail_of_a_slip_leads_to_the_choice(shop, mailbox, locale, words):
    may_replace(shop)
    order = late_order(shop)
    Customer.objects.update(locale=locale)
    drain()

    (mail,) = mails()

    assert (mail.order_id, mail.locale) == (order.pk, locale)
    assert [word for word in words if word not in mail.text] == []
    assert "https://shop.example/o/" in mail.text
    assert "/#choice" in mail.text
    assert "/#choice" in mail.html


def test_the_same_slip_told_twice_and_several_lines_are_one_mail(shop, mailbox):
    order = late_order(shop, lines=[*shop.request({0: 12}).lines, *shop.request({0: 3}).lines])
    drain()
    mail_promise_slip.function(order_id=order.pk, choice_id=question(order).pk)
    drain()

    (mail,) = mails()
    assert mail.text.count("Product 1") == 2
    assert "take other goods" not in mail.text
    assert len([one for one in mailbox.messages() if "later" in one["subject"]]) == 1


def test_who_has_answered_already_is_not_asked_by_mail(shop, mailbox):
    order = late_order(shop)
    answer_choice(choice_id=question(order).pk, answer="wait", actor=CUSTOMER)
    drain()

    assert [mail.state for mail in mails()] == ["skipped"]


def test_an_offer_of_staff_is_a_mail_of_its_own_and_the_open_question_gives_way(shop, mailbox):
    order = late_order(shop)
    offer_substitute(order_id=order.pk, line_id=order.lines.get(position=1).pk, sku_code="SKU-3", actor=SYSTEM)
    drain()

    assert sorted(mail.state for mail in mails()) == ["sent", "skipped"]
    (sent,) = [mail for mail in mails() if mail.state == "sent"]
    assert sent.subject.startswith("Something else for your order")
    assert "nothing is replaced unless you say so" in sent.text
