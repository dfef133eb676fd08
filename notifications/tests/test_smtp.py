"""Whose fault a refusal is: the customer's address, or the way we send. Everything here is a real server."""

import pytest
from aiosmtpd.controller import Controller

from core.errors import Misconfigured, Unavailable
from notifications.errors import RecipientRefused
from notifications.mailers.smtp import OutgoingMail, send_mail
from oms.embedded.simulators import free_port

MAIL = OutgoingMail(
    message_id="<1@shop.example>", sender="orders@shop.example", to="ada@example.com", subject="Hi", text="Hi", html="",
    language="en",
)  # fmt: skip


class Refusing:
    """A server that answers one command as it is told."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
def server(settings):
    handler = Refusing()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", Misconfigured),
        ("MAIL", "550 5.7.1 Sender address rejected", Misconfigured),
        ("MAIL", "553 Sender not allowed", Misconfigured),
        ("MAIL", "451 4.3.0 Later", Unavailable),
        ("DATA", "550 5.7.26 Unauthenticated mail is not accepted", Misconfigured),
        ("DATA", "550 5.1.1 There is no such mailbox", RecipientRefused),
        ("DATA", "451 4.7.1 Greylisted", Unavailable),
        ("RCPT", "550 5.1.1 There is no such mailbox", RecipientRefused),
        ("RCPT", "450 4.2.0 Later", Unavailable),
    ],
)
def test_what_a_server_refuses_about_us_is_not_taken_for_the_customers(server, command, answer, error):
    server.answers[command] = answer

    with pytest.raises(error) as refused:
        send_mail(MAIL)
    assert type(refused.value) is error


def test_a_server_that_refuses_nothing_takes_it(server):
    assert send_mail(MAIL) == ""
