"""Which of a customer's returns, exchanges and claims are not over, in words."""

from collections.abc import Iterator

from core.errors import Blocker
from returns.models import Claim, Exchange, Return

SHOWN = 3


def return_blockers(customer_id: int) -> Iterator[Blocker]:
    for found in Return.objects.filter(order__customer=customer_id, ended_at=None).order_by("-pk")[:SHOWN]:
        yield Blocker(
            "return", f"return {found.number} is {found.get_state_display().lower()}.", "Settle or cancel it first."
        )


def aftersale_blockers(customer_id: int) -> Iterator[Blocker]:
    """Exchanges and claims that still move goods or money."""
    for model, word in ((Exchange, "exchange"), (Claim, "claim")):
        for found in model.objects.filter(order__customer=customer_id, ended_at=None).order_by("-pk")[:SHOWN]:
            yield Blocker(
                word,
                f"{word} {found.number} is {found.get_state_display().lower()}.",
                "Finish it or call it off first.",
            )
