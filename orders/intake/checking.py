"""Look at a wish before anything is read: shape, ranges, codes. Every refusal names the field."""

from decimal import Decimal
from ipaddress import ip_address

from catalog.models import Channel
from core.errors import InvalidInput
from core.money import exponent
from orders.errors import RequestRefused
from orders.intake.reference import Reference
from orders.intake.requests import AddressRequest, DiscountRequest, OrderRequest
from orders.intake.tags import checked_tags
from orders.intake.tendering import check_order_of_use
from orders.intake.vouchers import FIELD, plain_code
from orders.models import ChargeKind
from orders.statuses import Intake

MAX_LINES = 1000
MAX_QUANTITY = 1_000_000
MAX_PRICE = Decimal(10) ** 9
MAX_VOUCHERS = 10


def check_request(request: OrderRequest, reference: Reference) -> Channel:
    """The request's channel. Raises RequestRefused naming the first field that cannot be taken."""
    channel = reference.channels.get(request.channel_code)
    if channel is None:
        known = ", ".join(sorted(reference.channels)) or "none yet"
        raise _refused("channel", f"There is no active channel “{request.channel_code}”. Use one of: {known}.")
    if request.shipping_method and request.shipping_method not in reference.methods:
        known = ", ".join(sorted(reference.methods)) or "none yet"
        raise _refused("shipping_method", f"Unknown shipping method “{request.shipping_method}”. Use one of: {known}.")
    if request.intake not in Intake.values:
        raise _refused("intake", f"“{request.intake}” is not one of {', '.join(Intake.values)}.")
    if request.customer is None and request.customer_id is None:
        raise _refused("customer", "Who orders? Give a customer, at least by name.")
    check_delivery(
        requires_signature=request.requires_signature, leave_at_door=request.leave_at_door,
        delivery_instructions=request.delivery_instructions,
    )  # fmt: skip
    _check_texts(request)
    _check_lines(request, channel)
    _check_money(request, channel)
    _check_vouchers(request)
    checked_tags(request.tags)
    for name in ("shipping_address", "billing_address"):
        address: AddressRequest | None = getattr(request, name)
        if address is not None:
            _check_address(address, name)
    return channel


def check_delivery(*, requires_signature: bool, leave_at_door: bool, delivery_instructions: str) -> None:
    """Raises RequestRefused for wishes that a driver could not both keep, or a text too long to keep."""
    if requires_signature and leave_at_door:
        raise _refused(
            "leave_at_door", "What is left at the door is signed by nobody. Ask for a signature or for the door."
        )
    check_text(delivery_instructions, "delivery_instructions", _LENGTHS["delivery_instructions"])


def _refused(field: str, message: str) -> InvalidInput:
    return RequestRefused(message, field=field)


_LENGTHS = {"external_id": 64, "po_number": 64, "delivery_instructions": 300, "idempotency_key": 200, "reservation": 64}


_CUSTOMER_LENGTHS = {"name": 160, "email": 254, "phone": 32, "company": 160, "external_id": 64, "vat_id": 32}


def _check_texts(request: OrderRequest) -> None:
    for name, limit in _LENGTHS.items():
        check_text(getattr(request, name), name, limit)
    _check_client_ip(request.client_ip)
    if request.customer is not None:
        for name, limit in _CUSTOMER_LENGTHS.items():
            check_text(getattr(request.customer, name), f"customer.{name}", limit)
        if not request.customer.name.strip():
            raise _refused("customer.name", "The customer needs a name.")


def _check_client_ip(text: str) -> None:
    if text and not is_ip_address(text):
        raise _refused("client_ip", "This is no IP address. Write it like 203.0.113.7 or 2001:db8::7.")


def is_ip_address(text: str) -> bool:
    """Whether the database can keep it; an address of one machine's own network card is nobody's."""
    try:
        return not getattr(ip_address(text), "scope_id", None)
    except ValueError:
        return False


def check_text(text: str, field: str, limit: int) -> None:
    """Raises RequestRefused when PostgreSQL could not keep the text as it is."""
    if len(text) > limit:
        raise _refused(field, f"{field} has {len(text)} characters; at most {limit} can be kept.")
    if "\x00" in text:
        raise _refused(field, f"{field} contains a NUL character; remove it.")


