"""Mails of an erased customer, also those nobody had put to them; and mails that are too old."""

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Lower

from customers.models import Customer
from orders.services.erasing import remove_for_good
from support.models import InboundMail, MailPart

_EMPTY = """
UPDATE support_inboundmail SET envelope_from = NULL, envelope_to = '', sender_email = '', sender_name = '',
    message_id = '', subject = '', text = '', reason = '', dedup_key = 'erased-' || id
WHERE id = ANY(%s)
"""


def erase_mails_kept(customer_id: int, most: int) -> int:
    """How many mails from the customer's address were put to them, so that they are erased with the rest.

    The address is known until the customer's own row is emptied, which comes last.
    """
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    if not email:
        return 0
    theirs = InboundMail.objects.annotate(by=Lower("sender_email"), from_=Lower(F("envelope_from"))).filter(
        Q(by=email.lower()) | Q(from_=email.lower()), customer=None
    )
    keys = list(theirs.order_by("pk").values_list("pk", flat=True)[:most])
    return InboundMail.objects.filter(pk__in=keys).update(customer_id=customer_id)


def forget_files_of_mails(keys: list[int]) -> int:
    """How many of these mails were emptied, with their files and as they came; rows and what became of them stay."""
    mails = InboundMail.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    raws = [mail.raw_id for mail in mails if mail.raw_id is not None]
    parts = MailPart.objects.filter(mail__in=keys)
    # A file that a case keeps goes with the case.
    files = parts.filter(attachment__case_file=None, attachment__order=None).exclude(attachment=None)
    remove_for_good([*raws, *files.values_list("attachment_id", flat=True)])
    parts.update(name="", removed_because="")
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, [keys])
        return int(cursor.rowcount)
