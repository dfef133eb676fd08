"""Chance chooses among the rows that are there."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import precondition

from core.errors import OmsError
from orders.models import Order, OrderLine

T = TypeVar("T", bound=Model)
CHOICE = st.integers(0, 30)
ANY_ROW = 24
UNITS = st.integers(1, 4)


def nth(rows: "QuerySet[T]", choice: int) -> T:
    """One of the rows, the last ones first: what is new is where most happens."""
    found = list(rows.order_by("-pk"))
    return found[choice % len(found)]


def mostly(rows: "QuerySet[T]", choice: int, **movable: Any) -> T:
    """One of the rows that can move; now and then, or when none can, any of them."""
    able = rows.filter(**movable)
    return nth(able if choice < ANY_ROW and able.exists() else rows, choice)


def when(rows: Callable[[], "QuerySet[Any]"]) -> Any:
    """A rule that is only tried while there is a row for it."""
    return precondition(lambda machine: rows().exists())


def attempt(act: Callable[..., Any], **arguments: Any) -> str:
    """Do it, or be told why not; anything but a refusal in words is a finding."""
    try:
        act(**arguments)
    except OmsError as error:
        refusal = error
    else:
        return ""
    assert refusal.code
    assert refusal.message
    return refusal.code


def orders(*states: str) -> "QuerySet[Order]":
    return Order.objects.filter(state__in=states)


def some_units(order: Order, choice: int, units: int) -> dict[int, int]:
    return {nth(OrderLine.objects.filter(order=order), choice).pk: units}
