"""Redeem vouchers and give them back. Their rows are locked last of all, so a code that everybody uses is held shortly.

The counter moves by conditional UPDATE; what one customer may still redeem is counted after it, when nobody else
can redeem the same voucher before this transaction ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F

from orders.errors import VoucherRefused
from orders.intake.vouchers import (
    VoucherFacts,
    check_voucher,
    refuse_voucher,
    used_up,
    used_up_by_customer,
    vouchers_named,
)
from orders.locks import lock_vouchers
from orders.models import Order, Voucher, VoucherRedemption
from orders.services.allocating import CannotCover
from orders.services.saving import Changes
from orders.services.writing import NewOrder

_TAKE = """
WITH locked AS (
    SELECT v.id, w.uses FROM orders_voucher v JOIN unnest(%s::bigint[], %s::int[]) AS w (id, uses) USING (id)
    ORDER BY v.id FOR NO KEY UPDATE OF v
)
UPDATE orders_voucher v SET used_count = v.used_count + locked.uses FROM locked
WHERE v.id = locked.id AND (v.max_uses IS NULL OR v.used_count + locked.uses <= v.max_uses)
RETURNING v.id
"""
# The same person may be several customers: those with the same e-mail count together, under the lowest key.
_USES = """
WITH wanted AS (
    SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[]) AS w (voucher_id, customer_id)
), people AS (
    SELECT voucher_id, customer_id, customer_id AS same_id FROM wanted
    UNION
    SELECT w.voucher_id, w.customer_id, s.id FROM wanted w
    JOIN customers_customer c ON c.id = w.customer_id AND c.email <> ''
    JOIN customers_customer s ON lower(s.email) = lower(c.email)
)
SELECT p.voucher_id, p.customer_id, min(p.same_id), count(r.id)
FROM people p LEFT JOIN orders_voucherredemption r
    ON r.voucher_id = p.voucher_id AND r.customer_id = p.same_id
    AND r.redeemed_at IS NOT NULL AND r.given_back_at IS NULL
GROUP BY p.voucher_id, p.customer_id
"""

# Those with the same e-mail count together here, too; 0 for a customer who is not known yet.
_USES_SO_FAR = """
SELECT r.voucher_id, count(*)
FROM orders_voucherredemption r JOIN customers_customer c ON c.id = r.customer_id
WHERE r.voucher_id = ANY(%(vouchers)s) AND r.redeemed_at IS NOT NULL AND r.given_back_at IS NULL
  AND (c.id = %(customer)s OR c.email <> '' AND lower(c.email) IN (
      lower(%(email)s), (SELECT lower(own.email) FROM customers_customer own WHERE own.id = %(customer)s)
  ))
