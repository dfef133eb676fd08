"""Legal holds that stand."""

from collections.abc import Iterator

from core.errors import Blocker
from customers.models import LegalHold


def hold_blockers(customer_id: int) -> Iterator[Blocker]:
    """One blocker per standing hold, with its reason."""
    for hold in LegalHold.objects.filter(customer=customer_id, released_at=None).order_by("pk"):
        about = f" for order {hold.order_number}" if hold.order_number else ""
        yield Blocker("legal_hold", f"a legal hold stands{about}: {hold.reason}.", "Release the hold first.")
