"""What shops ask for: orders, drafts, quotes. Prices, tax and shipping come from the channel unless given."""

from decimal import Decimal

from pydantic import ConfigDict, Field

from api.schemas.examples import DRAFT, NEW_DRAFT, ORDER, QUOTE
from api.schemas.text import Mail, Strict, Text


class CustomerIn(Strict):
    """Found by ``external_id`` or e-mail, made otherwise."""

    name: Text = Field(min_length=1, max_length=160)
    email: Mail = Field("", max_length=254)
    phone: Text = Field("", max_length=32)
    external_id: Text = Field("", max_length=64)
    company: Text = Field("", max_length=160)
    locale: Text = Field("en", max_length=10)
    vat_id: Text = Field("", max_length=32, description="Checked; begins with its country, such as DE136695976")


class AddressIn(Strict):
    name: Text = Field(min_length=1, max_length=160)
    company: Text = Field("", max_length=160)
    line1: Text = Field(min_length=1, max_length=160)
    line2: Text = Field("", max_length=160)
    city: Text = Field(min_length=1, max_length=80)
    region: Text = Field("", max_length=80)
    postal_code: Text = Field("", max_length=20)
    country: Text = Field(pattern="^[A-Z]{2}$", description="ISO 3166 alpha-2")
    phone: Text = Field("", max_length=32)


class DiscountIn(Strict):
    """Either an amount or a percentage of what the discounts before it left."""

    label: Text = Field(max_length=120)
    amount: Decimal | None = Field(None, gt=0, max_digits=15, decimal_places=4)
    percent: Decimal | None = Field(None, gt=0, le=100, max_digits=7, decimal_places=4)
    reason: Text = Field("", max_length=200)
    code: Text = Field("", max_length=40, description="Your own; not a voucher's")


class ChargeIn(Strict):
    kind: Text = Field(max_length=16, description="shipping (instead of the method's own rate), handling, fee, manual")
    label: Text = Field(max_length=120)
    amount: Decimal = Field(gt=0, max_digits=15, decimal_places=4)
    tax_class: Text = Field("", max_length=24, description="As shipping is taxed, unless given")


class LineIn(Strict):
    sku: Text = Field(max_length=64)
    quantity: int = Field(ge=1, le=1_000_000)
    unit_price: Decimal | None = Field(
        None, ge=0, max_digits=15, decimal_places=6,
        description="Another price than the list's needs the scope “orders:override_price” and a reason",
    )  # fmt: skip
    price_reason: Text = Field("", max_length=120)
    discounts: list[DiscountIn] = Field(default_factory=list, max_length=5)


class TenderIn(Strict):
    """One of the ways to pay; they are used in the order in which they are given."""

    kind: Text = Field(
        max_length=24, description="card, transfer, cash_on_delivery, on_account, check, store_credit, gift_card"
    )
    token: Text = Field(
        "", max_length=120, description="The gateway's token or a gift card's code, never a card number"
    )
    amount: Decimal | None = Field(
        None, gt=0, max_digits=15, decimal_places=4,
        description="What it pays, in the channel's currency. Only the last may have none: it pays the rest. Credit"
        " (store_credit, gift_card) without one pays what there is",
    )  # fmt: skip


class Basket(Strict):
    """What an order costs follows from this alone."""

    shipping_address: AddressIn | None = None
    shipping_method: Text = Field("standard", max_length=32)
    pickup_warehouse: Text = Field("", max_length=16, description="With a method of pickup: whose counter, by code")
    lines: list[LineIn] = Field(min_length=1, max_length=1000)
    discounts: list[DiscountIn] = Field(default_factory=list, max_length=20)
    charges: list[ChargeIn] = Field(default_factory=list, max_length=10)
    voucher_codes: list[Text] = Field(default_factory=list, max_length=10, description="Each at most once")


class Wish(Basket):
    """What a draft and an order have in common."""

    customer: CustomerIn
    external_id: Text = Field("", max_length=64, description="Your number; unique within the channel")
    billing_address: AddressIn | None = None
    tenders: list[TenderIn] = Field(default_factory=list, max_length=10)
    po_number: Text = Field("", max_length=64)
    requires_signature: bool = False
    leave_at_door: bool = False
    delivery_instructions: Text = Field("", max_length=300)
    client_ip: Text = Field("", max_length=45, description="From where your customer ordered; the fraud rules count it")


class OrderIn(Wish):
    """One order, placed at once."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": ORDER})

    reservation: Text = Field("", max_length=64, description="The token of goods that are held for this order")


class DraftIn(Wish):
    """One order to be: priced, without a claim on stock."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": DRAFT})


class NewDraftIn(Wish):
    """The whole draft as it is to be; ``external_id`` stays what it was."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": NEW_DRAFT})

    expected_version: int | None = Field(None, ge=1, le=2_147_483_647)


class QuoteIn(Basket):
    """What to work out; the customer matters for tax and for vouchers that are theirs alone."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": QUOTE})

    customer: CustomerIn | None = None
    reservation: Text = Field("", max_length=64, description="The token of goods that are held for this order")
