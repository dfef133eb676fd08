"""Send a placed order somewhere else while nothing of it is packed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from customers.models import Address
from customers.services.addresses import AddressText, write_address
from orders.events import AddressChanged
from orders.intake.reference import reference
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import HoldBlock, HoldKind, Order
from orders.services.holding import hold_order
from orders.services.saving import Changes, save_order
from orders.services.searching import refresh_search
from orders.statuses import OrderState, TaxTreatment

RIGHT = "orders.change_shipping_address"
CONFIRM_RIGHT = "orders.confirm_order"
_OPEN = (OrderState.DRAFT, OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@service
def change_shipping_address(
    *, order_id: int, address: AddressText, actor: Actor, reason: str, expected_version: int | None = None
) -> Order:
    """The order goes to another address of the same country and tax; the old one stays with what used it.

    The same address again changes nothing. The fraud rules passed the old one: an order that is not confirmed is
    checked again before it is; a confirmed one waits on a hold for somebody to look at the address, unless the
    actor may confirm orders. Raises NotPermitted, StaleVersion, MoveRefused with the reasons once something is
    packed, and InvalidInput without a reason or for an address that cannot be taken.
    """
    if not reason.strip():
        raise InvalidInput("Say why the address is changed; it is kept with the history.", field="reason")
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    lines = lock_lines(order)
    reasons = list(address_blockers(order))
    if reasons:
        raise MoveRefused("change the address", reasons)
    old = order.shipping_address
    assert old is not None
    assert order.customer_id is not None
    ensure_same_country(old, address)
    if address.stands_on(old):
        return order
    _ensure_same_tax(order, old, address)
    changes = _ask_again(order, actor)
    order.shipping_address = write_address(customer_id=order.customer_id, text=address)
    changes["shipping_address"] = [old.pk, order.shipping_address_id]
    save_order(
        order, list(lines.values()), fields=["shipping_address", "risk_checked_at"],
        facts=[AddressChanged(order_id=order.pk)], actor=actor, changes=changes, note=reason,
    )  # fmt: skip
    refresh_search(order)
    return order


def address_blockers(order: Order) -> Iterator[Blocker]:
    """Why the order cannot be sent elsewhere now.

    A label is bought for the address the order has once its parcel is packed: from then on the order
    and what stands on the parcel must agree. Released and picked units have no label yet.
    """
    if order.state not in _OPEN:
        yield wrong_state(order)
    if order.shipping_address_id is None or order.customer_id is None:
        yield Blocker("no_address", "it is not sent to anybody.", fix="Give it a customer and an address.")
    packed = sum(line.packed for line in order.lines.all())
    if packed:
        yield Blocker(
            "packed", f"{packed} units are packed for the address it has.",
            fix="Void the label and let the floor open the parcel first.", turns_on="packed",
        )  # fmt: skip
    elif order.open_parcels:
        yield Blocker(
            "on_the_road", "a parcel is on its way to the address it has.",
            fix="Wait until it has arrived, or ask the carrier.", turns_on="dispatched",
        )  # fmt: skip
    elif order.state != OrderState.DRAFT and not any(
        line.ordered - line.canceled - line.shipped for line in order.lines.all()
    ):
        yield Blocker("nothing_left", "nothing is left to be sent.", turns_on="dispatched")


def ensure_same_country(old: Address, text: AddressText) -> None:
    if text.country != old.country:
        raise InvalidInput(
            f"Tax, shipping and the fraud check were worked out for {old.country}. To send it to {text.country},"
            " cancel it and take it anew.",
            field="country",
        )


def _ensure_same_tax(order: Order, old: Address, text: AddressText) -> None:
    """A rate may be of a region. What an order that pays no tax costs is the same in all of them."""
    if text.region == old.region or order.tax_treatment != TaxTreatment.TAXED:
        return
    here, there = _rates(order, old.country, old.region), _rates(order, text.country, text.region)
    if all(there[tax_class] == here[tax_class] for tax_class in _classes(order, here)):
        return
    is_draft = order.state == OrderState.DRAFT
    remedy = "change the draft itself, which prices it anew" if is_draft else "cancel it and take it anew"
    raise InvalidInput(
        f"Tax in {text.region or text.country} is another than in {old.region or old.country}, which the order was"
        f" priced for. To send it there, {remedy}.",
        field="region",
    )


def _rates(order: Order, country: str, region: str) -> dict[int, Decimal]:
    """Percent of every tax class at a place, on the day the order was taxed at the seller's."""
    known = reference()
    taxed_at = order.placed_at or timezone.now()
    on = taxed_at.astimezone(ZoneInfo(order.channel.time_zone)).date()
    return {one: known.tax_percent(one, country, region, on) for one in known.tax_classes.values()}


def _classes(order: Order, here: Mapping[int, Decimal]) -> set[int]:
    """The tax classes of the order. A charge keeps its percentage only: it may be of any class that has it here."""
    charged = set(order.charges.exclude(amount=0).values_list("tax_percent", flat=True))
    of_charges = {tax_class for tax_class, percent in here.items() if percent in charged}
    return of_charges | set(order.lines.values_list("sku__tax_class_id", flat=True))


def _ask_again(order: Order, actor: Actor) -> Changes:
    """Whoever redirects an order after it was checked is looked at again: by the rules, or by a person."""
    if order.state in {OrderState.DRAFT, OrderState.PLACED}:
        checked, order.risk_checked_at = order.risk_checked_at, None
        return {"risk_checked_at": [checked, None]} if checked else {}
    if not actor.may(CONFIRM_RIGHT):
        reason = "Sent elsewhere after it was confirmed; is the new address right?"
        blocks = [HoldBlock.RELEASE.value, HoldBlock.SHIP.value]
        hold_order(order_id=order.pk, kind=HoldKind.ADDRESS, reason=reason, blocks=blocks, actor=SYSTEM)
        order.refresh_from_db(fields=["version", "is_on_hold", "display_status"])
        # The hold told them itself.
        order.told_as = {
            **(order.told_as or {}), "is_on_hold": order.is_on_hold, "display_status": order.display_status,
        }  # fmt: skip
    return {}
