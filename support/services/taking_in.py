"""What a kept mail says, written beside it; its files kept or removed with the reason."""

from django.utils import timezone

from core.service import service
from customers.locks import stands
from orders.errors import FileRefused
from orders.filing.checking import checked_file
from orders.services.attaching import keep_file
from support.intake.reading import MailFile, ReadMail
from support.locks import lock_mail
from support.models import InboundMail, MailPart
from support.selectors.mails import address_of_ours, customer_named
from support.services.keeping import POSTMAN

MOST_FILES = 20


@service
def take_in(*, mail_id: int, read: ReadMail) -> InboundMail:
    """The mail with its words, sender, customer and files; a second time changes nothing."""
    mail = lock_mail(mail_id)
    if mail.read_at is not None:
        return mail
    mail.message_id, mail.subject, mail.text = read.message_id, read.subject, read.text
    mail.sender_name, mail.sender_email = read.sender_name, read.sender_email
    mail.sent_to = address_of_ours(mail.envelope_to, read.recipients)
    sender = customer_named(read.sender_email)
    mail.customer = sender if sender is not None and stands(sender.pk) else None
    mail.read_at = timezone.now()
    mail.save()
    MailPart.objects.bulk_create(
        _part(mail, position, file) for position, file in enumerate(read.files, start=1)
    )  # fmt: skip
    return mail


def _part(mail: InboundMail, position: int, file: MailFile) -> MailPart:
    part = MailPart(mail=mail, position=position, name=file.name, size=len(file.content or b""))
    if position > MOST_FILES:
        part.removed_because = f"The mail has more than {MOST_FILES} files."
    elif file.content is None:
        part.removed_because = "It cannot be read; look at the mail as it came."
    else:
        try:
            part.attachment = keep_file(file=checked_file(name=file.name, content=file.content), actor=POSTMAN)
        except FileRefused as error:
            part.removed_because = error.message[:300]
    return part
