"""A case by a real mail in and an answer by a real mail out, worked on by a rep in a browser."""

import io
import smtplib
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
from django.core.management import call_command
from django.urls import reverse

from core.actors import SYSTEM
from core.effects import drain
from orders.models import Order
from orders.tests.factories import delivered_order
from support.models import CannedAnswer, Case, CasePlaybook, MailRoute, PlaybookStep
from support.services.opening import open_case
from support.services.talking import reply
from support.tests.mails import PDF
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


class Post:
    """The catcher: customers hand mails in by SMTP; what was handed in is piped into the house as a server would."""

    def __init__(self, simulator) -> None:
        self.port, self.client = simulator.smtp_port, httpx.Client(base_url=simulator.url, timeout=5)
        self.client.delete("/messages")

    def send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as server:
            server.send_message(mail)

    def newest(self, *, to: str) -> EmailMessage:
        listed = self.client.get("/messages", params={"to": to}).json()[0]
        return message_from_bytes(self.client.get(f"/messages/{listed['id']}.eml").content, policy=policy.default)

    def pipe(self, monkeypatch, *, to: str) -> None:
        listed = self.client.get("/messages", params={"to": to}).json()[0]
        raw = self.client.get(f"/messages/{listed['id']}.eml").content
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("receive_mail", stdout=io.StringIO(), sender=listed["from"], recipient=listed["to"])
        drain()


@pytest.fixture
def post(mail_simulator, settings, shop, tmp_path) -> Iterator[Post]:
    settings.OMS_WIRING = "oms.wiring.WIRING"
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_simulator.smtp_port
    MailRoute.objects.create(address="support@shop.example", aim="case")
    CannedAnswer.objects.create(name="We look into it", text="Dear customer, your case is {case_number}.")
    box = Post(mail_simulator)
    yield box
    box.client.close()


def letter(text: str, *, to: str, message_id: str, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "Ada Lovelace <ada@example.com>", to, message_id
    mail["Subject"] = headers.pop("Subject", "My cup is broken")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def test_a_mail_becomes_a_case_is_answered_by_mail_and_read_again_in_its_thread(
    post, sign_in, axe, monkeypatch
):  # fmt: skip
    first = letter("It arrived in two pieces.", to="support@shop.example", message_id="<1@example.com>")
    first.add_attachment(PDF, maintype="application", subtype="pdf", filename="photo.pdf")
    post.send(first)
    post.pipe(monkeypatch, to="support@shop.example")
    case = Case.objects.get()

    page = sign_in("csr")
    page.goto(reverse("admin:support_case_changelist"))
    page.get_by_role("button", name="Take the next one").click()
    page.wait_for_url(f"**{reverse('admin:support_case_change', args=[case.pk])}")
    assert "It arrived in two pieces." in page.locator("#conversation").inner_text()
    assert "photo.pdf" in page.locator("#conversation").inner_text()
    ensure_open_to_all(page, axe)
    page.get_by_role("button", name="Fill in").click()
    assert page.locator("#id_answer").input_value() == f"Dear customer, your case is {case.number}."
    page.locator("#id_answer").press("End")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Answered; the case waits for the customer.")
    drain()

    sent = post.newest(to="ada@example.com")
    assert (sent["In-Reply-To"], sent["To"]) == ("<1@example.com>", "ada@example.com")
    assert f"your case is {case.number}." in sent.get_body(("plain",)).get_content()
    back = letter(
        "Thank you, I wait.", to=sent["Reply-To"], message_id="<2@example.com>", Subject=f"Re: {sent['Subject']}",
        In_Reply_To=sent["Message-ID"],
    )  # fmt: skip
    post.send(back)
    post.pipe(monkeypatch, to="support+case")

    page.reload()
    said = page.locator("#conversation").inner_text()
    assert said.index("two pieces") < said.index("your case is") < said.index("Thank you, I wait.")
    assert "Sent to ada@example.com" in said
    assert (Case.objects.count(), Case.objects.get().state) == (1, "in_progress")
    shoot(page, "case")
    ensure_open_to_all(page, axe)


@pytest.fixture
def damaged(shop) -> Case:
    order = delivered_order(shop, {0: 2})
    playbook = CasePlaybook.objects.create(name="Arrived damaged", kind="damage", text="Look at the photos first.")
    for number, (act, mode) in enumerate((("reship", "on"), ("refund", "off"), ("close", "on"))):
        PlaybookStep.objects.create(playbook=playbook, act=act, mode=mode, position=number)
    return open_case(order_id=order.pk, subject="Broken", text="All broken.", kind="damage", actor=SYSTEM)


def test_a_playbook_is_seen_as_one_change_and_made_with_one_button(damaged, sign_in, axe):
    page = sign_in("csr")
    page.goto(reverse("admin:support_case_change", args=[damaged.pk]))
    page.get_by_role("link", name="Arrived damaged").click()
    ensure_open_to_all(page, axe)
    page.get_by_label("SKU-1").fill("1")
    page.get_by_label("Reason").fill("Broken glass")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("text=Sent anew: SKU-1")
    shoot(page, "playbook")
    assert Order.objects.count() == 1
    page.get_by_role("button", name="Arrived damaged").click()
    page.wait_for_selector("text=replaces the goods")

    assert Order.objects.count() == 2
    assert Case.objects.get().state == "resolved"


def test_who_answers_second_keeps_their_words_and_sees_what_was_said(damaged, sign_in, axe):
    page = sign_in("csr")
    page.goto(reverse("admin:support_case_change", args=[damaged.pk]))
    page.locator("#id_answer").fill("Typed for long.")
    reply(case_id=damaged.pk, text="Said by somebody else.", actor=SYSTEM)
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_selector("text=Somebody was first.")

    assert page.locator("#id_answer").input_value() == "Typed for long."
    assert "new since you looked" in page.locator("#conversation").inner_text()
    ensure_open_to_all(page, axe)
    shoot(page, "case-conflict")


def test_the_pages_of_cases_fit_a_phone_and_the_dark(damaged, sign_in, axe):
    page = sign_in("csr", width=390)
    playbook = CasePlaybook.objects.get()
    for address in (
        reverse("admin:support_case_changelist"),
        reverse("admin:support_case_change", args=[damaged.pk]),
        reverse("admin:support_case_playbook", args=[damaged.pk, playbook.pk]),
        reverse("admin:support_case_move", args=[damaged.pk, "goodwill"]),
    ):
        page.goto(address)
        ensure_fits(page)
        ensure_open_to_all(page, axe)
        page.evaluate("document.documentElement.classList.add('dark')")
        ensure_open_to_all(page, axe)
