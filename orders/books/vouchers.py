"""Vouchers: as many uses are counted as living orders redeem."""

from core.audit.registry import promise

_LIVE = "r.redeemed_at IS NOT NULL AND r.given_back_at IS NULL"
_LIVING = "('placed', 'confirmed', 'processing', 'completed')"

USES_ARE_COUNTED = f"""
SELECT v.code AS reference, v.used_count, u.living, v.max_uses
FROM orders_voucher v
LEFT JOIN LATERAL (
    SELECT count(*) AS living FROM orders_voucherredemption r JOIN orders_order o ON o.id = r.order_id
    WHERE r.voucher_id = v.id AND o.state IN {_LIVING}
) u ON TRUE
WHERE v.used_count <> u.living
"""

REDEEMED_BY_THE_LIVING = f"""
SELECT o.number AS reference, o.state, r.voucher_id, r.redeemed_at, r.given_back_at
FROM orders_voucherredemption r JOIN orders_order o ON o.id = r.order_id
WHERE {{orders_changed o.id}} AND ({_LIVE}) <> (o.state IN {_LIVING})
"""

VOUCHER_PROMISES = [
    promise(number=5, name="voucher_uses_are_counted", sql=USES_ARE_COUNTED),
    promise(number=5, name="vouchers_are_redeemed_by_living_orders", sql=REDEEMED_BY_THE_LIVING),
]
