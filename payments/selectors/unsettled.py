"""Movements of money whose end is not known yet."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from payments.models import Payment, PaymentTransaction
from payments.statuses import UNDER_WAY, PaymentState, TransactionKind

PATIENCE = timedelta(minutes=2)


def transactions_unsettled(*, now: datetime, patience: timedelta = PATIENCE) -> QuerySet[PaymentTransaction]:
    """Gateway transactions under way for longer than ``patience``, oldest first; one query."""
    return (
        PaymentTransaction.objects.filter(outcome__in=UNDER_WAY, created_at__lt=now - patience)
        .exclude(gateway="")
        .exclude(kind=TransactionKind.CHARGEBACK)
        .select_related("payment")
        .order_by("created_at", "pk")
    )


def payments_lapsing(*, now: datetime) -> QuerySet[Payment]:
    """Payments whose authorization ran out with money left on it; one query."""
    holding = (PaymentState.AUTHORIZED, PaymentState.PARTIALLY_CAPTURED)
    return Payment.objects.filter(state__in=holding, expires_at__lte=now).order_by("expires_at", "pk")
