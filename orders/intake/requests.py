"""What somebody wishes to order, as plain values: the same from every way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.errors import OmsError
from orders.intake.gift_codes import gift_fingerprint
from orders.models.money import TenderKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """Units of one SKU. Without ``unit_price`` the channel's list price holds; another one needs its reason.

    ``tax_amount`` counts only in an order that is priced already.
    """

    sku_code: str
    quantity: int
    unit_price: Decimal | None = None
    price_reason: str = ""
    discounts: "Sequence[DiscountRequest]" = field(default_factory=tuple)
    tax_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRequest:
    """Who buys: found by ``external_id`` or e-mail, made otherwise."""

    name: str
    email: str = ""
    phone: str = ""
    external_id: str = ""
    company: str = ""
    locale: str = "en"
    vat_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRequest:
    """Where to; ``country`` is an ISO 3166 alpha-2 code."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    company: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderRequest:
    """How to pay; the last one without ``amount`` takes the rest, credit without one as much as there is.

    For ``awaited_amount`` of it goods are coming back: credit arrives with them, a card is only held until they do.
    The code of a gift card is turned into its fingerprint here and forgotten.
    """

    kind: str
    token: str = ""
    amount: Decimal | None = None
    awaited_amount: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.kind == TenderKind.GIFT_CARD:
            object.__setattr__(self, "token", gift_fingerprint(self.token))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountRequest:
    """Less to pay on the whole order or on one line: an amount in its currency, or a percentage, never both."""

    label: str
    amount: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """More to pay; given charges replace the shipping method's own rate when they are of kind shipping.

    Taxed as ``tax_class`` says; without one as the shipping method is.
    """

    kind: str
    label: str
    amount: Decimal
    tax_class: str = ""
    tax_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """One wish. Either ``customer`` or ``customer_id``; an address unless it is picked up or needs none.

    ``pickup_warehouse`` is the code of the warehouse at whose counter it is collected; with the only counter
    it may be left out.

    ``reservation`` is the token of goods held for it; what is still held of the lines' SKUs is used up.
    ``is_priced``: the shop has sold it at this price, so the given charges are all and the given taxes hold.
    """

    channel_code: str
    lines: Sequence[LineRequest]
    customer: CustomerRequest | None = None
    customer_id: int | None = None
    shipping_address: AddressRequest | None = None
    billing_address: AddressRequest | None = None
    shipping_address_id: int | None = None
    shipping_method: str = "standard"
    pickup_warehouse: str = ""
    tenders: Sequence[TenderRequest] = field(default_factory=tuple)
    discounts: Sequence[DiscountRequest] = field(default_factory=tuple)
    charges: Sequence[ChargeRequest] = field(default_factory=tuple)
    voucher_codes: Sequence[str] = field(default_factory=tuple)
    external_id: str = ""
    idempotency_key: str = ""
    intake: str = "api"
    po_number: str = ""
    requires_signature: bool = False
    leave_at_door: bool = False
    delivery_instructions: str = ""
    client_ip: str = ""
    ship_policy: str = ""
    tags: Sequence[str] = field(default_factory=tuple)
    original_order_id: int | None = None
    reservation: str = ""
    is_priced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one request: an order, the same order again, or a refusal."""

    order_id: int | None
    number: str = ""
    error: OmsError | None = None
    is_repeat: bool = False
