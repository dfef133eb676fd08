"""Movements of money whose end is not known yet."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from payments.models import PaymentTransaction
from payments.statuses import UNDER_WAY

PATIENCE = timedelta(minutes=2)


def transactions_unsettled(*, now: datetime, patience: timedelta = PATIENCE) -> QuerySet[PaymentTransaction]:
    """Gateway transactions under way for longer than ``patience``, oldest first; one query."""
    return (
        PaymentTransaction.objects.filter(outcome__in=UNDER_WAY, created_at__lt=now - patience)
        .exclude(gateway="")
        .select_related("payment")
        .order_by("created_at", "pk")
    )
