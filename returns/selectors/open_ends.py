"""Which of a customer's returns are not over, in words."""

from collections.abc import Iterator

from core.errors import Blocker
from returns.models import Return

SHOWN = 3


def return_blockers(customer_id: int) -> Iterator[Blocker]:
    for found in Return.objects.filter(order__customer=customer_id, ended_at=None).order_by("-pk")[:SHOWN]:
        yield Blocker(
            "return", f"return {found.number} is {found.get_state_display().lower()}.", "Settle or cancel it first."
        )
