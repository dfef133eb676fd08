"""Facts about the end of an order, and what the office does to find it again: ids only, in the past tense."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Fact):
    name: ClassVar[str] = "orders.completed"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderReopened(Fact):
    name: ClassVar[str] = "orders.reopened"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class GoodsSought(Fact):
    """Units that lay nowhere are allocated or backordered."""

    name: ClassVar[str] = "orders.goods_sought"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderArchived(Fact):
    name: ClassVar[str] = "orders.archived"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderUnarchived(Fact):
    name: ClassVar[str] = "orders.unarchived"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderTagged(Fact):
    name: ClassVar[str] = "orders.tagged"
    order_id: int
