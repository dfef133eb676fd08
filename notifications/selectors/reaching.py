"""How a customer can be reached, and why not."""

from datetime import datetime, timedelta

from django.utils import timezone

from customers.models import Customer
from notifications.models import MessageReport, Suppression
from notifications.selectors.wanted import consent_of
from notifications.statuses import Arrival

SOFT_WITHIN = timedelta(days=30)


def reachability(customer: Customer) -> list[str]:
    """Sentences about mails and texts; three queries."""
    told = []
    for one in Suppression.objects.filter(address=customer.email.strip().lower(), lifted_at=None).order_by("pk"):
        missing = one.get_covers_display().lower()
        told.append(
            f"Gets no mails ({missing}) since {one.created_at:%Y-%m-%d}: {one.get_reason_display().lower()}. "
            "Lifted under suppressed addresses."
        )
    back = soft_bounces(customer.email, since=timezone.now() - SOFT_WITHIN) if customer.email else 0
    if back:
        told.append(f"Mails came back for now {back} times in {SOFT_WITHIN.days} days.")
    consent = consent_of(customer)
    told.append(f"Agreed to texts to {consent.phone}." if consent else "Did not agree to texts.")
    return told


def soft_bounces(address: str, *, since: datetime) -> int:
    """How often mails to an address came back for now."""
    found = MessageReport.objects.filter(address=address.strip().lower(), at__gte=since, is_hard=False)
    return found.filter(kind__in=[Arrival.BOUNCED, Arrival.DEFERRED]).count()