GROUP BY r.voucher_id
"""

# (voucher, customer, index of the order in its batch)
Use = tuple[VoucherFacts, int, int]


def redeem_new(new: Mapping[int, NewOrder]) -> None:
    """Count the vouchers of orders just written, in the order of their batch; nothing without vouchers.

    One statement, one more when a voucher is limited per customer. Raises CannotCover with the orders
    that came too late, by their key in ``new``.
    """
    uses = [
        (used.voucher, order.customer_id, index) for index, order in new.items() for used in order.composed.vouchers
    ]
    refusals = _count(uses) if uses else {}
    if refusals:
        raise CannotCover(refusals)


def refuse_overused(vouchers: Iterable[VoucherFacts], *, customer_id: int | None, email: str) -> None:
    """Raises VoucherRefused for a voucher that this person has redeemed as often as one may; no lock.

    One statement, none unless a voucher is limited per customer.
    """
    limited = {one.id: one for one in vouchers if one.max_uses_per_customer is not None}
    if not limited:
        return
    with connection.cursor() as cursor:
        cursor.execute(_USES_SO_FAR, {"vouchers": list(limited), "customer": customer_id or 0, "email": email})
        uses = dict(cursor.fetchall())
    for voucher in limited.values():
        limit = voucher.max_uses_per_customer or 0
        if uses.get(voucher.id, 0) >= limit:
            raise used_up_by_customer(voucher.code, limit)


def redeem_existing(order: Order, *, now: datetime) -> None:
    """Redeem the vouchers of a locked draft that is placed. Raises VoucherRefused when one no longer holds."""
    redemptions = _redemptions_of(order)
    vouchers = _facts(redemptions)
    for redemption in redemptions:
        check_voucher(vouchers[redemption.voucher_id], order.channel, order.customer_id, now=now)
    _redeem(order, redemptions, vouchers, now)


def redeem_again(order: Order, *, now: datetime) -> None:
    """Redeem the vouchers of a locked order that lives again, even those that no longer hold for new orders.

    Raises VoucherRefused when one is used up by now.
    """
    redemptions = _redemptions_of(order)
    try:
        _redeem(order, redemptions, _facts(redemptions), now)
    except VoucherRefused as error:
        remedy = "Raise its limit, or place the order anew without it."
        raise refuse_voucher(error.context["voucher"], error.context["why"], remedy) from error


def give_back(order: Order, *, now: datetime) -> Changes:
    """A locked order that ends uses up no voucher: somebody else may redeem it."""
    counted = [one for one in _redemptions_of(order) if one.redeemed_at and not one.given_back_at]
    if not counted:
        return {}
    lock_vouchers(one.voucher_id for one in counted)
    Voucher.objects.filter(pk__in=[one.voucher_id for one in counted]).update(used_count=F("used_count") - 1)
    order.redemptions.filter(pk__in=[one.pk for one in counted]).update(given_back_at=now)
    return {f"voucher {one.voucher.code}": ["redeemed", "given back"] for one in counted}


def _redemptions_of(order: Order) -> list[VoucherRedemption]:
    return list(order.redemptions.select_related("voucher").order_by("voucher_id"))


def _facts(redemptions: Sequence[VoucherRedemption]) -> dict[int, VoucherFacts]:
    found = vouchers_named(one.voucher.code for one in redemptions)
    return {facts.id: facts for facts in found.values()}


def _redeem(
    order: Order, redemptions: Sequence[VoucherRedemption], vouchers: Mapping[int, VoucherFacts], now: datetime
) -> None:
    if not redemptions:
        return
    order.redemptions.update(redeemed_at=now, given_back_at=None, customer=order.customer_id)
    refusals = _count([(vouchers[one.voucher_id], order.customer_id or 0, 0) for one in redemptions])
    if refusals:
        raise refusals[0]


def _count(uses: Sequence[Use]) -> dict[int, VoucherRefused]:
    """Raise the counters; tells which orders of the batch came too late, the first come being served first."""
    wanted: dict[int, int] = defaultdict(int)
    for voucher, _, _ in uses:
        wanted[voucher.id] += 1
    refusals: dict[int, VoucherRefused] = {}
    while wanted and not refusals:
        taken = _take(wanted)
        wanted = {key: count for key, count in wanted.items() if key not in taken}
        refusals = _too_late(wanted, uses)
    return refusals or _too_often(uses)


def _take(wanted: Mapping[int, int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(wanted), list(wanted.values())])
        return {key for (key,) in cursor.fetchall()}


def _too_late(missed: Mapping[int, int], uses: Sequence[Use]) -> dict[int, VoucherRefused]:
    """Refusals for vouchers that have not as many uses left as the batch wants; none when some came back meanwhile."""
    refusals: dict[int, VoucherRefused] = {}
    for voucher in Voucher.objects.filter(pk__in=missed).order_by("pk"):
        own = [index for facts, _, index in uses if facts.id == voucher.pk]
        if voucher.max_uses is not None:
            room = max(0, voucher.max_uses - voucher.used_count)
            refusals |= dict.fromkeys(own[room:], used_up(voucher.code, voucher.max_uses))
    return refusals


def _too_often(uses: Iterable[Use]) -> dict[int, VoucherRefused]:
    """Refusals for the last of those orders by which somebody redeems a voucher more often than one may."""
    limited = [use for use in uses if use[0].max_uses_per_customer is not None]
    if not limited:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_USES, [[voucher.id for voucher, _, _ in limited], [customer for _, customer, _ in limited]])
        found = {(voucher, customer): (person, count) for voucher, customer, person, count in cursor.fetchall()}
    by_person: dict[tuple[int, int], list[Use]] = defaultdict(list)
    for use in limited:
        person, _ = found[use[0].id, use[1]]
        by_person[use[0].id, person].append(use)
    refusals: dict[int, VoucherRefused] = {}
    for own in by_person.values():
        voucher, customer, _ = own[0]
        limit = voucher.max_uses_per_customer or 0
        excess = found[voucher.id, customer][1] - limit
        if excess > 0:
            late = [index for _, _, index in own][-excess:]
            refusals |= dict.fromkeys(late, used_up_by_customer(voucher.code, limit))
    return refusals
