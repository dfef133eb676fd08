"""Customers who send back most of what they buy; reckoned anew each time, never kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from catalog.models import Channel
from core.wording import units_said
from orders.models import OrderLine
from orders.statuses import OrderState
from returns.models import ReturnerRule


@dataclass(frozen=True, slots=True)
class Standing:
    """How much a customer sent back of what was shipped in the rule's days."""

    rule: ReturnerRule
    orders: int
    shipped: int
    back: int

    @property
    def percent(self) -> Decimal:
        return Decimal(100 * self.back) / self.shipped if self.shipped else Decimal(0)

    @property
    def is_serial(self) -> bool:
        return self.orders >= self.rule.min_orders and self.percent > self.rule.max_percent

    @property
    def sentence(self) -> str:
        orders = f"{self.orders} order{'' if self.orders == 1 else 's'}"
        share = f"{self.back} of {units_said(self.shipped)} of {orders} came back or are announced"
        return f"{share}: {self.percent:.0f} % in {self.rule.days} days."


def returner_rule(channel_id: int) -> ReturnerRule | None:
    """The channel's own rule, else the one for all; None where nobody is to be suspected."""
    rules = ReturnerRule.objects.filter(Q(channel=channel_id) | Q(channel=None))
    return rules.order_by(F("channel").asc(nulls_last=True)).first()


def standing_of(customer_id: int | None, channel_id: int, *, now: datetime) -> Standing | None:
    """How the customer stands by the channel's rule; None without a customer or a rule. Two queries."""
    rule = returner_rule(channel_id) if customer_id is not None else None
    if rule is None:
        return None
    lines = OrderLine.objects.filter(
        order__customer=customer_id, order__channel=channel_id, shipped__gt=0, needs_shipping=True,
        order__placed_at__gte=now - timedelta(days=rule.days),
    ).exclude(order__state=OrderState.CANCELED)  # fmt: skip
    sums = lines.aggregate(
        orders=Count("order", distinct=True), shipped=Sum("shipped"), back=Sum(F("returned") + F("return_requested"))
    )
    return Standing(rule, sums["orders"], sums["shipped"] or 0, sums["back"] or 0)


def standings_of(customer_id: int, *, now: datetime) -> list[tuple[Channel, Standing]]:
    """How the customer stands in each channel they bought in that has a rule. Two queries a channel, and one."""
    channels = Channel.objects.filter(orders__customer=customer_id).distinct().order_by("name")
    found = [(channel, standing_of(customer_id, channel.pk, now=now)) for channel in channels]
    return [(channel, standing) for channel, standing in found if standing is not None and standing.orders]
