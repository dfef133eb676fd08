"""Values as Shopify writes them: money as text with decimals, times with offsets, every field optional."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.money import ZERO, exponent
from orders.intake.channels.contract import NoticeRefused

Body = Mapping[str, Any]


def money(body: Body, name: str, currency: str, *, path: str = "") -> Decimal:
    """The amount, of its money set where it stands only there, zero when it is nowhere.

    Raises NoticeRefused for what is no amount in ``currency``.
    """
    value = body.get(name)
    where = f"{path}{name}"
    if value is None or value == "":
        value, where = _shop_money(body, name, currency, where)
    if value is None or value == "":
        return ZERO
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise NoticeRefused(f"{where} is “{str(value)[:40]}”, not an amount.", field=where) from error
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 12:
        raise NoticeRefused(f"{where} is {value}; it must be 0 or more.", field=where)
    if amount != round(amount, exponent(currency)):
        raise NoticeRefused(f"{where} is {value}; {currency} has {exponent(currency)} decimals.", field=where)
    return amount


def _shop_money(body: Body, name: str, currency: str, where: str) -> tuple[Any, str]:
    """What the set says in the shop's currency; what the customer saw it in is told beside it, not added up."""
    inside = part(part(body, f"{name}_set"), "shop_money")
    said = text(inside, "currency_code")
    if said not in ("", currency):
        raise NoticeRefused(
            f"It is in {said[:8]}, the order in {currency}.", field=f"{where}_set.shop_money.currency_code"
        )
    return inside.get("amount"), f"{where}_set.shop_money.amount"


def moment(body: Body, *names: str) -> datetime:
    """The first of these times that is given. Raises NoticeRefused when none is readable."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and value:
            try:
                found = datetime.fromisoformat(value)
            except ValueError as error:
                raise NoticeRefused(f"{name} is “{value[:40]}”, not a time.", field=name) from error
            if found.tzinfo is None:
                raise NoticeRefused(f"{name} has no offset from UTC.", field=name)
            return found
    raise NoticeRefused(f"The payload says neither {' nor '.join(names)}.", field=names[0])


def text(body: Body, name: str) -> str:
    """The text, empty when it is not there."""
    value = body.get(name)
    return str(value) if value is not None else ""


def members(body: Body, name: str) -> Sequence[Body]:
    """The objects of a list, empty when it is not there. Raises NoticeRefused for something else."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise NoticeRefused(f"{name} is not a list of objects.", field=name)
    return value


def part(body: Body, name: str) -> Body:
    """The object, empty when it is not there."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def sum_of(bodies: Sequence[Body], name: str, currency: str, path: str) -> Decimal:
    return sum((money(one, name, currency, path=f"{path}[{nr}].") for nr, one in enumerate(bodies)), ZERO)
