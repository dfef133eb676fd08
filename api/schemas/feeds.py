"""What feeds give. The place of the reader is theirs to keep: ``next`` goes on where the page ended, whenever."""

from datetime import date, datetime

from ninja import Field, Schema

from api.schemas.answers import AddressOut, SummaryOut
from api.schemas.text import Amount


class FeedLineOut(Schema):
    position: int
    sku: str
    name: str
    ordered: int
    canceled: int
    allocated: int
    backordered: int
    shipped: int
    delivered: int
    returned: int
    unit_price: Amount
    amount: Amount
    discount_amount: Amount
    tax_percent: Amount
    tax_amount: Amount
    promise_on: date | None


class FeedBuyerOut(Schema):
    name: str
    email: str


class FeedOrderOut(SummaryOut):
    """An order as it stands now; who bought it is null without the scope `customers:read`."""

    po_number: str
    customer_number: str
    country: str
    shipping_method: str
    lines_total: Amount
    discount_total: Amount
    charges_total: Amount
    tax_total: Amount
    authorized_amount: Amount
    captured_amount: Amount
    refunded_amount: Amount
    credited_amount: Amount
    confirmed_at: datetime | None
    completed_at: datetime | None
    canceled_at: datetime | None
    customer: FeedBuyerOut | None
    shipping_address: AddressOut | None
    lines: list[FeedLineOut]


class FeedCustomerOut(Schema):
    """A customer who bought in this channel, with the address used last; empty words where they were erased."""

    number: str
    external_id: str
    name: str
    company: str
    email: str
    phone: str
    locale: str
    vat_id: str
    is_tax_exempt: bool
    payment_terms_days: int
    is_blocked: bool
    created_at: datetime
    changed_at: datetime
    erased_at: datetime | None
    address: AddressOut | None


class OrderFeedOut(Schema):
    orders: list[FeedOrderOut]
    next: str = Field(description="Where to go on: keep it, and ask with it again now or in a year")
    has_more: bool = Field(description="More is there already: ask again at once")


class CustomerFeedOut(Schema):
    customers: list[FeedCustomerOut]
    next: str = Field(description="Where to go on: keep it, and ask with it again now or in a year")
    has_more: bool = Field(description="More is there already: ask again at once")
