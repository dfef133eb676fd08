"""The API's shapes as wishes for orders."""

from collections.abc import Sequence

from api.schemas import AddressIn, DiscountIn, LineIn, OrderIn
from orders.intake.requests import (
    AddressRequest,
    ChargeRequest,
    CustomerRequest,
    DiscountRequest,
    LineRequest,
    OrderRequest,
    TenderRequest,
)


def request_of(payload: OrderIn, *, channel_code: str, idempotency_key: str) -> OrderRequest:
    """One wish; an unnamed price is the channel's own."""
    return OrderRequest(
        channel_code=channel_code,
        lines=[_line(line) for line in payload.lines],
        customer=CustomerRequest(**payload.customer.model_dump()),
        shipping_address=_address(payload.shipping_address),
        billing_address=_address(payload.billing_address),
        shipping_method=payload.shipping_method,
        tenders=[TenderRequest(**tender.model_dump()) for tender in payload.tenders],
        discounts=_discounts(payload.discounts),
        charges=[ChargeRequest(**charge.model_dump()) for charge in payload.charges],
        voucher_codes=payload.voucher_codes,
        external_id=payload.external_id,
        idempotency_key=idempotency_key,
        intake="api",
        po_number=payload.po_number,
        reservation=payload.reservation,
        requires_signature=payload.requires_signature,
        leave_at_door=payload.leave_at_door,
        delivery_instructions=payload.delivery_instructions,
    )


def _line(line: LineIn) -> LineRequest:
    return LineRequest(
        sku_code=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price,
        price_reason=line.price_reason,
        discounts=_discounts(line.discounts),
    )


def _discounts(discounts: Sequence[DiscountIn]) -> list[DiscountRequest]:
    return [DiscountRequest(**discount.model_dump()) for discount in discounts]


def _address(address: AddressIn | None) -> AddressRequest | None:
    return AddressRequest(**address.model_dump()) if address is not None else None
