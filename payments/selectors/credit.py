"""What customers have with us."""

from datetime import datetime

from django.db.models import QuerySet

from payments.credit_words import CreditKind
from payments.models import CreditAccount


def credit_expiring(*, now: datetime) -> QuerySet[CreditAccount]:
    """Cards past their time with something left on them, the oldest first; one query."""
    return CreditAccount.objects.filter(balance__gt=0, expires_at__lte=now).order_by("expires_at", "pk")


def store_credit_balances(customer_id: int) -> QuerySet[CreditAccount]:
    """A customer's store credit by currency; one query."""
    return CreditAccount.objects.filter(customer_id=customer_id, kind=CreditKind.STORE_CREDIT).order_by("currency")
