"""What a rep tells the customer before the order is placed: cost, stock, day, and ways to ship."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form

from catalog.models import SKU, Channel
from core.actors import Actor
from core.errors import OmsError
from core.money import format_money, format_rate
from customers.models import Address
from desk.admin.draft_forms import DraftForm
from orders.intake.collecting import is_collected
from orders.intake.composing import ComposedKit, ComposedLine
from orders.intake.reference import reference
from orders.intake.requests import AddressRequest, CustomerRequest, LineRequest, OrderRequest
from orders.services.quoting import Quote, quote_order
from orders.services.sourcing import LinePlan

NOBODY_YET = "Somebody"


@dataclass(frozen=True)
class QuotedLine:
    """One line as it would be placed; ``stock`` says where its units are, with a tone for the eye.

    A kit has the price, the parts that follow it the stock.
    """

    name: str
    sku: str
    quantity: int
    price: str
    amount: str
    stock: str
    tone: str
    promise_on: date | None
    is_part: bool = False


@dataclass(frozen=True)
class Way:
    """One way to ship, with what it costs for this order."""

    code: str
    name: str
    price: str
    days: int
    is_chosen: bool


@dataclass(frozen=True)
class QuoteCard:
    """The summary beside the form. ``problem`` is why it could not be placed as it stands."""

    lines: list[QuotedLine]
    totals: list[tuple[str, str]]
    total: str = ""
    promised_on: date | None = None
    ways: list[Way] | None = None
    problem: str = ""
    note: str = ""
    last_address: Address | None = None


def quote_card(form: DraftForm, lines: Iterable[Form], *, actor: Actor) -> QuoteCard:
    """The order as typed so far, priced by the code that places it; what is not typed yet is left out.

    At most 25 queries, however many lines. Nothing is written.
    """
    given = form.cleaned_data
    channel: Channel | None = given.get("channel")
    wanted = [line for line in map(_line_of, lines) if line is not None]
    last = _last_address(given)
    if channel is None or not wanted:
        return QuoteCard(
            [], [], note="Choose a channel and the first goods: the price appears here.", last_address=last
        )
    request = _wish(given, channel, wanted)
    ways = _ways(channel, request)
    try:
        quote = quote_order(request, actor=actor)
    except OmsError as error:
        return QuoteCard([], [], ways=ways, problem=error.message, last_address=last)
    note = "" if given.get("line1") else f"No address yet: shown for {channel.country}."
    return _card(quote, channel.currency, ways, note, last)


def _line_of(form: Form) -> LineRequest | None:
    sku: SKU | None = form.cleaned_data.get("sku")
    if sku is None:
        return None
    price = form.cleaned_data.get("unit_price")
    reason = form.cleaned_data.get("price_reason") or ("" if price is None else "to be said")
    return LineRequest(
        sku_code=sku.code, quantity=form.cleaned_data.get("quantity") or 1, unit_price=price, price_reason=reason
    )


def _wish(given: dict[str, Any], channel: Channel, lines: list[LineRequest]) -> OrderRequest:
    known = given.get("customer")
    person = CustomerRequest(
        name=given.get("name") or NOBODY_YET, email=given.get("email") or "", vat_id=given.get("vat_id") or ""
    )
    method = given.get("shipping_method")
    codes = (given.get("voucher_codes") or "").split(",")
    return OrderRequest(
        channel_code=channel.code, lines=lines, customer_id=known.pk if known else None,
        customer=None if known else person, pickup_warehouse=_counter(given),
        shipping_address=None if is_collected(method) else _address(given, channel),
        shipping_method=method.code if method else "standard", voucher_codes=[c.strip() for c in codes if c.strip()],
        discounts=DraftForm.discounts_of(given), intake="desk",
    )  # fmt: skip


def _counter(given: dict[str, Any]) -> str:
    """The counter chosen; one left over from another way to ship counts for nothing while typing."""
    counter = given.get("counter") if is_collected(given.get("shipping_method")) else None
    return counter.code if counter else ""


def _address(given: dict[str, Any], channel: Channel) -> AddressRequest:
    """The address typed, or the channel's own country: tax and shipping must be of some place."""
    return AddressRequest(
        name=given.get("ship_name") or NOBODY_YET, line1=given.get("line1") or "—", city=given.get("city") or "—",
        postal_code=given.get("postal_code") or "", region=given.get("region") or "",
        country=(given.get("country") or channel.country).upper(),
    )  # fmt: skip


def _last_address(given: dict[str, Any]) -> Address | None:
    customer = given.get("customer")
    if customer is None or given.get("line1"):
        return None
    return Address.objects.filter(customer=customer, replaced_by=None).order_by("-pk").first()


def _ways(channel: Channel, request: OrderRequest) -> list[Way]:
    known, address = reference(), request.shipping_address
    country = address.country if address else channel.country
    ways = []
    for method in known.methods.values():
        rate = known.shipping_rate(method, channel, country)
        if rate is not None:
            price = _shipping_price(rate.amount, rate.free_from, channel.currency)
            ways.append(Way(method.code, method.name, price, rate.transit_days, method.code == request.shipping_method))
    return ways


def _shipping_price(amount: Decimal, free_from: Decimal | None, currency: str) -> str:
    if not amount:
        return "free"
    free = f", free from {format_money(free_from, currency)}" if free_from is not None else ""
    return f"{format_money(amount, currency)}{free}"


def _card(quote: Quote, currency: str, ways: list[Way], note: str, last: Address | None) -> QuoteCard:
    composed, totals = quote.composed, quote.composed.totals
    plans = {plan.line.line_id: plan for plan in quote.covered.plan.lines}
    kits = {kit.first: kit for kit in composed.kits}
    lines = []
    for number, line in enumerate(composed.lines, start=1):
        if number in kits:
            lines.append(_quoted_kit(kits[number], currency))
        lines.append(_quoted(line, plans[number], currency, quote.covered.promises.get(number)))
    word = "Tax included" if composed.channel.prices_include_tax else "Tax"
    rows = [("Goods", totals.lines), ("Discounts", -totals.discount), ("Shipping and charges", totals.charges)]
    shown = [(label, format_money(amount, currency)) for label, amount in rows if amount or label == "Goods"]
    shown.append((word, format_money(totals.tax, currency)))
    return QuoteCard(
        lines, shown, total=format_money(totals.total, currency), promised_on=quote.covered.promised_on, ways=ways,
        note=note, last_address=last,
    )  # fmt: skip


def _quoted(line: ComposedLine, plan: LinePlan, currency: str, promise_on: date | None) -> QuotedLine:
    owed, is_part = plan.backordered, line.kit is not None
    stock = (
        "in stock"
        if not owed
        else f"{plan.allocated} in stock, {owed} to wait for"
        if plan.allocated
        else "to wait for"
    )
    return QuotedLine(
        name=line.sku.name, sku=line.sku.code, quantity=line.request.quantity,
        price="" if is_part else format_rate(line.unit_price, currency),
        amount="" if is_part else format_money(line.priced.amount, currency), stock=stock,
        tone="warn" if owed else "good", promise_on=promise_on, is_part=is_part,
    )  # fmt: skip


def _quoted_kit(kit: ComposedKit, currency: str) -> QuotedLine:
    return QuotedLine(
        name=kit.sku.name, sku=kit.sku.code, quantity=kit.request.quantity,
        price=format_rate(kit.unit_price, currency), amount=format_money(kit.amount, currency), stock="", tone="",
        promise_on=None,
    )  # fmt: skip
