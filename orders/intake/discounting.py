"""What makes an order cheaper, in amounts: discounts of lines and of the order, then its vouchers, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import Channel
from core.money import ZERO, format_money, quantize, rate_amount
from orders.errors import RequestRefused
from orders.intake.gathering import Gathered
from orders.intake.pricing import discount_shares
from orders.intake.requests import DiscountRequest, OrderRequest
from orders.intake.resolving import CustomerFacts, customer_key
from orders.intake.vouchers import (
    VoucherFacts,
    check_minimum,
    check_voucher,
    free_already,
    nobody_known,
    plain_code,
    refuse_voucher,
)
from orders.models import VoucherKind


@dataclass(frozen=True, slots=True)
class GivenDiscount:
    """One discount as the order keeps it; ``line`` is the index of its line, None for the whole order.

    ``field`` is where the wish gives it, empty for a voucher's.
    """

    label: str
    amount: Decimal
    reason: str = ""
    code: str = ""
    percent: Decimal | None = None
    line: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class UsedVoucher:
    """A voucher that the order redeems, and what it takes off."""

    voucher: VoucherFacts
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cheaper:
    """All discounts of an order; ``shares`` is what each line is cheaper by in all."""

    given: list[GivenDiscount]
    shares: list[Decimal]
    used: list[UsedVoucher]
    free_shipping: VoucherFacts | None


def make_cheaper(
    request: OrderRequest,
    amounts: Sequence[Decimal],
    channel: Channel,
    *,
    gathered: Gathered,
    customer: CustomerFacts | None,
    now: datetime,
) -> Cheaper:
    """Discounts in amounts and in shares. Each percentage is of what the ones before it left.

    Raises RequestRefused when a discount is more than there is, VoucherRefused when a voucher does not hold.
    """
    currency = channel.currency
    own, given = _of_lines(request, amounts, currency)
    left = sum(amounts, ZERO) - sum(own, ZERO)
    whole: list[GivenDiscount] = []
    for index, wish in enumerate(request.discounts):
        field = f"discounts[{index}]"
        amount = _amount_of(wish, left, currency, field, "the goods")
        left -= amount
        whole.append(_given(wish, amount, field))
    vouchers = [_voucher(code, channel, gathered, customer, request, now) for code in request.voucher_codes]
    used, free_shipping = [], None
    goods = left
    for voucher in vouchers:
        check_minimum(voucher, goods, currency)
        if voucher.kind == VoucherKind.FREE_SHIPPING:
            if free_shipping is not None:
                raise free_already(voucher.code)
            free_shipping = voucher
            continue
        amount = _worth(voucher, left, currency)
        left -= amount
        used.append(UsedVoucher(voucher, amount))
        whole.append(GivenDiscount(voucher.name, amount, code=voucher.code, percent=voucher.percent))
    shares = discount_shares(amounts, own, sum((one.amount for one in whole), ZERO), currency)
    return Cheaper([one for one in [*given, *whole] if one.amount], shares, used, free_shipping)


def _of_lines(
    request: OrderRequest, amounts: Sequence[Decimal], currency: str
) -> tuple[list[Decimal], list[GivenDiscount]]:
    own, given = [], []
    for index, (line, amount) in enumerate(zip(request.lines, amounts, strict=True)):
        left = amount
        for number, wish in enumerate(line.discounts):
            field = f"lines[{index}].discounts[{number}]"
            less = _amount_of(wish, left, currency, field, "the line")
            left -= less
            given.append(_given(wish, less, field, line=index))
        own.append(amount - left)
    return own, given


def _amount_of(wish: DiscountRequest, left: Decimal, currency: str, field: str, what: str) -> Decimal:
    if wish.percent is not None:
        return rate_amount(left, wish.percent, currency)
    amount = wish.amount or ZERO
    if amount > left:
        cost = format_money(left, currency)
        raise RequestRefused(
            f"A discount of {format_money(amount, currency)} is more than {what} cost, {cost}. Give at most that.",
            field=f"{field}.amount",
        )
    return amount


def _given(wish: DiscountRequest, amount: Decimal, field: str, line: int | None = None) -> GivenDiscount:
    return GivenDiscount(wish.label, amount, wish.reason, wish.code, wish.percent, line, field)


def _voucher(
    code: str,
    channel: Channel,
    gathered: Gathered,
    customer: CustomerFacts | None,
    request: OrderRequest,
    now: datetime,
) -> VoucherFacts:
    voucher = gathered.vouchers.get(plain_code(code))
    if voucher is None:
        raise refuse_voucher(code, "is unknown.", "Check its letters, or leave it out.")
    check_voucher(voucher, channel, customer.id if customer else None, now=now)
    if voucher.max_uses_per_customer is not None and not customer_key(request):
        raise nobody_known(voucher.code)
    return voucher


def _worth(voucher: VoucherFacts, left: Decimal, currency: str) -> Decimal:
    """What the voucher takes off goods that still cost ``left``; never more than they do."""
    if voucher.percent is not None:
        amount = rate_amount(left, voucher.percent, currency)
    else:
        amount = min(quantize(voucher.amount or ZERO, currency), left)
    if not amount:
        raise refuse_voucher(voucher.code, "takes nothing off this order.")
    return amount
