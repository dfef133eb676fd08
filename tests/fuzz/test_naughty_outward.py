"""Naughty strings on their way out: cells of exports, headers of mails, names of files."""

import csv
import io
import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from defusedcsv.csv import _escape as defused
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from core.actors import SYSTEM
from core.errors import InvalidInput
from notifications.content.rendering import Rendered, Source, render
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.models import Message
from notifications.services.sending import resend_message
from notifications.statuses import MessageState
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.services.attaching import attach_to_order
from orders.tests.factories import open_shop, placed_order
from reports.exports.copying import copy_rows, header
from reports.lists.orders import ORDERS
from tests.fuzz.api_house import undone
from tests.fuzz.naughty import SHARE, every_string

pytestmark = pytest.mark.django_db
AT_ONCE = 20
NUMBER = re.compile(r"[-+]?[\d.,]+")
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Content-Language",
    "Auto-Submitted",
}  # fmt: skip
INJECTED = ["A\r\nBcc: thief@x.com", "A\nBcc: thief@x.com\n\nHello", "A\rX: y", "A\u2028Bcc: thief@x.com"]
PATHS = ["../../etc/passwd", "..\\..\\boot.ini", "/abs/olute.pdf", "CON.pdf", "a\r\nX-Evil: 1.pdf", 'a"; x="b.pdf']
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop(skus=1, stock=100)
    forget_reference()


def storable(form, share: int = 1) -> list[str]:
    """What may be in the books at all: no NUL, no halves of characters."""
    return [text for text in every_string(form, share=share) if not re.search("[\x00\ud800-\udfff]", text)]


def test_an_export_parsed_back_says_what_was_kept_and_no_cell_is_a_formula(shop, form):
    texts = storable(form)
    order = placed_order(shop, {0: 1})
    for text in texts:
        type(order.customer).objects.filter(pk=order.customer_id).update(name=text[:160])
        Order.objects.filter(pk=order.pk).update(external_id=text[:64])
        file = io.BytesIO(header(ORDERS.columns))
        file.seek(0, io.SEEK_END)
        copy_rows(Order.objects.all(), ORDERS.columns, file)
        head, row = csv.reader(io.StringIO(file.getvalue().decode(), newline=""))
        assert len(row) == len(head)
        for column, kept in (("customer", text[:160]), ("external_id", text[:64])):
            cell = row[head.index(column)]
            assert cell == inert(kept), text
            assert not cell.startswith(("=", "+", "@", "-")) or NUMBER.fullmatch(cell), text
    print(f"{len(texts)} exported")


def inert(text: str) -> str:
    """As the package defusedcsv has it, or guarded besides where a tab or a return leads."""
    return f"'{text}".replace("|", "\\|") if text[:1] in ("\t", "\r") else str(defused(text))


def test_no_string_of_a_stranger_adds_a_header_or_a_recipient_to_a_mail(form):
    texts = [*storable(form), *INJECTED]
    source = Source(subject="Order of {{ name }}", text="Hi {{ name }}", html="<p>Hi {{ name }}</p>")
    for text in texts:
        mail.outbox.clear()
        send_mail(outgoing(render(source, {"name": text})))
        (sent,) = mail.outbox
        assert sent.recipients() == ["ada@example.com"]
        names = message_from_bytes(sent.message().as_bytes(), policy=policy.default).keys()
        assert sorted(names) == sorted(HEADERS), text
    print(f"{len(texts)} mailed")


def test_without_the_rule_of_one_line_the_mail_could_not_be_sent():
    with pytest.raises(ValueError, match="newlines"):
        send_mail(outgoing(Rendered(subject=f"Order of {INJECTED[0]}", text="Hi", html="<p>Hi</p>")))


def outgoing(written: Rendered) -> OutgoingMail:
    return OutgoingMail(
        message_id="<1@shop.example>", sender="shop@example.com", to="ada@example.com", language="en",
        subject=written.subject, text=written.text, html=written.html,
    )  # fmt: skip


def test_what_is_no_address_is_refused_as_a_recipient(shop, form):
    order = placed_order(shop, {0: 1})
    kept = Message.objects.create(
        order=order, event="order_confirmed", key="k", locale="en", message_id="<1@x>", sender="s@example.com",
        to="ada@example.com", text="Hello", state=MessageState.FAILED,
    )  # fmt: skip
    refused = 0
    texts = [text for text in [*storable(form, share=SHARE), *INJECTED] if text.strip()]
    for text in [*texts, *(f"a@example.com{text[1:]}" for text in INJECTED)]:
        with undone(), pytest.raises(InvalidInput, match="is no e-mail address"):
            resend_message(message_id=kept.pk, actor=SYSTEM, to=text)
        refused += 1
    print(f"{refused} refused as recipients")
    kept.refresh_from_db()
    assert kept.to == "ada@example.com"


def test_a_files_name_is_only_a_name_wherever_it_is_offered(shop, form, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(get_user_model().objects.create_superuser("lead", password="x"))
    order = placed_order(shop, {0: 1})
    texts = [*storable(form, share=SHARE), *PATHS]
    for start in range(0, len(texts), AT_ONCE):
        with undone():
            names = [offered_name(client, order, text) for text in texts[start : start + AT_ONCE]]
            page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
            assert all(escape(name) in page for name in names)
    print(f"{len(texts)} names")
    assert all(path.resolve().is_relative_to(tmp_path) for path in tmp_path.rglob("*"))


def offered_name(client: Any, order: Order, text: str) -> str:
    """The name a file called ``text`` is kept and handed out under."""
    file = attach_to_order(order_id=order.pk, name=text, content=PDF, actor=SYSTEM)
    assert file.name.endswith(".pdf"), text
    assert not set(file.name) & set('/\\<>:"|?*\r\n'), text
    answer = client.get(reverse("desk:attachment", args=[file.pk]))
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename"), text
    assert "X-Evil" not in answer.headers
    return file.name
