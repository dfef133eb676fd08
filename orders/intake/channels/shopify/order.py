"""A Shopify order as a wish that costs what it cost the customer, to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import ZERO, line_amount, split
from orders.intake.channels.contract import Goods, NoticeRefused, OrderNews
from orders.intake.channels.shopify.extras import Extra, extras_of, lowered_by, paid_for
from orders.intake.channels.shopify.people import address_of, customer_of
from orders.intake.channels.shopify.reading import Body, members, moment, money, part, sum_of, text
from orders.intake.checking import is_ip_address
from orders.intake.requests import DiscountRequest, LineRequest, OrderRequest, TenderRequest
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
    extras = extras_of(body, currency)
    own = _lowered(body, currency)
    total, tax = money(body, "total_price", currency), money(body, "total_tax", currency)
    is_included = bool(body.get("taxes_included"))
    whole = _whole(body, currency, goods=goods, own=own, extras=extras, tax=ZERO if is_included else tax)
    taxes = _taxes(body, lines, own, extras, tax, currency)
    request = OrderRequest(
        channel_code=channel_code,
        lines=[_priced(line, less, share) for line, less, share in zip(lines, own, taxes[: len(lines)], strict=True)],
        customer=customer_of(body),
        shipping_address=address_of(part(body, "shipping_address")),
        billing_address=address_of(part(body, "billing_address")),
        tenders=[TenderRequest(kind=TenderKind.TRANSFER)] if total else [],
        discounts=[_discount(body, whole)] if whole else [],
        charges=[one.charge(share) for one, share in zip(extras, taxes[len(lines) :], strict=True) if one.amount],
        external_id=text(body, "id"),
        intake=Intake.ONLINE,
        po_number=text(body, "name")[:64],
        delivery_instructions=text(body, "note")[:300],
        # A shop's order is never lost for it.
        client_ip=text(body, "browser_ip") if is_ip_address(text(body, "browser_ip")) else "",
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


def _lowered(body: Body, currency: str) -> list[Decimal]:
    """What each line is cheaper by."""
    own = []
    for nr, item in enumerate(members(body, "line_items")):
        allocations = members(item, "discount_allocations")
        path = f"line_items[{nr}]."
        less = sum_of(allocations, "amount", currency, f"{path}discount_allocations")
        own.append(less or money(item, "total_discount", currency, path=path))
    return own


def _whole(
    body: Body, currency: str, *, goods: Decimal, own: Sequence[Decimal], extras: Sequence[Extra], tax: Decimal
) -> Decimal:
    """What is off the order as a whole: the discount that no line and no shipping line has allocated.

    Newer payloads count what shipping was lowered by among total_discounts, older ones do not; the
    total tells. ``tax`` is what comes on top. Raises NoticeRefused when the total is not met either way.
    """
    lines, total = sum(own, ZERO), money(body, "total_price", currency)
    said = money(body, "total_discounts", currency)
    left = [said - lines - less for less in (lowered_by(extras), ZERO)]
    if max(left) < ZERO:
        raise NoticeRefused(
            f"total_discounts is {said}, less than the {lines} the lines are lowered by.", field="total_discounts"
        )
    charged = paid_for(extras)
    for whole in left:
        if whole >= ZERO and goods - lines - whole + charged + tax == total:
            return whole
    whole = next(one for one in left if one >= ZERO)
    raise NoticeRefused(
        f"total_price is {total}, but goods {goods} less {lines + whole} with shipping and fees {charged} and tax "
        f"{tax} make {goods - lines - whole + charged + tax}.",
        field="total_price",
    )


def _discount(body: Body, amount: Decimal) -> DiscountRequest:
    code = next((text(one, "code") for one in members(body, "discount_codes")), "")
    return DiscountRequest(label=code[:120] or "Discount", amount=amount, code=code[:40])


def _taxes(
    body: Body,
    lines: Sequence[LineRequest],
    own: Sequence[Decimal],
    extras: Sequence[Extra],
    tax: Decimal,
    currency: str,
) -> list[Decimal]:
    """The tax of each line and of each charge: as the payload says, else shared by what they cost."""
    said = [
        sum_of(members(one, "tax_lines"), "price", currency, f"line_items[{nr}].tax_lines")
        for nr, one in enumerate(members(body, "line_items"))
    ]
    said += [one.tax for one in extras]
    if sum(said, ZERO) == tax:
        return said
    if any(said):
        raise NoticeRefused(f"total_tax is {tax}, but the tax_lines make {sum(said, ZERO)}.", field="total_tax")
    amounts = [line_amount(line.quantity, line.unit_price or ZERO, currency) for line in lines]
    weights = [amount - less for amount, less in zip(amounts, own, strict=True)]
    # Nobody taxes a tip; a payload that names no taxes by line has no duties or fees either.
    weights += [one.amount if one.kind == ChargeKind.SHIPPING else ZERO for one in extras]
    return split(tax, weights, currency)


def _priced(line: LineRequest, less: Decimal, tax: Decimal) -> LineRequest:
    return LineRequest(
        sku_code=line.sku_code, quantity=line.quantity, unit_price=line.unit_price, price_reason=line.price_reason,
        discounts=[DiscountRequest(label="Discount", amount=less)] if less else [], tax_amount=tax,
    )  # fmt: skip
