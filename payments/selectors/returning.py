"""The way back from the bank: an address that names a transaction, made without keeping anything."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from payments.models import PaymentTransaction

# Who confirms with the bank does it now; later the link in the mail opens the order.
WELCOME_FOR = timedelta(hours=24)
_SIGNER = Signer(salt="payments.return", sep="~")


def return_url(key: str) -> str:
    """Where the bank sends the customer back to; the same for every attempt under a key, as gateways want it."""
    return f"{settings.SITE_URL}/o/back/{_SIGNER.sign(key)}/"


def transaction_of_return(ticket: str, *, now: datetime) -> PaymentTransaction | None:
    """The transaction a customer comes back from; None for a ticket that is not ours or too old. One query."""
    try:
        key = _SIGNER.unsign(ticket)
    except BadSignature:
        return None
    recent = PaymentTransaction.objects.filter(key=key, created_at__gt=now - WELCOME_FOR)
    return recent.select_related("payment").first()
