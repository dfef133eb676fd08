"""Which payments need somebody: what runs out, what nobody knows, what a bank contests."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from payments.gateways.registry import ADAPTERS
from payments.models import Payment, PaymentTransaction
from payments.statuses import UNDER_WAY, Outcome

GATEWAYS = [(name, name.capitalize()) for name in sorted(ADAPTERS)]


class ExpiringFilter(DropdownFilter):
    """Payments with reserved money that runs out within some days."""

    title = "expiring"
    parameter_name = "expiring"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "Within a day"), ("3", "Within three days"), ("7", "Within a week")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        days = self.value()
        if days not in ("1", "3", "7"):
            return queryset
        until = timezone.now() + timedelta(days=int(days))
        return queryset.filter(
            expires_at__lte=until, authorized_amount__gt=F("voided_amount") + F("captured_amount")
        )  # fmt: skip


class CareFilter(DropdownFilter):
    """Payments with a movement nobody knows the end of, one under way, or a bank's complaint."""

    title = "needs"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("unknown", "Outcome unknown"), ("under_way", "Under way"), ("disputed", "Disputed"),
            ("frozen", "Refunds frozen"), ("delayed", "Waits for goods"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        match self.value():
            case "unknown":
                return queryset.filter(pk__in=_payments_of(outcome=Outcome.UNKNOWN))
            case "under_way":
                return queryset.filter(pk__in=_payments_of(outcome__in=UNDER_WAY))
            case "disputed":
                return queryset.filter(Q(is_disputed=True) | Q(charged_back_amount__gt=0))
            case "frozen":
                return queryset.filter(refunds_frozen=True)
            case "delayed":
                return queryset.filter(delayed_amount__gt=0)
            case _:
                return queryset


def _payments_of(**conditions: Any) -> QuerySet[PaymentTransaction, Any]:
    """The payments of such movements; few are ever under way, and they have an index."""
    return PaymentTransaction.objects.filter(**conditions).values("payment_id")
