"""The API's shapes as wishes for orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.changes import StepIn
from api.schemas.wishes import (
    AddressIn,
    Basket,
    CustomerIn,
    DiscountIn,
    DraftIn,
    LineIn,
    NewDraftIn,
    OrderIn,
    QuoteIn,
    Wish,
)
from core.errors import InvalidInput
from customers.services.addresses import AddressText
from orders.editing.steps import Step
from orders.intake.requests import (
    AddressRequest,
    ChargeRequest,
    CustomerRequest,
    DiscountRequest,
    LineRequest,
    OrderRequest,
    TenderRequest,
)
from orders.models import OrderLine


def order_request(payload: OrderIn, *, channel_code: str, idempotency_key: str) -> OrderRequest:
    """One wish for an order; an unnamed price is the channel's own."""
    kept: dict[str, Any] = {"idempotency_key": idempotency_key, "reservation": payload.reservation}
    return OrderRequest(**_wish(payload, channel_code), **kept)


def draft_request(payload: DraftIn, *, channel_code: str) -> OrderRequest:
    """One wish for a draft. Its key is kept apart from those of orders."""
    return OrderRequest(**_wish(payload, channel_code))


def new_draft_request(payload: NewDraftIn, *, channel_code: str) -> OrderRequest:
    """A draft as it is to be; the number of the shop stays with the draft that has it."""
    return OrderRequest(**{**_wish(payload, channel_code), "external_id": ""})


def quote_request(payload: QuoteIn, *, channel_code: str) -> OrderRequest:
    """One wish to be worked out; somebody unknown asks when nobody is named."""
    who = _customer(payload.customer) if payload.customer else CustomerRequest(name="Somebody")
    return OrderRequest(**_basket(payload, channel_code), customer=who, reservation=payload.reservation)


def address_text(address: AddressIn) -> AddressText:
    return AddressText(**address.model_dump())


def steps_of(order_id: int, steps: Sequence[StepIn]) -> list[Step]:
    """The steps of an edit, lines by their keys. Raises InvalidInput for a position the order has not."""
    keys = dict(OrderLine.objects.filter(order_id=order_id).values_list("position", "pk"))
    return [_step(step, place, keys) for place, step in enumerate(steps)]


def _step(step: StepIn, place: int, keys: Mapping[int, int]) -> Step:
    if step.position is not None and step.position not in keys:
        sentence = f"The order has no line {step.position}; it has {len(keys)}."
        raise InvalidInput(sentence, field=f"steps[{place}].position")
    return Step(
        kind=step.kind, line_id=keys.get(step.position or 0), sku_code=step.sku, quantity=step.quantity,
        unit_price=step.unit_price, reason=step.reason, method_code=step.method,
        address=address_text(step.address) if step.address else None,
    )  # fmt: skip


def _wish(payload: Wish, channel_code: str) -> dict[str, Any]:
    return {
        **_basket(payload, channel_code),
        "customer": _customer(payload.customer),
        "billing_address": _address(payload.billing_address),
        "tenders": [TenderRequest(**tender.model_dump()) for tender in payload.tenders],
        "external_id": payload.external_id,
        "po_number": payload.po_number,
        "requires_signature": payload.requires_signature,
        "leave_at_door": payload.leave_at_door,
        "delivery_instructions": payload.delivery_instructions,
        "client_ip": payload.client_ip,
    }


def _basket(payload: Basket, channel_code: str) -> dict[str, Any]:
    return {
        "channel_code": channel_code,
        "intake": "api",
        "lines": [_line(line) for line in payload.lines],
        "shipping_address": _address(payload.shipping_address),
        "shipping_method": payload.shipping_method,
        "pickup_warehouse": payload.pickup_warehouse,
        "discounts": _discounts(payload.discounts),
        "charges": [ChargeRequest(**charge.model_dump()) for charge in payload.charges],
        "voucher_codes": payload.voucher_codes,
    }


def _customer(customer: CustomerIn) -> CustomerRequest:
    return CustomerRequest(**customer.model_dump())


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
