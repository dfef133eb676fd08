"""What the books hold of the orders that were wished for: each once, and whole."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Max, Q

from core.audit.runner import audit
from core.models import Effect, Event, IdempotencyKey
from orders.models import Order
from tests.faults.shoppers import wish


def intake_differences(promised: Mapping[int, str], *, wishes: range) -> dict[str, Any]:
    """Everything that is not as if nothing had happened; empty when each of ``wishes`` is one whole order."""
    wanted = {f"P-{number}" for number in wishes}
    orders = dict(Order.objects.filter(po_number__in=wanted).values_list("number", "po_number"))
    times = Counter(orders.values())
    found = {
        "lost": sorted(wanted - set(times)),
        "doubled": sorted(name for name, count in times.items() if count > 1),
        "without an answer": sorted(set(wishes) - set(promised)),
        "promised but not there": [told for number, told in promised.items() if orders.get(told) != f"P-{number}"],
        "half made": half_made(),
        "promises of the books": {one.name: one.sample for one in audit() if one.violations},
    }
    return {name: value for name, value in found.items() if value}


def half_made() -> dict[str, Any]:
    """Orders that lack one of their parts."""
    whole = Order.objects.annotate(
        parts=Count("lines", distinct=True), money=Count("tenders", distinct=True)
    ).values_list("number", "po_number", "parts", "money")
    lines = {number: len(wish(int(name.removeprefix("P-")))["lines"]) for number, name, *_ in whole}
    uncovered = Q(lines__unplaced__gt=0) | ~Q(lines__ordered=F("lines__allocated") + F("lines__backordered"))
    found = {
        "lines": [number for number, _, parts, _ in whole if parts != lines[number]],
        "tenders": [number for number, _, _, money in whole if money != 1],
        "units": list(Order.objects.filter(uncovered).values_list("number", flat=True)[:10]),
        "events": orders_with_gaps(),
        "effects": without_effect(),
        "keys": without_keys(),
    }
    return {name: value for name, value in found.items() if value}


def orders_with_gaps() -> list[int]:
    """Orders whose events are not 1 to n, or that have none."""
    told = dict(Event.objects.values_list("order_id").annotate(highest=Max("seq")).values_list("order_id", "highest"))
    counted = Counter(Event.objects.values_list("order_id", flat=True))
    keys = Order.objects.values_list("pk", flat=True)
    return [key for key in keys if not told.get(key) or told[key] != counted[key]]


def without_effect() -> list[int]:
    """Orders whose payments nobody was asked to begin, or was asked twice."""
    asked = Counter(Effect.objects.filter(task="payments.tasks.start_payments").values_list("order_id", flat=True))
    return [key for key in Order.objects.values_list("pk", flat=True) if asked[key] != 1]


def without_keys() -> list[str]:
    """Orders that no idempotency key leads to, and keys that lead nowhere."""
    led = set(IdempotencyKey.objects.filter(kind="order").values_list("reference", flat=True))
    return sorted(led ^ {str(key) for key in Order.objects.values_list("pk", flat=True)})
