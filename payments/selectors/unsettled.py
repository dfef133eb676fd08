"""Movements of money whose end is not known yet."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

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


def attempts_in_flight(order_id: int) -> QuerySet[PaymentTransaction]:
    """What a gateway may still answer with money: attempts that do not wait for the customer; one query."""
    incoming = (TransactionKind.AUTHORIZATION, TransactionKind.CAPTURE)
    attempts = PaymentTransaction.objects.filter(payment__order_id=order_id, outcome__in=UNDER_WAY, kind__in=incoming)
    # Who was sent to confirm with the bank and never did is not waited for: should the money come, it is late money.
    return attempts.exclude(gateway="").exclude(payment__state=PaymentState.REQUIRES_ACTION).order_by("pk")


def checks_in_hand(order_id: int) -> QuerySet[PaymentTransaction]:
    """Checks that the bank has not answered for yet: money on its way, and nobody to ask; one query."""
    attempts = PaymentTransaction.objects.filter(payment__order_id=order_id, outcome__in=UNDER_WAY, gateway="")
    return attempts.filter(kind=TransactionKind.AUTHORIZATION)


def payments_lapsing(*, now: datetime) -> QuerySet[Payment]:
    """Payments whose authorization ran out with money left on it; one query."""
    # By amounts, not by state: a payment may be partly given back and still hold reserved money.
    holding = Payment.objects.filter(authorized_amount__gt=F("voided_amount") + F("captured_amount"))
    return holding.filter(expires_at__lte=now).order_by("expires_at", "pk")
