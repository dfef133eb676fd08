"""What a form says about which work is meant, and what it may offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Channel, ServiceLevel, ShippingMethod
from fulfillment.selectors.releasing import ReleaseFilter, end_of_today, zones_of
from fulfillment.services.opening import PRIORITIES
from fulfillment.statuses import BatchKind
from inventory.models import Warehouse

DUE = (("", "Any day"), ("today", "Due today"), ("late", "Late already"))


@dataclass(frozen=True)
class Choices:
    """The options of the form, and what is chosen."""

    channels: list[Channel]
    methods: list[ShippingMethod]
    priorities: list[tuple[int, str]]
    zones: list[str]
    due: tuple[tuple[str, str], ...]
    kinds: list[tuple[str, str]]
    chosen: dict[str, str]

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen[name] for name in ("channel", "method", "priority", "zone", "due"))


def choices_of(warehouse: Warehouse, asked: Mapping[str, str]) -> Choices:
    """Three queries."""
    names = ("channel", "method", "priority", "zone", "due", "kind")
    return Choices(
        channels=list(Channel.objects.filter(is_active=True).order_by("name")),
        methods=list(ShippingMethod.objects.filter(is_active=True).order_by("name")),
        priorities=[(number, str(ServiceLevel(level).label)) for level, number in PRIORITIES.items()],
        zones=zones_of(warehouse.pk),
        due=DUE,
        kinds=[(str(value), str(label)) for value, label in BatchKind.choices],
        chosen={name: asked.get(name, "") for name in names},
    )


def wish_of(asked: Mapping[str, str], warehouse: Warehouse, now: datetime) -> ReleaseFilter:
    """The filter a form means; what it cannot mean narrows nothing."""
    due = {"today": end_of_today(warehouse, now), "late": now}
    return ReleaseFilter(
        channel_id=number_in(asked, "channel"), method_id=number_in(asked, "method"),
        priority=number_in(asked, "priority"), zone=asked.get("zone", "")[:16], due_by=due.get(asked.get("due", "")),
    )  # fmt: skip


def kind_of(asked: Mapping[str, str]) -> BatchKind:
    """The kind of batch named; a cluster when none is."""
    named = asked.get("kind", "")
    return BatchKind(named) if named in BatchKind.values else BatchKind.CLUSTER


def number_in(asked: Mapping[str, str], name: str) -> int | None:
    """A whole number the database can hold."""
    text = asked.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 18 else None
