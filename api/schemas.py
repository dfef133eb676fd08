"""What the API takes and gives. Amounts are text with the currency's decimals, never floats."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer

Amount = Annotated[Decimal, PlainSerializer(lambda amount: format(amount, "f"), return_type=str)]

EXAMPLE: dict[str, Any] = {
    "external_id": "SHOP-1001",
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+4930123456"},
    "shipping_address": {
        "name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postal_code": "10117",
        "country": "DE",
    },
    "shipping_method": "standard",
    "lines": [{"sku": "MUG-BLUE", "quantity": 2}],
    "tenders": [{"kind": "card", "token": "tok_visa"}],
}  # fmt: skip


class Strict(Schema):
    """A misspelled field is told, not ignored."""

    model_config = ConfigDict(extra="forbid")


class CustomerIn(Strict):
    name: str = Field(max_length=160)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=32)
    external_id: str = Field("", max_length=64)
    company: str = Field("", max_length=160)
    locale: str = Field("en", max_length=10)
    vat_id: str = Field("", max_length=32, description="Checked; begins with its country, such as DE136695976")


class AddressIn(Strict):
    name: str = Field(max_length=160)
    company: str = Field("", max_length=160)
    line1: str = Field(max_length=160)
    line2: str = Field("", max_length=160)
    city: str = Field(max_length=80)
    region: str = Field("", max_length=80)
    postal_code: str = Field("", max_length=20)
    country: str = Field(max_length=2, description="ISO 3166 alpha-2")
    phone: str = Field("", max_length=32)


class DiscountIn(Strict):
    """Either an amount or a percentage of what the discounts before it left."""

    label: str = Field(max_length=120)
    amount: Decimal | None = Field(None, gt=0, max_digits=15, decimal_places=4)
    percent: Decimal | None = Field(None, gt=0, le=100, max_digits=7, decimal_places=4)
    reason: str = Field("", max_length=200)
    code: str = Field("", max_length=40, description="Your own; not a voucher's")


class ChargeIn(Strict):
    kind: str = Field(description="shipping (instead of the method's own rate), handling, fee, manual")
    label: str = Field(max_length=120)
    amount: Decimal = Field(gt=0, max_digits=15, decimal_places=4)
    tax_class: str = Field("", max_length=24, description="As shipping is taxed, unless given")


class LineIn(Strict):
    sku: str = Field(max_length=64)
    quantity: int = Field(ge=1, le=1_000_000)
    unit_price: Decimal | None = Field(
        None, ge=0, max_digits=15, decimal_places=6,
        description="Another price than the list's needs the scope “orders:override_price” and a reason",
    )  # fmt: skip
    price_reason: str = Field("", max_length=120)
    discounts: list[DiscountIn] = Field(default_factory=list, max_length=5)


class TenderIn(Strict):
    kind: str = Field(description="card, transfer, cash_on_delivery, on_account, store_credit")
    token: str = Field("", max_length=120, description="The gateway's token, never a card number")
    amount: Decimal | None = Field(None, gt=0, max_digits=15, decimal_places=4)


class OrderIn(Strict):
    """One order. Prices, tax and shipping come from the channel unless given."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    external_id: str = Field("", max_length=64, description="Your number; unique within the channel")
    customer: CustomerIn
    shipping_address: AddressIn | None = None
    billing_address: AddressIn | None = None
    shipping_method: str = Field("standard", max_length=32)
    lines: list[LineIn] = Field(min_length=1, max_length=1000)
    tenders: list[TenderIn] = Field(default_factory=list, max_length=10)
    discounts: list[DiscountIn] = Field(default_factory=list, max_length=20)
    charges: list[ChargeIn] = Field(default_factory=list, max_length=10)
    voucher_codes: list[str] = Field(default_factory=list, max_length=10, description="Each at most once")
    po_number: str = Field("", max_length=64)
    reservation: str = Field("", max_length=64, description="The token of goods that are held for this order")
    requires_signature: bool = False
    leave_at_door: bool = False
    delivery_instructions: str = Field("", max_length=300)


class LineOut(Schema):
    position: int
    sku: str
    name: str
    unit_price: Amount
    ordered: int
    allocated: int
    backordered: int
    shipped: int
    delivered: int
    canceled: int
    returned: int
    amount: Amount
    discount_amount: Amount
    tax_percent: Amount
    tax_amount: Amount
    promise_on: date | None


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


class OrderOut(Schema):
    """An order as it stands now."""

    number: str
    external_id: str
    state: str
    display_status: str
    fulfillment_status: str
    payment_status: str
    return_status: str
    currency: str
    po_number: str
    vat_id: str
    tax_treatment: str
    tax_reason: str
    lines_total: Amount
    discount_total: Amount
    charges_total: Amount
    tax_total: Amount
    total: Amount
    promised_on: date | None
    placed_at: datetime | None
    lines: list[LineOut]
    discounts: list[DiscountOut]
    charges: list[ChargeOut]


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str = ""
