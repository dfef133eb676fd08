"""The columns of an order file: what each holds, and under which other names files bring it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row. ``path`` is the field of the wish it fills, as refusals name it."""

    name: str
    path: str
    help: str
    is_required: bool = False
    aliases: tuple[str, ...] = ()


ORDER_COLUMNS = (
    Column("external_id", "external_id", "The order's number at the channel; rows with the same one are one order.",
           True, ("order", "order_id", "order_number", "name")),
    Column("customer_name", "customer.name", "Who buys.", True, ("customer", "billing_name")),
    Column("customer_email", "customer.email", "E-mail; finds a known customer.", False, ("email",)),
    Column("customer_phone", "customer.phone", "Phone, best in E.164 (+4930123456).", False, ("phone",)),
    Column("customer_external_id", "customer.external_id", "The customer's number at the channel."),
    Column("customer_company", "customer.company", "Company.", False, ("company",)),
    Column("ship_name", "shipping_address.name", "Who receives; the customer when empty."),
    Column("ship_company", "shipping_address.company", "Company of the address."),
    Column("ship_line1", "shipping_address.line1", "Street and number.", False, ("street", "address1", "line1")),
    Column("ship_line2", "shipping_address.line2", "Second address line.", False, ("address2", "line2")),
    Column("ship_postal_code", "shipping_address.postal_code", "Postal code.", False, ("zip", "postal_code")),
    Column("ship_city", "shipping_address.city", "City.", False, ("city",)),
    Column("ship_region", "shipping_address.region", "State or province.", False, ("state", "province", "region")),
    Column("ship_country", "shipping_address.country", "ISO 3166 alpha-2 code, such as DE.", False, ("country",)),
    Column("shipping_method", "shipping_method", "Code of the method; “standard” when empty."),
    Column("pickup_warehouse", "pickup_warehouse", "With a method of pickup: the code of the warehouse."),
    Column("shipping_amount", "charges[0].amount", "Shipping in the channel's currency; the method's rate when empty."),
    Column("discount_amount", "discounts[0].amount", "Off the whole order, in the channel's currency."),
    Column("payment", "tenders[0].kind", "card, transfer, cash_on_delivery, on_account, check or store_credit.", False,
           ("payment_method",)),
    Column("payment_token", "tenders[0].token", "The gateway's token of a card, never a card number."),
    Column("payment_amount", "tenders[0].amount", "What it pays; the rest when empty. Only the last may be empty."),
    Column("payment_2", "tenders[1].kind", "A second way to pay, used after the first."),
    Column("payment_2_token", "tenders[1].token", "Its token."),
    Column("payment_2_amount", "tenders[1].amount", "What it pays; the rest when empty."),
    Column("payment_3", "tenders[2].kind", "A third way to pay, used after the second."),
    Column("payment_3_token", "tenders[2].token", "Its token."),
    Column("payment_3_amount", "tenders[2].amount", "What it pays; the rest when empty."),
    Column("po_number", "po_number", "The customer's own order number."),
    Column("requires_signature", "requires_signature", "yes or no: only against a signature."),
    Column("leave_at_door", "leave_at_door", "yes or no: may be left at the door."),
    Column("delivery_instructions", "delivery_instructions", "For the driver."),
    Column("voucher", "voucher_codes", "One voucher code."),
)  # fmt: skip
LINE_COLUMNS = (
    Column("sku", "sku_code", "SKU code.", True, ("sku_code", "lineitem_sku", "item")),
    Column("quantity", "quantity", "Units, 1 to 1,000,000.", True, ("qty", "lineitem_quantity", "units")),
    Column("unit_price", "unit_price", "Price of one unit in the channel's currency; the list's when empty.", False,
           ("price", "lineitem_price")),
    Column("price_reason", "price_reason", "Why it is not the list's price; the import's number when empty."),
)  # fmt: skip
COLUMNS = (*ORDER_COLUMNS, *LINE_COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.is_required)
BY_PATH = {column.path: column.name for column in COLUMNS}


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Column name → header of the file, where a header says what it holds."""
    found: dict[str, str] = {}
    plain = {_plain(header): header for header in reversed(headers)}
    for column in COLUMNS:
        for name in (column.name, *column.aliases):
            if name in plain and plain[name] not in found.values():
                found[column.name] = plain[name]
                break
    return found


def missing_columns(mapping: Mapping[str, str]) -> list[str]:
    """Required columns that no header is mapped to."""
    return [name for name in REQUIRED if not mapping.get(name)]


def _plain(header: str) -> str:
    return "_".join(header.strip().lower().replace("-", " ").replace("_", " ").split())
