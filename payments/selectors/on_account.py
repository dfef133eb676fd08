"""What customers owe on account, and since when."""

import datetime
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from core.money import ZERO
from orders.models import TenderKind
from payments.models import Payment
from payments.statuses import PAYMENT_OVER


def open_invoices() -> QuerySet[Payment]:
    """Tenders on account that are not paid in full."""
    payments = Payment.objects.filter(kind=TenderKind.ON_ACCOUNT, amount__gt=F("captured_amount"))
    return payments.exclude(state__in=PAYMENT_OVER)


def open_on_account(customer_id: int, currency: str, *, but_for: int | None = None) -> Decimal:
    """What the customer owes on account in the currency, all orders together, but for one payment; one query."""
    owing = open_invoices().filter(order__customer_id=customer_id, currency=currency)
    if but_for is not None:
        owing = owing.exclude(pk=but_for)
    owed: Decimal | None = owing.aggregate(owed=Sum(F("amount") - F("captured_amount")))["owed"]
    return owed or ZERO


def invoices_overdue(*, today: datetime.date) -> QuerySet[Payment]:
    """Invoices past the day they were to be paid, the oldest first; one query."""
    return open_invoices().filter(due_on__lt=today).order_by("due_on", "pk")
