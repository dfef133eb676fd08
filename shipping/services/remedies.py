"""Making good for a parcel that will not arrive: the goods anew or the money, never both, each once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused, NotFound
from core.events import publish
from core.money import ZERO, quantize
from core.service import service
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from orders.intake.anew import goods_anew, next_external_id
from orders.intake.requests import LineRequest, OrderRequest
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.placing import place_orders
from orders.services.recording.resending import record_not_sent_anew, record_sent_anew
from orders.statuses import ENDED
from payments.models import Refund
from payments.selectors.given import free_units, given_of_lines
from payments.selectors.refundable import RefundWish
from payments.services.granting import grant_parts
from shipping.events import AddressAsked, NothingOwed, ParcelReshipped
from shipping.models import Remedy
from shipping.selectors.contents import units_in
from shipping.selectors.troubles import trouble_of
from shipping.statuses import MADE_GOOD, RemedyKind

RESHIP_RIGHT = "shipping.reship_parcel"
REFUND_RIGHT = "payments.grant_refund"
ASK_RIGHT = "shipping.resolve_deliveryexception"
GONE = (ParcelState.LOST, ParcelState.RETURNED_TO_SENDER)
CAUSE = "parcel"
EXTERNAL = "reship-"


def reship_parcel(*, deliveryexception_id: int, reason: str, actor: Actor) -> Order:
    """A new order with the parcel's goods at no price, linked to the first; asked twice it is the same one.

    Must be the outermost service, as placing must. What a dead process left halfway goes on when it is asked again.
    Raises NotPermitted, MoveRefused, and whatever refuses an order, as RequestRefused or InsufficientStock.
    """
    begun = begin_reship(deliveryexception_id=deliveryexception_id, actor=actor)
    if isinstance(begun, Order):
        return begun
    parcel_id = trouble_of(deliveryexception_id).parcel_id
    able = replace(actor, rights=actor.rights | {"orders.place_order", "orders.override_price"})
    (outcome,) = place_orders([begun], actor=able)
    if outcome.order_id is None:
        drop_reship(parcel_id=parcel_id, external_id=begun.external_id)
        raise outcome.error or NotFound("The new order was not placed.")
    return finish_reship(parcel_id=parcel_id, new_order_id=outcome.order_id, reason=reason, actor=actor)


@service
def begin_reship(*, deliveryexception_id: int, actor: Actor) -> OrderRequest | Order:
    """What is to be ordered, the parcel being spoken for; the order itself when it was placed before."""
    ensure_may(actor, RESHIP_RIGHT)
    parcel = trouble_of(deliveryexception_id).parcel
    order = lock_order(parcel.fulfillment_order.order_id)
    parcel.refresh_from_db(fields=["state"])
    lines, units = lock_lines(order), units_in(parcel.pk)
    begun = Remedy.objects.filter(parcel=parcel, kind=RemedyKind.RESHIP).first()
    if begun is not None and begun.reference:
        return Order.objects.get(number=begun.reference)
    if begun is None:
        reasons = [*remedy_blockers(parcel), *claim_blockers(lines, units), *paid_back_blockers(order, lines, units)]
        if reasons:
            raise MoveRefused("send it anew", reasons)
        Remedy.objects.create(parcel=parcel, kind=RemedyKind.RESHIP, made_by=actor.label)
        record_sent_anew(order_id=order.pk, units=units, actor=actor)
    return replacement(order, parcel, lines, units)


@service
def finish_reship(*, parcel_id: int, new_order_id: int, reason: str, actor: Actor) -> Order:
    """The new order written down with the first, once."""
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    order = lock_order(parcel.fulfillment_order.order_id)
    new = Order.objects.get(pk=new_order_id)
    remedy, is_new = Remedy.objects.get_or_create(
        parcel=parcel, kind=RemedyKind.RESHIP, defaults={"made_by": actor.label}
    )
    if is_new:
        # Whoever else asked dropped it before this one's order was placed.
        record_sent_anew(order_id=order.pk, units=units_in(parcel.pk), actor=actor)
    # One that ended meanwhile replaces nothing: asked again, another is placed.
    if not remedy.reference and new.state not in ENDED:
        remedy.reference = new.number
        remedy.save(update_fields=["reference"])
        fact = ParcelReshipped(order_id=order.pk, parcel_id=parcel.pk, new_order_id=new.pk)
        publish(fact, actor=actor, note=reason, changes={"reship": [None, new.number]})
    return new


@service
def drop_reship(*, parcel_id: int, external_id: str) -> None:
    """Nothing could be ordered: the parcel is free for another remedy, unless somebody else ordered meanwhile."""
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    order = lock_order(parcel.fulfillment_order.order_id)
    if Order.objects.filter(channel=order.channel, external_id=external_id).exists():
        return
    dropped, _ = Remedy.objects.filter(parcel=parcel, kind=RemedyKind.RESHIP, reference="").delete()
    if dropped:
        record_not_sent_anew(order_id=order.pk, units=units_in(parcel.pk), actor=SYSTEM)


def replacement(order: Order, parcel: Parcel, lines: dict[int, OrderLine], units: dict[int, int]) -> OrderRequest:
    """The wish for the same goods to the same place; the parcel's number makes it one order, whoever asks."""
    why = f"Replaces parcel {parcel.number}"
    goods = [
        LineRequest(sku_code=lines[key].sku.code, quantity=count, unit_price=ZERO, price_reason=why, tax_amount=ZERO)
        for key, count in sorted(units.items())
    ]
    external_id = next_external_id(f"{EXTERNAL}{parcel.number}", original_order_id=order.pk)
    return goods_anew(order, goods, external_id=external_id)


