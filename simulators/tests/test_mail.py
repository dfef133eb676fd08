import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from pathlib import Path

import httpx
import pytest

from simulators.tests.processes import Simulator, start


@dataclass
class Mail:
    simulator: Simulator
    smtp_port: int
    data_dir: Path

    @property
    def client(self) -> httpx.Client:
        return self.simulator.client

    def send(
        self, *, to: str = "ann@example.com", subject: str = "Hello", html: str = "<h1>Hi</h1>", text: str = "Hi there"
    ) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "shop@example.com", to, subject
        message.set_content(text)
        message.add_alternative(html, subtype="html")
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="invoice.pdf")
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5) as smtp:
            smtp.send_message(message)


def launch(data_dir: Path) -> Mail:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Mail(start("mail", data_dir, "--smtp-port", str(port)), port, data_dir)


@pytest.fixture(scope="module")
def mail_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    mail = launch(tmp_path_factory.mktemp("mail"))
    yield mail
    mail.simulator.stop()


@pytest.fixture
def mail(mail_process: Mail) -> Mail:
    mail_process.client.delete("/messages")
    mail_process.client.delete("/_control/faults")
    return mail_process


def test_a_message_is_kept_and_found_by_recipient_and_subject(mail):
    mail.send(to="ann@example.com", subject="Your order ✓")
    mail.send(to="bob@example.com", subject="Another")

    found = mail.client.get("/messages", params={"to": "ANN@", "subject": "order ✓"}).json()

    assert [(message["to"], message["subject"]) for message in found] == [("ann@example.com", "Your order ✓")]
    assert len(mail.client.get("/messages").json()) == 2
    assert len(mail.client.get("/messages", params={"limit": "1"}).json()) == 1


def test_a_message_is_shown_with_both_bodies_and_its_scripts_asleep(mail):
    mail.send(subject="A < B", html="<p onclick='x'>Hi</p><script>alert(1)</script>")
    message_id = mail.client.get("/messages").json()[0]["id"]

    page = mail.client.get(f"/messages/{message_id}").text

    assert "<h1>A &lt; B</h1>" in page
    assert "<iframe sandbox=" in page
    assert "allow-scripts" not in page
    assert "<script>" not in page
    assert "<pre>Hi there" in page
    everything = mail.client.get(f"/messages/{message_id}.json").json()
    assert everything["html"].startswith("<p onclick")
    assert everything["attachments"] == [{"name": "invoice.pdf", "type": "application/pdf", "size": 8}]
    source = mail.client.get(f"/messages/{message_id}.eml")
    assert source.headers["Content-Type"] == "message/rfc822"
    assert b"Subject: A < B" in source.content
    attachment = mail.client.get(f"/messages/{message_id}/attachments/0")
    assert (attachment.content, attachment.headers["Content-Disposition"]) == (b"%PDF-1.7", "attachment")


def test_links_of_a_message_open_a_tab_of_their_own(mail):
    """A frame may not show the house's pages, and an address in plain text must not have to be copied."""
    html = "<html><head><style>p {}</style></head><body><a href='http://shop.example/o/1/'>Your order</a></body></html>"
    mail.send(html=html, text="Your order (http://shop.example/o/1/?a=1&b=2).\n<http://shop.example/o/2/>")
    message_id = mail.client.get("/messages").json()[0]["id"]

    page = mail.client.get(f"/messages/{message_id}").text

    assert "sandbox='allow-popups allow-popups-to-escape-sandbox'" in page
    assert escape("<head><base target='_blank'><style>") in page
    assert "<a href='http://shop.example/o/1/?a=1&amp;b=2' target='_blank' rel='noopener'>" in page
    assert "&lt;<a href='http://shop.example/o/2/' target='_blank' rel='noopener'>" in page


def test_the_list_page_shows_subjects_and_may_be_empty(mail):
    assert "No mail here yet" in mail.client.get("/").text

    mail.send(subject="<b>Bold</b>")

    assert "&lt;b&gt;Bold&lt;/b&gt;" in mail.client.get("/").text


def test_clearing_removes_messages_and_files(mail):
    mail.send()
    message_id = mail.client.get("/messages").json()[0]["id"]

    mail.client.delete("/messages")

    assert mail.client.get("/messages").json() == []
    assert mail.client.get(f"/messages/{message_id}").status_code == 404
    assert list((mail.data_dir / "messages").iterdir()) == []


@pytest.mark.parametrize("path", ["/messages/..%2Fmail.sqlite3", "/messages/%2e%2e", "/messages/*.eml"])
def test_no_path_leads_out_of_the_mailbox(mail, path):
    assert mail.client.get(path).status_code == 404


@pytest.mark.parametrize(("mode", "code"), [("refuse_temporary", 451), ("refuse_permanent", 550)])
def test_a_refusal_keeps_nothing_and_the_next_one_passes(mail, mode, code):
    mail.simulator.fault("send", mode)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        mail.send()
    assert refused.value.smtp_code == code
    assert mail.client.get("/messages").json() == []

    mail.send()
    assert len(mail.client.get("/messages").json()) == 1


def test_a_message_is_kept_although_the_connection_drops(mail):
    mail.simulator.fault("send", "accept_then_drop_connection")

    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail.send()

    assert len(mail.client.get("/messages").json()) == 1
    mail.send()


def test_a_slow_mailbox_still_answers(mail):
    mail.simulator.fault("send", "slow", delay_seconds=0.3)

    mail.send()

    assert len(mail.client.get("/messages").json()) == 1


def test_messages_survive_a_kill(tmp_path):
    before = launch(tmp_path)
    before.send(subject="Kept")
    before.simulator.process.kill()
    before.simulator.stop()

    after = launch(tmp_path)
    try:
        assert [message["subject"] for message in after.client.get("/messages").json()] == ["Kept"]
    finally:
        seconds = after.simulator.stop()
    assert seconds < 2
