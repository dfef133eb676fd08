"""Mails for tests, written as mail programs write them."""

from collections.abc import Mapping
from email.message import EmailMessage

PDF = b"%PDF-1.7\n%%EOF"


def a_mail(
    text: str = "Where is my parcel?", *, sender: str = "Ada Lovelace <ada@example.com>",
    to: str = "support@shop.example", subject: str = "A question", message_id: str = "<1@example.com>",
    headers: Mapping[str, str] | None = None, html: str = "", files: Mapping[str, bytes] | None = None,
) -> EmailMessage:  # fmt: skip
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def raw_mail(text: str = "Where is my parcel?", **options) -> bytes:
    return a_mail(text, **options).as_bytes()
