"""What a carrier is asked, gathered from the order, the parcel and the warehouse."""

from dataclasses import dataclass

from catalog.models import ServiceLevel
from fulfillment.models import Parcel
from inventory.models import Warehouse
from orders.models import Order
from shipping.carriers.contract import ParcelSize, Place, Shipment
from shipping.models import CarrierAccount, ShippingLabel
from shipping.selectors.accounts import ensure_practice_stays, first_account
from shipping.selectors.customs import customs_of
from shipping.statuses import LabelState


@dataclass(frozen=True)
class LabelInstruction:
    """A label still to be bought: from whom, under which key. ``was_sent``: a purchase left and nobody answered."""

    account: CarrierAccount
    purchase_key: str
    was_tried: bool
    was_sent: bool
    shipment: Shipment


def label_instruction(label_id: int) -> LabelInstruction | None:
    """What to buy, or None when the label is not asked for any more. One query."""
    labels = ShippingLabel.objects.select_related(
        "account", "order__shipping_address", "order__channel", "parcel__packaging",
        "parcel__fulfillment_order__warehouse",
    )  # fmt: skip
    label = labels.filter(pk=label_id, state=LabelState.REQUESTED).first()
    if label is None:
        return None
    ensure_practice_stays(label.order, label.account)
    return LabelInstruction(
        account=label.account,
        purchase_key=str(label.purchase_key),
        was_tried=label.tries > 1,
        was_sent=label.sent_at is not None,
        shipment=shipment_of(label.parcel, order=label.order, service=asked_service(label)),
    )


def asked_service(label: ShippingLabel) -> str:
    """The carrier's service that was chosen, else the account's first for what the order asks for."""
    if label.chosen_at is not None:
        return label.service
    return next(iter(label.account.services_for(label.service)), label.service)


def quote_instruction(parcel_id: int) -> tuple[CarrierAccount, Shipment]:
    """Whom to ask what about a parcel's price. Two queries; raises Parcel.DoesNotExist."""
    shipment, order = parcel_shipment(parcel_id)
    return first_account(order), shipment


def parcel_shipment(parcel_id: int) -> tuple[Shipment, Order]:
    """A parcel as a carrier sees it, and its order. One query, two across a border; raises Parcel.DoesNotExist."""
    parcels = Parcel.objects.select_related(
        "packaging", "fulfillment_order__warehouse", "fulfillment_order__order__channel",
        "fulfillment_order__order__shipping_address", "fulfillment_order__order__shipping_method",
    )  # fmt: skip
    parcel = parcels.get(pk=parcel_id)
    order = parcel.fulfillment_order.order
    return shipment_of(parcel, order=order, service=service_of(order)), order


def sender_of(order: Order) -> str:
    """The shop as it stands on labels; what trainees print says that it is not to be sent."""
    return f"PRACTICE - DO NOT SEND {order.channel.name}" if order.is_practice else order.channel.name


def shipment_of(parcel: Parcel, *, order: Order, service: str) -> Shipment:
    box = parcel.packaging
    return Shipment(
        service=service,
        reference=parcel.number,
        shipper=warehouse_place(parcel.fulfillment_order.warehouse, company=sender_of(order)),
        recipient=recipient_place(order),
        parcel=ParcelSize(
            weight_grams=parcel.weight_grams or 0,
            length_mm=box.length_mm if box else 0,
            width_mm=box.width_mm if box else 0,
            height_mm=box.height_mm if box else 0,
        ),
        requires_signature=order.requires_signature or parcel.requires_signature,
        leave_at_door=order.leave_at_door,
        instructions=order.delivery_instructions,
        customs=customs_of(parcel, order=order),
    )


def service_of(order: Order) -> str:
    """What the order's shipping method asks of a carrier; standard when nothing is said."""
    return str(order.shipping_method.service) if order.shipping_method else str(ServiceLevel.STANDARD)


def warehouse_place(warehouse: Warehouse, *, company: str) -> Place:
    return Place(
        name=warehouse.name, company=company, line1=warehouse.line1, city=warehouse.city, region=warehouse.region,
        postal_code=warehouse.postal_code, country=warehouse.country, phone=warehouse.phone,
    )  # fmt: skip


def recipient_place(order: Order) -> Place:
    """Empty where the order has no address: the carrier then says what it misses."""
    address = order.shipping_address
    if address is None:
        return Place(name="", line1="", city="", country="")
    return Place(
        name=address.name, company=address.company, line1=address.line1, line2=address.line2, city=address.city,
        region=address.region, postal_code=address.postal_code, country=address.country, phone=address.phone,
    )  # fmt: skip
