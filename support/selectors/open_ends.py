"""What a customer still waits for an answer to, in words."""

from collections.abc import Iterator

from django.db.models import Q

from core.errors import Blocker
from support.lifecycle import SETTLED
from support.models import Case

SHOWN = 3


def case_blockers(customer_id: int) -> Iterator[Blocker]:
    found = Case.objects.filter(Q(customer=customer_id) | Q(order__customer=customer_id)).exclude(state__in=SETTLED)
    for case in found.order_by("-pk")[:SHOWN]:
        yield Blocker("case", f"case {case.number} is open.", "Answer and resolve it first.")
