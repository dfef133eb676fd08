"""How many orders share something with this one lately: one query for all rules, each count by an index."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from customers.models import Address, Customer
from orders.models import Order
from payments.models import FraudRule, Payment, RuleKind
from payments.models.risk import VELOCITIES

Counting = Callable[[Order, Sequence[str], datetime], "QuerySet[Order] | None"]


def counts_for(rules: Sequence[FraudRule], order: Order, cards: Sequence[str], *, now: datetime) -> Mapping[int, int]:
    """Orders within each velocity rule's hours, by the rule's key, the order itself included; at most one query."""
    counts = {}
    for rule in rules:
        if rule.kind in VELOCITIES:
            since = now - timedelta(hours=rule.window_hours)
            shared = _COUNTED[RuleKind(rule.kind)](order, cards, since)
            if shared is not None:
                counts[f"rule_{rule.pk}"] = _count(shared)
    if not counts:
        return {}
    found = cast(Mapping[str, int], Order.objects.filter(pk=order.pk).values(**counts).get())
    return {int(name.removeprefix("rule_")): count for name, count in found.items()}


def _count(orders: "QuerySet[Order]") -> Coalesce:
    counted = orders.order_by().values(one=Value(1)).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def by_email(order: Order, cards: Sequence[str], since: datetime) -> "QuerySet[Order] | None":
    if order.customer is None or not order.customer.email:
        return None
    same = Customer.objects.alias(lower=Lower("email")).filter(lower=order.customer.email.lower())
    return Order.objects.filter(customer__in=same.values("pk"), placed_at__gte=since)


def by_card(order: Order, cards: Sequence[str], since: datetime) -> "QuerySet[Order] | None":
    """By the payments: a card that was declined somewhere else was tried as well."""
    if not cards:
        return None
    same = Payment.objects.filter(card_fingerprint__in=cards, created_at__gte=since)
    return Order.objects.filter(pk__in=same.values("order_id"))


def by_address(order: Order, cards: Sequence[str], since: datetime) -> "QuerySet[Order] | None":
    address = order.shipping_address
    if address is None:
        return None
    same = Address.objects.alias(lower=Lower("line1")).filter(
        postal_code=address.postal_code, lower=address.line1.lower(), country=address.country
    )
    return Order.objects.filter(shipping_address__in=same.values("pk"), placed_at__gte=since)


def by_ip(order: Order, cards: Sequence[str], since: datetime) -> "QuerySet[Order] | None":
    if not order.client_ip:
        return None
    return Order.objects.filter(client_ip=order.client_ip, placed_at__gte=since)


_COUNTED: Mapping[RuleKind, Counting] = {
    RuleKind.VELOCITY_EMAIL: by_email,
    RuleKind.VELOCITY_CARD: by_card,
    RuleKind.VELOCITY_ADDRESS: by_address,
    RuleKind.VELOCITY_IP: by_ip,
}
