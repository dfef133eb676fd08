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
    for exchange in Exchange.objects.filter(order__customer=customer_id, ended_at=None).order_by("-pk")[:SHOWN]:
        yield Blocker("exchange", f"exchange {exchange.number} is not over.", "Finish or cancel it first.")
    for claim in Claim.objects.filter(order__customer=customer_id, ended_at=None).order_by("-pk")[:SHOWN]:
        yield Blocker("claim", f"claim {claim.number} is not over.", "Decide it first.")
