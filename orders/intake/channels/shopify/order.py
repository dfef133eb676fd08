"""A Shopify order as a wish that costs what it cost the customer, to the cent."""

from decimal import Decimal

from core.money import ZERO, line_amount, split
from orders.intake.channels.contract import Goods, NoticeRefused, OrderNews
from orders.intake.channels.shopify.people import address_of, customer_of
from orders.intake.channels.shopify.reading import Body, members, moment, money, part, sum_of, text
from orders.intake.requests import ChargeRequest, DiscountRequest, LineRequest, OrderRequest, TenderRequest
from orders.models import ChargeKind, TenderKind
from orders.statuses import Intake

_HOLDS_MONEY = ("paid", "partially_refunded", "refunded")


def order_news(body: Body, *, channel_code: str) -> OrderNews:
    """The order. Raises NoticeRefused naming the field, also when the payload's own sums do not add up."""
    if not text(body, "id"):
        raise NoticeRefused("The order has no id.", field="id")
    currency = text(body, "currency")
    if len(currency) != 3:
        raise NoticeRefused(f"“{currency[:20]}” is not a currency.", field="currency")
    items = members(body, "line_items")
    if not items:
        raise NoticeRefused("The order has no line_items.", field="line_items")
    lines = [_line(item, nr, currency) for nr, item in enumerate(items)]
    goods = _goods_total(lines, body, currency)
    own, whole = _discounts(body, currency)
    charges, shipping = _shipping(body, currency)
    discount = sum(own, ZERO) + whole
    total = money(body, "total_price", currency)
    tax = money(body, "total_tax", currency)
    is_included = bool(body.get("taxes_included"))
    computed = goods - discount + shipping + (ZERO if is_included else tax)
    if computed != total:
        raise NoticeRefused(
            f"total_price is {total}, but goods {goods} less {discount} with shipping {shipping} and tax {tax} make "
            f"{computed}. Tips, duties and gift cards are not mapped.",
            field="total_price",
        )
    taxes = _taxes(body, lines, own, tax, currency)
    request = OrderRequest(
        channel_code=channel_code,
        lines=[_priced(line, less, share) for line, less, share in zip(lines, own, taxes[: len(lines)], strict=True)],
        customer=customer_of(body),
        shipping_address=address_of(part(body, "shipping_address")),
        billing_address=address_of(part(body, "billing_address")),
        tenders=[TenderRequest(kind=TenderKind.TRANSFER)] if total else [],
        discounts=[_discount(body, whole)] if whole else [],
        charges=[_taxed(charge, share) for charge, share in zip(charges, taxes[len(lines) :], strict=True)],
        external_id=text(body, "id"),
        intake=Intake.ONLINE,
        po_number=text(body, "name")[:64],
        delivery_instructions=text(body, "note")[:300],
        tags=[tag.strip()[:40] for tag in text(body, "tags").split(",") if tag.strip()],
        is_priced=True,
    )
    return OrderNews(
        request=request, updated_at=moment(body, "updated_at", "created_at"), total=total, currency=currency,
        goods=[_goods(item) for item in items], is_canceled=bool(body.get("cancelled_at")),
        cancel_reason=text(body, "cancel_reason"),
        paid=total if body.get("financial_status") in _HOLDS_MONEY else ZERO,
        paid_reference=f"order {text(body, 'id')}", tax_included=is_included,
    )  # fmt: skip


def _line(item: Body, nr: int, currency: str) -> LineRequest:
    code = text(item, "sku")
    if not code:
        raise NoticeRefused("The line has no SKU. Give the variant one in the shop.", field=f"line_items[{nr}].sku")
    if item.get("gift_card"):
        raise NoticeRefused("Gift cards are not goods here.", field=f"line_items[{nr}].gift_card")
    quantity = item.get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise NoticeRefused(f"The quantity is {quantity}.", field=f"line_items[{nr}].quantity")
    price = money(item, "price", currency, path=f"line_items[{nr}].")
    return LineRequest(sku_code=code, quantity=quantity, unit_price=price, price_reason="Sold in the shop")


