"""Loose labels: what a carrier is asked for one, who is asked for news, what is printed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from core.borders import crosses_border
from shipping.carriers.contract import Customs, CustomsItem, ParcelSize, Shipment
from shipping.models import Direction, LooseLabel, LooseLabelDocument
from shipping.selectors.accounts import ensure_practice_stays
from shipping.selectors.instructions import LabelInstruction, recipient_place, sender_of, warehouse_place
from shipping.selectors.polling import AT_ONCE, QUIET
from shipping.statuses import SETTLED_STATUSES, LabelFormat, LabelState


def loose_instruction(label_id: int) -> LabelInstruction | None:
    """What to buy, or None when the label is not asked for any more. One query."""
    labels = LooseLabel.objects.select_related("account", "warehouse", "order__channel", "order__shipping_address")
    label = labels.filter(pk=label_id, state=LabelState.REQUESTED).first()
    if label is None:
        return None
    ensure_practice_stays(label.order, label.account)
    return LabelInstruction(
        account=label.account, purchase_key=str(label.purchase_key), was_tried=label.tries > 1,
        was_sent=label.sent_at is not None, shipment=_shipment(label),
    )  # fmt: skip


def _shipment(label: LooseLabel) -> Shipment:
    house = warehouse_place(label.warehouse, company=sender_of(label.order))
    customer = recipient_place(label.order)
    is_coming = label.direction == Direction.TO_US
    return Shipment(
        service=next(iter(label.account.services_for(label.service)), label.service),
        reference=label.cause_reference,
        shipper=customer if is_coming else house,
        recipient=house if is_coming else customer,
        parcel=ParcelSize(weight_grams=label.weight_grams),
        customs=_customs(label) if crosses_border(label.warehouse.country, customer.country) else None,
    )


def _customs(label: LooseLabel) -> Customs:
    items = [CustomsItem(**{**one, "value": Decimal(one["value"])}) for one in label.contents]
    reason = "return" if label.direction == Direction.TO_US else "repair"
    return Customs(reason=reason, currency=label.order.currency, invoice=label.order.number, items=items)


def loose_label_numbered(account_code: str, tracking_number: str) -> int | None:
    """The key of the label with this number at this account."""
    labels = LooseLabel.objects.filter(account__code=account_code, tracking_number=tracking_number)
    return labels.values_list("pk", flat=True).first()


def loose_labels_to_ask(*, now: datetime, quiet: timedelta = QUIET) -> list[tuple[int, str]]:
    """At most 200 labels in use of which nothing was heard for ``quiet``, with the moment of the last news as text."""
    labels = LooseLabel.objects.filter(state=LabelState.PURCHASED, is_wanted=True, tracked_at__lt=now - quiet)
    rows = labels.exclude(tracking_status__in=SETTLED_STATUSES).order_by("tracked_at").values_list("pk", "tracked_at")
    return [(key, tracked_at.isoformat()) for key, tracked_at in rows[:AT_ONCE] if tracked_at is not None]


def labels_of(kind: str, references: Iterable[str]) -> list[LooseLabel]:
    """Every label made for these causes, newest first. One query."""
    labels = LooseLabel.objects.filter(cause_kind=kind, cause_reference__in=list(references))
    return list(labels.select_related("account").order_by("-pk"))


def printed(label: LooseLabel, form: str = LabelFormat.PDF) -> bytes | None:
    """What is printed for a bought label that somebody wants; None when there is nothing to print."""
    if label.state != LabelState.PURCHASED or not label.is_wanted:
        return None
    found = LooseLabelDocument.objects.filter(label=label, format=form).first()
    return bytes(found.content) if found else None
