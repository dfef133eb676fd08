"""What the API gives. Amounts are text with the currency's decimals, never floats."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema
from pydantic import ConfigDict

from api.schemas import examples
from api.schemas.text import Amount


class LineOut(Schema):
    """Units by where they are; amounts are for all units ordered."""

    position: int
    sku: str
    name: str
    unit_price: Amount
    ordered: int
    allocated: int
    backordered: int
    released: int
    picked: int
    packed: int
    shipped: int
    delivered: int
    lost: int
    canceled: int
    return_requested: int
    returned: int
    amount: Amount
    discount_amount: Amount
    tax_percent: Amount
    tax_amount: Amount
    promise_on: date | None
    original_promise_on: date | None
    delivered_at: datetime | None
    kit: int | None = Field(description="The position of the kit that the line is part of")
    per_kit: int | None


class KitOut(Schema):
    """A kit as it was sold: its price here, its goods on the ``lines`` named by position. ``canceled`` counts kits."""

    position: int
    sku: str
    name: str
    quantity: int
    canceled: int
    unit_price: Amount
    amount: Amount
    lines: list[int]


class DiscountOut(Schema):
    """What was agreed; ``line`` is a position, null for the whole order."""

    label: str
    code: str
    percent: Amount | None
    amount: Amount
    line: int | None


class ChargeOut(Schema):
    kind: str
    label: str
    amount: Amount
    tax_percent: Amount
    tax_amount: Amount


class CustomerOut(Schema):
    number: str
    name: str
    email: str


class AddressOut(Schema):
    name: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str


class ParcelLineOut(Schema):
    position: int
    sku: str
    quantity: int


class ParcelOut(Schema):
    """A parcel that left the house."""

    number: str
    carrier: str
    tracking_number: str
    tracking_url: str
    tracking_status: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: list[ParcelLineOut]


class SummaryOut(Schema):
    """An order as lists show it."""

    number: str
    external_id: str
    state: str
    display_status: str
    fulfillment_status: str
    payment_status: str
    return_status: str
    is_on_hold: bool
    version: int
    currency: str
    total: Amount
    promised_on: date | None
    created_at: datetime
    placed_at: datetime | None


class OrderOut(SummaryOut):
    """An order as it stands now."""

    model_config = ConfigDict(json_schema_extra={"example": examples.ORDER_ANSWER})

    po_number: str
    vat_id: str
    tax_treatment: str
    tax_reason: str
    shipping_method: str
    pickup_warehouse: str
    requires_signature: bool
    leave_at_door: bool
    delivery_instructions: str
    lines_total: Amount
    discount_total: Amount
    charges_total: Amount
    tax_total: Amount
    authorized_amount: Amount
    captured_amount: Amount
    refunded_amount: Amount
    confirmed_at: datetime | None
    completed_at: datetime | None
    canceled_at: datetime | None
    customer: CustomerOut | None
    shipping_address: AddressOut | None
    billing_address: AddressOut | None
    lines: list[LineOut]
    kits: list[KitOut]
    discounts: list[DiscountOut]
    charges: list[ChargeOut]
    parcels: list[ParcelOut]


class OrdersOut(Schema):
    """One page; ``next`` is the cursor of the page after it, null on the last one."""

    model_config = ConfigDict(json_schema_extra={"example": examples.ORDERS_ANSWER})

    orders: list[SummaryOut]
    next: str | None


class EventOut(Schema):
    """One fact. ``changes`` has the value before and after of what it changed."""

    seq: int
    name: str
    at: datetime
    actor: str
    changes: dict[str, Any]


class EventsOut(Schema):
    """One page, oldest first; ``next`` is the ``after`` of the page that follows, null on the last one."""

    model_config = ConfigDict(json_schema_extra={"example": examples.EVENTS_ANSWER})

    events: list[EventOut]
    next: int | None


class ExpectedOut(Schema):
    on: date
    units: int


class AvailableOut(Schema):
    """``available`` is null where stock is not counted: any number can be had."""

    sku: str
    name: str
    is_tracked: bool
    available: int | None
    may_backorder: bool
    preorder_ships_on: date | None
    unit_price: Amount | None
    currency: str
    expected: list[ExpectedOut]


class AvailabilityOut(Schema):
    """What can be had now and what is on its way; ``unknown`` SKUs are not sold here."""

    model_config = ConfigDict(json_schema_extra={"example": examples.AVAILABILITY_ANSWER})

    skus: list[AvailableOut]
    unknown: list[str]


class QuoteLineOut(Schema):
    position: int
    sku: str
    name: str
    unit_price: Amount
    quantity: int
    amount: Amount
    discount_amount: Amount
    tax_percent: Amount
    tax_amount: Amount
    allocated: int
    backordered: int
    promise_on: date
    kit: int | None
    per_kit: int | None


class QuoteKitOut(Schema):
    """A kit of the quote; its goods are on the ``lines`` named by position."""

    position: int
    sku: str
    name: str
    quantity: int
    unit_price: Amount
    amount: Amount
    lines: list[int]


class QuoteOut(Schema):
    """What an order of this would cost and when it would arrive, were it placed now."""

    model_config = ConfigDict(json_schema_extra={"example": examples.QUOTE_ANSWER})

    currency: str
    vat_id: str
    tax_treatment: str
    tax_reason: str
    shipping_method: str
    lines_total: Amount
    discount_total: Amount
    charges_total: Amount
    tax_total: Amount
    total: Amount
    promised_on: date | None
    quoted_at: datetime
    lines: list[QuoteLineOut]
    kits: list[QuoteKitOut]
    discounts: list[DiscountOut]
    charges: list[ChargeOut]


class HeldOut(Schema):
    sku: str
    quantity: int


class ReservationOut(Schema):
    """Goods held under a token until ``expires_at``; ``is_active`` is false once used, released or expired."""

    model_config = ConfigDict(json_schema_extra={"example": examples.RESERVATION_ANSWER})

    token: str
    expires_at: datetime
    is_active: bool
    lines: list[HeldOut]


class TotalsOut(Schema):
    lines_total: Amount
    discount_total: Amount
    charges_total: Amount
    tax_total: Amount
    total: Amount


class EditLineOut(Schema):
    """A line that would change; stock and day are of units that would be added."""

    position: int
    name: str
    units_before: int
    units_after: int
    unit_price: Amount
    amount_before: Amount
    amount_after: Amount
    allocated: int | None
    backordered: int | None
    promise_on: date | None


class ReasonOut(Schema):
    code: str
    sentence: str
    fix: str


class EditPreviewOut(Schema):
    """What an edit would do. ``to_secure`` has to be authorized or paid first; ``to_give_back`` is refunded."""

    model_config = ConfigDict(json_schema_extra={"example": examples.EDIT_ANSWER})

    version: int
    currency: str
    before: TotalsOut
    after: TotalsOut
    to_secure: Amount
    to_give_back: Amount
    to_let_go: Amount
    is_possible: bool
    blockers: list[ReasonOut]
    lines: list[EditLineOut]
