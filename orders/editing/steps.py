"""One step of a change as somebody asks for it, checked by itself: rights, ranges, prices."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from customers.services.addresses import AddressText, write_address
from orders.editing.charging import terms_of
from orders.editing.kits import kits_left, lines_by_kit
from orders.errors import RequestRefused
from orders.intake.checking import MAX_PRICE, MAX_QUANTITY, check_text
from orders.intake.collecting import is_collected
from orders.intake.overriding import check_override, overrides_of, price_of
from orders.intake.pricing import without_tax
from orders.intake.reference import reference
from orders.intake.requests import LineRequest
from orders.intake.resolving import skus_by_code
from orders.models import Order, OrderChangeAction, OrderLine
from orders.services.addressing import RIGHT as ADDRESS_RIGHT
from orders.services.addressing import ensure_same_country
from orders.statuses import ActionKind

CANCEL_RIGHT = "orders.cancel_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is asked for. ``quantity``: units to add, to have left, or to cancel; ``line_id`` names a line.

    ``kit_id`` names a kit instead, then ``quantity`` counts kits: see ``steps_by_line``.

    ``unit_price`` is in the order's currency as the order shows it; without one added goods cost the list's.
    """

    kind: str
    line_id: int | None = None
    kit_id: int | None = None
    sku_code: str = ""
    quantity: int | None = None
    unit_price: Decimal | None = None
    reason: str = ""
    address: AddressText | None = None
    method_code: str = ""


def action_of(order: Order, step: Step, *, actor: Actor, now: datetime) -> OrderChangeAction:
    """The step as a row, not saved. Raises NotPermitted, InvalidInput and RequestRefused naming the field."""
    check_text(step.reason, "reason", 120)
    match step.kind:
        case ActionKind.ADD_LINE:
            return _goods(order, step, actor, now)
        case ActionKind.SET_QUANTITY:
            return _quantity(order, step, actor)
        case ActionKind.CANCEL_UNITS:
            return _cancel(order, step, actor)
        case ActionKind.SET_PRICE:
            return _price(order, step, actor)
        case ActionKind.SET_ADDRESS:
            return _address(order, step, actor)
        case ActionKind.SET_METHOD:
            return _method(step)
    raise InvalidInput(f"“{step.kind}” is not one of {', '.join(ActionKind.values)}.", field="kind")


def steps_by_line(order: Order, step: Step) -> list[Step]:
    """A step for a kit as one for each of its lines; any other as it is.

    Raises InvalidInput for a kit the order has not, for more kits than it has, and for a price.
    """
    if step.kit_id is None:
        return [step]
    own = lines_by_kit(order.lines.select_related("kit")).get(step.kit_id)
    if own is None:
        raise InvalidInput(f"Order {order.number} has no kit {step.kit_id}.", field="kit")
    kit, count, left = own[0].kit, _units(step, least=0), kits_left(own)
    assert kit is not None
    if step.kind not in (ActionKind.SET_QUANTITY, ActionKind.CANCEL_UNITS):
        raise InvalidInput(f"The price of {kit.name} stands. Cancel the kit and add it again.", field="kind")
    if count > left:
        raise InvalidInput(
            f"{kit.name}: {left} kits are ordered, not {count}. Add more as goods; they get lines of their own.",
            field="quantity",
        )
    return [replace(step, kit_id=None, line_id=line.pk, quantity=count * (line.per_kit or 1)) for line in own]


def _ensure_no_part(line: OrderLine, what: str, field: str) -> None:
    if line.kit is not None:
        raise InvalidInput(
            f"Line {line.position}, {line.name}, is part of {line.kit.name} ({line.kit.code}): {what}", field=field
        )


def _units(step: Step, *, least: int) -> int:
    if step.quantity is None or not least <= step.quantity <= MAX_QUANTITY:
        raise InvalidInput(f"The quantity must be {least} to {MAX_QUANTITY}, not {step.quantity}.", field="quantity")
    return step.quantity


def _line(order: Order, step: Step) -> OrderLine:
    line = order.lines.select_related("kit").filter(pk=step.line_id or 0).first()
    if line is None:
        raise InvalidInput(f"Order {order.number} has no line {step.line_id}.", field="line")
    line.order = order
    return line


