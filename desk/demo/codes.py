"""Demo vouchers: one of each kind, with the limits a shop would give them."""

from datetime import UTC, datetime
from decimal import Decimal

from orders.models import Voucher, VoucherKind

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


def make_vouchers() -> None:
    """Ten percent once for each customer, five euros off larger orders, free shipping a hundred times."""
    Voucher.objects.bulk_create([
        Voucher(
            code="WELCOME", name="Welcome", kind=VoucherKind.PERCENT, percent=Decimal(10), valid_from=SINCE,
            max_uses_per_customer=1,
        ),
        Voucher(
            code="FIVE", name="Five euros", kind=VoucherKind.FIXED, amount=Decimal(5), currency="EUR",
            minimum=Decimal(50), valid_from=SINCE,
        ),
        Voucher(
            code="SHIPFREE", name="Free shipping", kind=VoucherKind.FREE_SHIPPING, valid_from=SINCE, max_uses=100,
        ),
    ])  # fmt: skip
