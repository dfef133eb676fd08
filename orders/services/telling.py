"""Tell what goods were found for an order that the allocation wrote behind its row."""

from collections.abc import Mapping
from typing import Any

from core.actors import Actor
from core.events import publish
from orders.events import GoodsSought
from orders.models import Order
from orders.services.saving import Changes, quantity_changes
from orders.told import told_of


def tell_cover(
    order: Order, before: Mapping[int, Mapping[str, int]], told: Mapping[str, Any], *, actor: Actor
) -> Order:
    """The order read again; where its goods are now is told, against what lines and columns were ``before``."""
    fresh = Order.objects.select_related("channel").get(pk=order.pk)
    fresh.told_as = told_of(fresh)
    changes: Changes = {name: [told[name], value] for name, value in fresh.told_as.items() if told[name] != value}
    for line in fresh.lines.order_by("pk"):
        changes |= quantity_changes(line, before[line.pk])
    if changes:
        publish(GoodsSought(order_id=order.pk), actor=actor, changes=changes)
    return fresh
