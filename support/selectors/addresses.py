"""Who talks with us in a case by mail: its customer, and whoever it began with. Nobody else is let in by writing."""

from support.models import Case, InboundMail, MailState

OPENED = (MailState.CASED, MailState.DRAFTED)


def addresses_of(case: Case) -> list[str]:
    """Addresses in lower case that may read the case, its customer's first; empty when none is known."""
    customer = case.customer or (case.order.customer if case.order else None)
    own = [customer.email.lower()] if customer and customer.email and customer.erased_at is None else []
    mails = InboundMail.objects.filter(case=case).exclude(sender_email="").order_by("pk")
    began = list(mails.filter(state__in=OPENED).values_list("sender_email", flat=True))
    if not own and not began:
        # Opened by hand for somebody without an address: who wrote first is who it is about.
        began = list(mails.values_list("sender_email", flat=True)[:1])
    return list(dict.fromkeys([*own, *began]))


def is_let_in(case: Case, sender_email: str) -> bool:
    """Whether a mail of this sender is part of what is said with the customer."""
    known = addresses_of(case)
    return not known or sender_email in known
