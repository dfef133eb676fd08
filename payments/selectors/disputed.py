"""Which capture a dispute is about."""

from django.db.models import Q

from payments.models import PaymentTransaction
from payments.statuses import TransactionKind


def disputed_capture(*, gateway: str, reference: str) -> PaymentTransaction | None:
    """The capture with that reference, or the first of the several that one charge collected. One query.

    Where a charge is collected in parts, each part is called by the charge and its own key: ``charge:key``.
    """
    named = Q(gateway_reference=reference) | Q(gateway_reference__startswith=f"{reference}:")
    captures = PaymentTransaction.objects.filter(named, gateway=gateway, kind=TransactionKind.CAPTURE)
    return captures.order_by("pk").first()