def _check_lines(request: OrderRequest, channel: Channel) -> None:
    if not request.lines:
        raise _refused("lines", "An order needs at least one line.")
    if len(request.lines) > MAX_LINES:
        raise _refused("lines", f"{len(request.lines)} lines are more than the {MAX_LINES} one order may have.")
    for index, line in enumerate(request.lines):
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise _refused(
                f"lines[{index}].quantity", f"The quantity must be 1 to {MAX_QUANTITY}, not {line.quantity}."
            )
        check_tax(line.tax_amount, f"lines[{index}].tax_amount", channel)
        price = line.unit_price
        if price is not None and not (price.is_finite() and 0 <= price < MAX_PRICE):
            raise _refused(f"lines[{index}].unit_price", f"The unit price must be 0 or more, not {price}.")
        check_text(line.price_reason, f"lines[{index}].price_reason", 120)
        for number, discount in enumerate(line.discounts):
            _check_discount(discount, f"lines[{index}].discounts[{number}]", channel)


def _check_money(request: OrderRequest, channel: Channel) -> None:
    for index, discount in enumerate(request.discounts):
        _check_discount(discount, f"discounts[{index}]", channel)
    for index, charge in enumerate(request.charges):
        _check_amount(charge.amount, f"charges[{index}].amount", channel)
        check_tax(charge.tax_amount, f"charges[{index}].tax_amount", channel)
        check_text(charge.label, f"charges[{index}].label", 120)
        if charge.kind not in ChargeKind.values:
            raise _refused(f"charges[{index}].kind", f"“{charge.kind}” is not one of {', '.join(ChargeKind.values)}.")
    check_order_of_use(request.tenders)
    for index, tender in enumerate(request.tenders):
        check_text(tender.token, f"tenders[{index}].token", 120)
        if tender.amount is not None:
            _check_amount(tender.amount, f"tenders[{index}].amount", channel)


def _check_discount(discount: DiscountRequest, field: str, channel: Channel) -> None:
    check_text(discount.label, f"{field}.label", 120)
    check_text(discount.reason, f"{field}.reason", 200)
    check_text(discount.code, f"{field}.code", 40)
    if (discount.amount is None) == (discount.percent is None):
        raise _refused(field, "Give a discount either an amount or a percentage.")
    percent = discount.percent
    if percent is not None and not (percent.is_finite() and 0 < percent <= 100):
        raise _refused(f"{field}.percent", f"The percentage must be above 0 and at most 100, not {percent}.")
    if discount.amount is not None:
        _check_amount(discount.amount, f"{field}.amount", channel)


def _check_vouchers(request: OrderRequest) -> None:
    if len(request.voucher_codes) > MAX_VOUCHERS:
        raise _refused(FIELD, f"An order takes at most {MAX_VOUCHERS} vouchers, not {len(request.voucher_codes)}.")
    seen = set()
    for code in request.voucher_codes:
        check_text(code, FIELD, 40)
        plain = plain_code(code)
        if not plain:
            raise _refused(FIELD, "A voucher code is empty. Leave it out.")
        if plain in seen:
            raise _refused(FIELD, f"Voucher “{code}” is given twice; an order redeems it once.")
        seen.add(plain)


def check_tax(tax: Decimal | None, field: str, channel: Channel) -> None:
    """Raises RequestRefused for a given tax that is none; zero is one."""
    if tax is not None and tax != 0:
        _check_amount(tax, field, channel)


def _check_amount(amount: Decimal, field: str, channel: Channel) -> None:
    decimals = exponent(channel.currency)
    if not amount.is_finite() or amount <= 0 or amount >= MAX_PRICE:
        raise _refused(field, f"The amount must be more than 0, not {amount}.")
    if -int(amount.normalize().as_tuple().exponent) > decimals:
        raise _refused(field, f"{channel.currency} has {decimals} decimals; {amount} has more.")


def _check_address(address: AddressRequest, name: str) -> None:
    for part in ("name", "line1", "city", "country"):
        if not getattr(address, part).strip():
            raise _refused(f"{name}.{part}", f"The address needs a {part.replace('line1', 'street line')}.")
    limits = {"name": 160, "company": 160, "line1": 160, "line2": 160, "city": 80, "region": 80, "phone": 32}
    for part, limit in {**limits, "postal_code": 20}.items():
        check_text(getattr(address, part), f"{name}.{part}", limit)
    if len(address.country) != 2 or not address.country.isalpha() or not address.country.isupper():
        raise _refused(f"{name}.country", f"“{address.country}” is not an ISO 3166 country code such as DE.")