def _goods(order: Order, step: Step, actor: Actor, now: datetime) -> OrderChangeAction:
    count, channel, terms = _units(step, least=1), order.channel, terms_of(order)
    if step.unit_price is not None:
        _check_price(step.unit_price)
    sku = skus_by_code([step.sku_code], [channel.pk], now).get(step.sku_code)
    if sku is None or not sku.is_active:
        state = "unknown" if sku is None else "no longer sold"
        raise RequestRefused(f"SKU “{step.sku_code}” is {state}. Choose another one.", field="sku_code")
    wish = LineRequest(sku_code=sku.code, quantity=count, unit_price=step.unit_price, price_reason=step.reason)
    price = price_of(wish, 0, sku, channel, overrides_of(actor))
    if terms.is_waived and channel.prices_include_tax and sku.code not in reference().kits:
        price = without_tax(price, terms.rate(reference(), sku.tax_class_id))
    return OrderChangeAction(
        kind=ActionKind.ADD_LINE, sku_id=sku.id, quantity=count, unit_price=price,
        list_price=sku.prices.get(channel.pk),
        tax_percent=terms.percent(reference(), sku.tax_class_id), reason=step.reason,
    )  # fmt: skip


def _quantity(order: Order, step: Step, actor: Actor) -> OrderChangeAction:
    line, count = _line(order, step), _units(step, least=0)
    left = line.ordered - line.canceled
    if count > left:
        _ensure_no_part(line, "its units grow only with the kit. Add the kit as goods.", "quantity")
    if count == left:
        raise InvalidInput(f"Line {line.position} has {left} units already.", field="quantity")
    if count < left:
        ensure_may(actor, CANCEL_RIGHT)
    return OrderChangeAction(kind=ActionKind.SET_QUANTITY, line=line, quantity=count, reason=step.reason)


def _cancel(order: Order, step: Step, actor: Actor) -> OrderChangeAction:
    ensure_may(actor, CANCEL_RIGHT)
    line, count = _line(order, step), _units(step, least=1)
    if not step.reason.strip():
        raise InvalidInput("Say why the units are canceled.", field="reason")
    return OrderChangeAction(kind=ActionKind.CANCEL_UNITS, line=line, quantity=count, reason=step.reason)


def _price(order: Order, step: Step, actor: Actor) -> OrderChangeAction:
    line, wished = _line(order, step), step.unit_price
    if wished is None:
        raise InvalidInput("Name the price of one unit.", field="unit_price")
    _check_price(wished)
    _ensure_no_part(line, "the price stands on the kit. Cancel the kit and add it again.", "unit_price")
    if not step.reason.strip():
        raise InvalidInput(f"Say why the price of {line.name} changes.", field="reason")
    listed = line.list_price
    if listed is not None and terms_of(order).is_waived and order.prices_include_tax:
        # The order shows the price without the tax this customer does not pay; so is the list's to be read.
        listed = without_tax(listed, terms_of(order).rate(reference(), line.sku.tax_class_id))
    check_override(wished, listed, "step", order.channel, overrides_of(actor))
    return OrderChangeAction(kind=ActionKind.SET_PRICE, line=line, unit_price=wished, reason=step.reason)


def _check_price(price: Decimal) -> None:
    if not (price.is_finite() and 0 <= price < MAX_PRICE):
        raise InvalidInput(f"The unit price must be 0 or more, not {price}.", field="unit_price")
    if price != price.quantize(Decimal("0.000001")):
        raise InvalidInput(f"{price} has more than six decimals.", field="unit_price")


def _address(order: Order, step: Step, actor: Actor) -> OrderChangeAction:
    ensure_may(actor, ADDRESS_RIGHT)
    old = order.shipping_address
    if step.address is None or old is None or order.customer_id is None:
        raise InvalidInput("It is not sent to anybody. Place it anew with an address.", field="address")
    ensure_same_country(old, step.address)
    if step.address.stands_on(old):
        raise InvalidInput("It goes there already.", field="address")
    address = write_address(customer_id=order.customer_id, text=step.address)
    return OrderChangeAction(kind=ActionKind.SET_ADDRESS, address=address, reason=step.reason)


def _method(step: Step) -> OrderChangeAction:
    method = reference().methods.get(step.method_code)
    if method is None:
        known = ", ".join(sorted(reference().methods)) or "none yet"
        raise RequestRefused(f"Unknown shipping method “{step.method_code}”. Use one of: {known}.", field="method_code")
    if is_collected(method):
        remedy = "Cancel it and take it anew, to be collected."
        raise InvalidInput(f"Where it is taxed and from where it leaves would change. {remedy}", field="method_code")
    return OrderChangeAction(kind=ActionKind.SET_METHOD, method_id=method.pk, reason=step.reason)