def _goods(item: Body) -> Goods:
    grams = item.get("grams")
    return Goods(
        sku_code=text(item, "sku"),
        name=(text(item, "name") or text(item, "title") or text(item, "sku"))[:160],
        needs_shipping=item.get("requires_shipping") is not False,
        weight_grams=grams if isinstance(grams, int) and grams > 0 else 0,
    )


def _goods_total(lines: list[LineRequest], body: Body, currency: str) -> Decimal:
    goods = sum((line_amount(line.quantity, line.unit_price or ZERO, currency) for line in lines), ZERO)
    said = body.get("total_line_items_price")
    if said is not None and money(body, "total_line_items_price", currency) != goods:
        raise NoticeRefused(
            f"total_line_items_price is {said}, but the line_items make {goods}.", field="total_line_items_price"
        )
    return goods


def _discounts(body: Body, currency: str) -> tuple[list[Decimal], Decimal]:
    """What each line is cheaper by, and what is left for the whole order."""
    own = []
    for nr, item in enumerate(members(body, "line_items")):
        allocations = members(item, "discount_allocations")
        path = f"line_items[{nr}].discount_allocations"
        own.append(sum_of(allocations, "amount", currency, path) or money(item, "total_discount", currency))
    whole = money(body, "total_discounts", currency) - sum(own, ZERO)
    if whole < 0:
        raise NoticeRefused("total_discounts is less than the discounts of the lines.", field="total_discounts")
    return own, whole


def _discount(body: Body, amount: Decimal) -> DiscountRequest:
    code = next((text(one, "code") for one in members(body, "discount_codes")), "")
    return DiscountRequest(label=code[:120] or "Discount", amount=amount, code=code[:40])


def _shipping(body: Body, currency: str) -> tuple[list[ChargeRequest], Decimal]:
    charges = []
    for nr, one in enumerate(members(body, "shipping_lines")):
        name = "discounted_price" if one.get("discounted_price") not in (None, "") else "price"
        amount = money(one, name, currency, path=f"shipping_lines[{nr}].")
        if amount:
            label = text(one, "title")[:120] or "Shipping"
            charges.append(ChargeRequest(kind=ChargeKind.SHIPPING, label=label, amount=amount))
    return charges, sum((charge.amount for charge in charges), ZERO)


def _taxes(body: Body, lines: list[LineRequest], own: list[Decimal], tax: Decimal, currency: str) -> list[Decimal]:
    """The tax of each line and of each shipping charge: as the payload says, else shared by what they cost."""
    charged = [one for one in members(body, "shipping_lines") if _costs(one, currency)]
    parts = [*members(body, "line_items"), *charged]
    said = [sum_of(members(one, "tax_lines"), "price", currency, "tax_lines") for one in parts]
    if sum(said, ZERO) == tax:
        return said
    if any(said):
        raise NoticeRefused(f"total_tax is {tax}, but the tax_lines make {sum(said, ZERO)}.", field="total_tax")
    amounts = [line_amount(line.quantity, line.unit_price or ZERO, currency) for line in lines]
    weights = [amount - less for amount, less in zip(amounts, own, strict=True)]
    weights += [money(one, "price", currency) for one in charged]
    return split(tax, weights, currency)


def _costs(one: Body, currency: str) -> bool:
    name = "discounted_price" if one.get("discounted_price") not in (None, "") else "price"
    return bool(money(one, name, currency))


def _priced(line: LineRequest, less: Decimal, tax: Decimal) -> LineRequest:
    return LineRequest(
        sku_code=line.sku_code, quantity=line.quantity, unit_price=line.unit_price, price_reason=line.price_reason,
        discounts=[DiscountRequest(label="Discount", amount=less)] if less else [], tax_amount=tax,
    )  # fmt: skip


def _taxed(charge: ChargeRequest, tax: Decimal) -> ChargeRequest:
    return ChargeRequest(kind=charge.kind, label=charge.label, amount=charge.amount, tax_amount=tax)
