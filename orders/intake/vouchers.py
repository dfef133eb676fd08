"""Vouchers a wish names: read in one statement, then judged on their own for this order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection

from catalog.models import Channel
from core.money import format_money
from orders.errors import VoucherRefused
from orders.intake.requests import OrderRequest

FIELD = "voucher_codes"

_VOUCHERS = """
SELECT v.id, v.code, v.name, v.kind, v.percent, v.amount, v.currency, v.minimum, v.valid_from, v.valid_to,
       v.max_uses, v.max_uses_per_customer, v.used_count, v.customer_id, v.is_active,
       ARRAY(SELECT c.channel_id FROM orders_voucher_channels c WHERE c.voucher_id = v.id)
FROM orders_voucher v WHERE upper(v.code) = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """What pricing needs to know of a voucher; ``channel_ids`` empty: everywhere."""

    id: int
    code: str
    name: str
    kind: str
    percent: Decimal | None
    amount: Decimal | None
    currency: str
    minimum: Decimal
    valid_from: datetime
    valid_to: datetime | None
    max_uses: int | None
    max_uses_per_customer: int | None
    used_count: int
    customer_id: int | None
    is_active: bool
    channel_ids: Sequence[int]


def plain_code(code: str) -> str:
    """The code as it is compared: without spaces around it, in capitals."""
    return code.strip().upper()


def vouchers_by_code(requests: Sequence[OrderRequest]) -> dict[str, VoucherFacts]:
    """The vouchers that the requests name, by plain code; one statement, none when no code is given."""
    return vouchers_named(code for request in requests for code in request.voucher_codes)


def vouchers_named(codes: Iterable[str]) -> dict[str, VoucherFacts]:
    """The vouchers of these codes, by plain code; one statement, none without codes."""
    wanted = {plain_code(code) for code in codes}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_VOUCHERS, [sorted(wanted)])
        return {plain_code(row[1]): VoucherFacts(*row) for row in cursor.fetchall()}


def refuse_voucher(code: str, why: str, remedy: str = "Leave it out.") -> VoucherRefused:
    """The refusal of one voucher, as every way in tells it: why, and what to do about it."""
    return VoucherRefused(f"Voucher “{code}” {why} {remedy}", field=FIELD, voucher=code, why=why)


def check_voucher(voucher: VoucherFacts, channel: Channel, customer_id: int | None, *, now: datetime) -> None:
    """Raises VoucherRefused when the voucher does not hold here, now, or for this customer.

    Uses are counted again, under lock, when it is redeemed.
    """
    if not voucher.is_active:
        raise refuse_voucher(voucher.code, "is switched off.")
    zone = ZoneInfo(channel.time_zone)
    if now < voucher.valid_from:
        begins = voucher.valid_from.astimezone(zone)
        raise refuse_voucher(voucher.code, f"is not valid before {begins:%Y-%m-%d %H:%M}.")
    if voucher.valid_to is not None and now >= voucher.valid_to:
        raise refuse_voucher(voucher.code, f"expired on {voucher.valid_to.astimezone(zone):%Y-%m-%d at %H:%M}.")
    if voucher.channel_ids and channel.pk not in voucher.channel_ids:
        raise refuse_voucher(voucher.code, f"is not for {channel.name}.")
    if voucher.currency and voucher.currency != channel.currency:
        raise refuse_voucher(voucher.code, f"is in {voucher.currency}; {channel.name} sells in {channel.currency}.")
    if voucher.customer_id is not None and voucher.customer_id != customer_id:
        raise refuse_voucher(voucher.code, "is for another customer.")
    if voucher.max_uses is not None and voucher.used_count >= voucher.max_uses:
        raise used_up(voucher.code, voucher.max_uses)


def check_minimum(voucher: VoucherFacts, goods: Decimal, currency: str) -> None:
    """Raises VoucherRefused when the goods cost less than the voucher asks for."""
    if goods < voucher.minimum:
        least, have = format_money(voucher.minimum, currency), format_money(goods, currency)
        raise refuse_voucher(
            voucher.code, f"needs goods for at least {least}; these cost {have}.", "Add goods, or leave it out."
        )


def used_up(code: str, limit: int) -> VoucherRefused:
    times = "once" if limit == 1 else f"{limit} times"
    return refuse_voucher(code, f"is used up: it could be redeemed {times}.")


def used_up_by_customer(code: str, limit: int) -> VoucherRefused:
    times = "once" if limit == 1 else f"{limit} times"
    return refuse_voucher(code, f"can be redeemed {times} by each customer, and this one has.")


def nobody_known(code: str) -> VoucherRefused:
    return refuse_voucher(code, "is limited per customer.", "Give the customer's e-mail, or leave it out.")


def free_already(code: str) -> VoucherRefused:
    return refuse_voucher(code, "takes nothing off this order: shipping is free already.")
