"""The inbox of mails: keep what comes in once, as it came, and promise to read it."""

import hashlib

from django.conf import settings

from core.actors import Actor
from core.events import publish
from core.service import service
from orders.filing.checking import CheckedFile
from orders.filing.sniffing import EML
from orders.services.attaching import keep_file
from support.errors import MailTooLarge
from support.events import MailKept
from support.intake.cards import without_cards
from support.intake.header_text import clean
from support.intake.reading import message_id_in
from support.models import InboundMail

POSTMAN = Actor(kind="mail", name="Inbound mail", is_trusted=True)
MEBIBYTE = 1024 * 1024


@service
def keep_mail(
    *, source: str, raw: bytes, envelope_from: str | None = None, envelope_to: str = ""
) -> tuple[InboundMail, bool]:
    """The mail as it is kept, and whether it is new; the same one again by the same way changes nothing.

    The same is what has the same Message-ID, or without one the same content. Raises MailTooLarge.
    """
    if len(raw) > settings.MAIL_MAX_BYTES:
        raise MailTooLarge(
            f"The mail is larger than {settings.MAIL_MAX_BYTES // MEBIBYTE} MiB. Send its files one by one, or a link."
        )
    values = {
        "envelope_from": None if envelope_from is None else clean(envelope_from)[:254].strip("<> "),
        "envelope_to": clean(envelope_to)[:254].strip("<> ").lower(),
    }
    # Two at once meet at the unique key: the second waits for the first, and finds it.
    mail, is_new = InboundMail.objects.get_or_create(source=source, dedup_key=_dedup_key(raw), defaults=values)
    if is_new:
        content = without_cards(raw)
        mail.raw = keep_file(
            file=CheckedFile(name=f"mail-{mail.pk}.eml", content_type=EML, content=content), actor=POSTMAN
        )
        mail.save(update_fields=["raw"])
        publish(MailKept(mail_id=mail.pk), actor=POSTMAN)
    return mail, is_new


def _dedup_key(raw: bytes) -> str:
    message_id = message_id_in(raw)
    return f"id:{message_id}" if message_id else f"sha256:{hashlib.sha256(raw).hexdigest()}"