@service
def refund_parcel(*, deliveryexception_id: int, reason: str, actor: Actor) -> Refund:
    """The worth of the parcel's goods, owed to the customer; asked twice it is owed once.

    Raises NotPermitted, MoveRefused, UnitsNotRefundable, and RefundExceedsCapture when less was collected.
    """
    ensure_may(actor, REFUND_RIGHT)
    parcel = trouble_of(deliveryexception_id).parcel
    order = lock_order(parcel.fulfillment_order.order_id)
    parcel.refresh_from_db(fields=["state"])
    made = Remedy.objects.filter(parcel=parcel, kind=RemedyKind.REFUND).first()
    if made is not None:
        return Refund.objects.get(number=made.reference)
    if reasons := [*remedy_blockers(parcel), *claim_blockers(lock_lines(order), units_in(parcel.pk))]:
        raise MoveRefused("give the money back", reasons)
    refund = grant_parts(
        order_id=order.pk, wish=RefundWish(units=units_in(parcel.pk)), reason=reason, actor=actor,
        cause_kind=CAUSE, cause_reference=parcel.number,
    )  # fmt: skip
    Remedy.objects.create(parcel=parcel, kind=RemedyKind.REFUND, reference=refund.number, made_by=actor.label)
    return refund


@service
def ask_for_address(*, deliveryexception_id: int, actor: Actor) -> Remedy:
    """The customer is written to, once per parcel. Raises NotPermitted."""
    ensure_may(actor, ASK_RIGHT)
    parcel = trouble_of(deliveryexception_id).parcel
    order = lock_order(parcel.fulfillment_order.order_id)
    remedy, is_new = Remedy.objects.get_or_create(
        parcel=parcel, kind=RemedyKind.ADDRESS_ASKED, defaults={"made_by": actor.label}
    )
    if is_new:
        publish(AddressAsked(order_id=order.pk, parcel_id=parcel.pk), actor=actor)
    return remedy


@service
def owe_nothing(*, deliveryexception_id: int, reason: str, actor: Actor) -> Remedy:
    """The customer needs neither goods nor money, with the reason; said twice it is once. Raises NotPermitted."""
    ensure_may(actor, ASK_RIGHT)
    parcel = trouble_of(deliveryexception_id).parcel
    order = lock_order(parcel.fulfillment_order.order_id)
    remedy, is_new = Remedy.objects.get_or_create(
        parcel=parcel, kind=RemedyKind.NOTHING, defaults={"made_by": actor.label}
    )
    if is_new:
        publish(NothingOwed(order_id=order.pk, parcel_id=parcel.pk), actor=actor, note=reason)
    return remedy


def remedy_blockers(parcel: Parcel) -> Iterator[Blocker]:
    """Why nothing can be made good for the parcel: it may still arrive, or something was done."""
    if parcel.state not in GONE:
        yield Blocker(
            "may_arrive", f"parcel {parcel.number} is {parcel.get_state_display().lower()}.",
            fix="Give it up as lost, or say that it came back.",
        )  # fmt: skip
    made = Remedy.objects.filter(parcel=parcel, kind__in=MADE_GOOD).first()
    if made is not None:
        words = "the money was given back" if made.kind == RemedyKind.REFUND else "it was sent anew"
        yield Blocker("made_good", f"{words}: {made.reference or 'a moment ago'}.")


def claim_blockers(lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> Iterator[Blocker]:
    """Goods that the customer claims, or got made good by a claim, are not made good once more."""
    if any(lines[key].shipped - lines[key].claimed < count for key, count in units.items()):
        yield Blocker("claimed", "the customer claims these goods.", fix="Decide the claim.")


def paid_back_blockers(order: Order, lines: dict[int, OrderLine], units: dict[int, int]) -> Iterator[Blocker]:
    """Goods whose money went back another way, as by a settled return, or that went out again by a claim."""
    given = given_of_lines(order, lines.values())
    if any(free_units(lines[key], given[key]) < count for key, count in units.items()):
        sentence = "the money for these goods was given back already, or they were sent anew."
        yield Blocker("paid_back", sentence, fix="Take a new order.")


def worth_of(order: Order, parcel_id: int) -> Decimal:
    """What the parcel's goods cost the customer, in the order's currency."""
    units, lines = units_in(parcel_id), {line.pk: line for line in order.lines.all()}
    return quantize(sum((lines[key].unit_price * count for key, count in units.items()), ZERO), order.currency)
