import base64
import hashlib
import hmac
import io
import json
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from orders.filing.store import read_file
from support.management.commands import receive_mail
from support.models import InboundMail
from support.services.sorting import work_mail
from support.tests.mails import PDF, raw_mail

pytestmark = pytest.mark.django_db

KEY = "signing-key"


@pytest.fixture
def mailgun(settings):
    settings.MAIL_PROVIDER, settings.MAIL_WEBHOOK_SECRET = "mailgun", KEY
    return reverse("mail:webhook", args=["mailgun"])


@pytest.fixture
def postmark(settings):
    settings.MAIL_PROVIDER, settings.MAIL_WEBHOOK_SECRET = "postmark", "user:password"
    return reverse("mail:webhook", args=["postmark"])


def signed(key: str = KEY, **values) -> dict[str, str]:
    """A call of a provider that signs with a key: the mail in parts. Source: Mailgun, "Receive, forward, store"."""
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    headers = [["From", "Ada <ada@example.com>"], ["To", "support@shop.example"], ["Subject", "Grüße"],
               ["Message-Id", "<1@x.example>"]]  # fmt: skip
    return {
        "timestamp": stamp, "token": token, "signature": signature, "sender": "ada@example.com",
        "recipient": "support@shop.example", "body-plain": "Hallo", "message-headers": json.dumps(headers), **values,
    }  # fmt: skip


def named(payload: dict, client, url: str, *, password: str = "password"):
    login = base64.b64encode(f"user:{password}".encode()).decode()
    return client.post(url, json.dumps(payload), content_type="application/json", HTTP_AUTHORIZATION=f"Basic {login}")


def test_a_signed_call_is_kept_once_and_read_with_its_files(client, mailgun, shop):
    file = io.BytesIO(PDF)
    file.name = "plan ünï.pdf"
    call = signed(**{"attachment-count": "1", "attachment-1": file})

    first = client.post(mailgun, call)
    file.seek(0)
    again = client.post(mailgun, call)

    assert (first.json(), again.json()) == ({"kept": 1}, {"kept": 0})
    mail = InboundMail.objects.get()
    work_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.subject, mail.text, mail.sender_email) == ("cased", "Grüße", "Hallo", "ada@example.com")
    assert read_file(mail.parts.get().attachment.path) == PDF
    assert (mail.envelope_from, mail.envelope_to) == ("ada@example.com", "support@shop.example")


def test_a_call_with_a_wrong_signature_is_refused_and_nothing_is_kept(client, mailgun):
    answer = client.post(mailgun, signed(key="another"))

    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_refused")
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize(
    "values", [{"message-headers": "no json"}, {"timestamp": "soon"}, {"attachment-count": "many"}]
)
def test_a_signed_call_that_cannot_be_read_is_refused_and_never_an_error_of_ours(client, mailgun, values):
    answer = client.post(mailgun, signed(**values))

    assert answer.status_code in (400, 401)
    assert not InboundMail.objects.exists()


def test_a_call_with_the_raw_mail_and_a_password_is_kept(client, postmark, shop):
    raw = raw_mail("Hi", files={"a.pdf": PDF}).decode()

    answer = named({"RawEmail": raw, "OriginalRecipient": "orders@shop.example"}, client, postmark)

    assert answer.json() == {"kept": 1}
    mail = InboundMail.objects.get()
    work_mail(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.text, mail.envelope_to, mail.parts.get().attachment.size) == ("Hi", "orders@shop.example", len(PDF))


def test_a_call_larger_than_other_calls_may_be_is_taken(client, postmark, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert named({"RawEmail": raw_mail("x" * 5000).decode()}, client, postmark).status_code == 200


@pytest.mark.parametrize(
    ("payload", "password", "status"),
    [({"RawEmail": "x"}, "wrong", 401), ([], "password", 400), ({"RawEmail": 7}, "password", 400)],
)
def test_a_call_without_its_password_or_without_a_mail_is_refused(client, postmark, payload, password, status):
    assert named(payload, client, postmark, password=password).status_code == status


def test_a_mail_too_large_is_told_so(client, postmark, settings):
    settings.MAIL_MAX_BYTES = 1000

    assert named({"RawEmail": "x" * 3000}, client, postmark).status_code == 413
    assert named({"RawEmail": raw_mail("x" * 1100).decode()}, client, postmark).status_code == 413


def test_nobody_is_let_in_by_a_door_that_was_not_opened(client, settings, mailgun):
    assert client.post(reverse("mail:webhook", args=["postmark"]), {}).status_code == 404
    assert client.get(mailgun).status_code == 405
    settings.MAIL_WEBHOOK_SECRET = ""
    assert client.post(mailgun, signed(key="")).status_code == 404


def pipe(monkeypatch, raw: bytes, **options) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("receive_mail", stdout=out, **options)
    return out.getvalue().split()[0]


def test_a_mail_servers_pipe_hands_mails_over_once(monkeypatch, db):
    raw = raw_mail()

    words = [pipe(monkeypatch, raw, sender="", recipient="support@shop.example") for _ in range(2)]

    assert words == ["kept", "known"]
    mail = InboundMail.objects.get()
    assert (mail.envelope_from, mail.envelope_to, read_file(mail.raw.path)) == ("", "support@shop.example", raw)


def test_the_mail_server_is_told_to_bounce_or_to_try_again(monkeypatch, settings, db):
    settings.MAIL_MAX_BYTES = 1000
    for raw in (b" \n", raw_mail("x" * 2000)):
        with pytest.raises(CommandError) as refused:
            pipe(monkeypatch, raw)
        assert refused.value.returncode == 65

    def away(**values):
        raise OperationalError("gone")

    monkeypatch.setattr(receive_mail, "keep_mail", away)
    with pytest.raises(CommandError) as refused:
        pipe(monkeypatch, raw_mail())
    assert refused.value.returncode == 75
