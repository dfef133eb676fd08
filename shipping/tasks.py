"""Effects of the road: load, call the carrier with no lock held, record."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from core import faults
from core.effects import EffectTask, NewEffect, effect_task, insert_effects
from core.errors import Misconfigured
from core.service import service
from shipping import booking_calls
from shipping.carriers.contract import CarrierRefused, UnreadableWebhook
from shipping.errors import CustomsIncomplete, LabelNotFound, ParcelNotReady
from shipping.handing_over import hand_over
from shipping.models import CarrierAccount, CarrierEvent, LooseLabel, ShippingLabel
from shipping.purchasing import purchase
from shipping.selectors.accounts import carrier_of
from shipping.selectors.instructions import label_instruction, quote_instruction
from shipping.selectors.loose import loose_instruction, loose_labels_to_ask
from shipping.selectors.polling import labels_to_ask
from shipping.selectors.silence import silent_labels
from shipping.services import (
    inbox,
    labels,
    leaving,
    loose_labels,
    loose_settling,
    loose_tracking,
    quoting,
    reship_following,
    silence,
    tracking,
    voiding,
)
from shipping.shopping import choose_carrier
from shipping.statuses import LabelState

SILENT_AT_ONCE = 200


@effect_task(queue="default")
def request_label(*, parcel_id: int) -> None:
    """A parcel was packed: ask for its label. A parcel opened again meanwhile asks anew when it is closed."""
    try:
        labels.request_label(parcel_id=parcel_id)
    except ParcelNotReady:
        return


@effect_task(queue="default")
def follow_reship(*, order_id: int) -> None:
    """An order ended or lives again: a parcel that it replaces is true to it."""
    reship_following.follow_reship(order_id=order_id)


@effect_task(queue="labels")
def buy_label(*, label_id: int, attempt: int) -> None:
    """Buy one label; safe to run again: what may have been bought is asked for by key, or left to a person."""
    try:
        choose_carrier(label_id=label_id, now=timezone.now())
        receipt = purchase(label_instruction(label_id), label_id=label_id, is_first=attempt == 1)
    except (CarrierRefused, CustomsIncomplete) as error:
        labels.record_label_failed(label_id=label_id, words=error.message, field=error.context.get("field", ""))
        return
    if receipt is None:
        return
    if receipt.is_voided:
        labels.record_label_void_already(label_id=label_id)
    else:
        labels.record_label(label_id=label_id, receipt=receipt)
    faults.hit("label.after_commit")


@effect_task(queue="labels")
def void_label(*, label_id: int) -> None:
    """Tell the carrier to take a label back; the key makes it once."""
    label = ShippingLabel.objects.select_related("account").filter(pk=label_id, state=LabelState.PURCHASED).first()
    if label is None or label.void_requested_at is None:
        return
    faults.hit("void_label.before_call")
    try:
        carrier_of(label.account).void(label.carrier_reference, key=f"void-{label.purchase_key}")
    except CarrierRefused as error:
        voiding.record_void_refused(label_id=label_id, words=error.message)
        return
    faults.hit("void_label.after_call")
    voiding.record_void(label_id=label_id)
    faults.hit("void_label.after_commit")


@effect_task(queue="labels")
def buy_loose_label(*, label_id: int, attempt: int) -> None:
    """Buy a label for goods outside the floor's parcels; as careful as ``buy_label``."""
    instruction = loose_instruction(label_id)
    if instruction is not None and not LooseLabel.objects.filter(pk=label_id, is_wanted=True).exists():
        was_asked = attempt > 1 or instruction.was_tried or instruction.was_sent
        if not was_asked:
            loose_labels.record_loose_label_failed(label_id=label_id, words=loose_labels.NOT_NEEDED)
            return
    try:
        receipt = purchase(instruction, label_id=label_id, is_first=attempt == 1, notes=loose_settling)
    except (CarrierRefused, CustomsIncomplete) as error:
        field = error.context.get("field", "")
        loose_labels.record_loose_label_failed(label_id=label_id, words=error.message, field=field)
        return
    if receipt is None:
        return
    if receipt.is_voided:
        loose_labels.record_loose_void_already(label_id=label_id)
    else:
        loose_labels.record_loose_label(label_id=label_id, receipt=receipt)
    faults.hit("label.after_commit")


@effect_task(queue="labels")
def void_loose_label(*, label_id: int) -> None:
    """Tell the carrier to take it back; the key makes it once."""
    label = LooseLabel.objects.select_related("account").filter(pk=label_id, state=LabelState.PURCHASED).first()
    if label is None or label.void_requested_at is None:
        return
    try:
        carrier_of(label.account).void(label.carrier_reference, key=f"void-{label.purchase_key}")
    except CarrierRefused as error:
        loose_labels.record_loose_void_refused(label_id=label_id, words=error.message)
        return
    loose_labels.record_loose_void(label_id=label_id)


@effect_task(queue="labels")
def book_pickup(*, booking_id: int) -> None:
    """Send for a truck; what may have been booked is not asked for twice."""
    booking_calls.send_for_truck(booking_id)


@effect_task(queue="labels")
def cancel_pickup(*, booking_id: int, asked: str) -> None:
    """Tell the carrier that its truck need not come; ``asked`` makes a second wish another effect."""
    booking_calls.call_off_truck(booking_id)


@effect_task(queue="default")
def ship_parcel(*, parcel_id: int) -> None:
    """A parcel of a closed manifest left the house."""
    leaving.record_departure(parcel_id=parcel_id)


@effect_task(queue="labels")
def hand_over_manifest(*, manifest_id: int) -> None:
    """Tell the carrier which parcels its truck took, once."""
    hand_over(manifest_id=manifest_id)


@effect_task(queue="labels")
def quote_parcel(*, parcel_id: int) -> None:
    """Ask what a parcel would cost."""
    account, shipment = quote_instruction(parcel_id)
    rates = carrier_of(account).quote(shipment)
    quoting.record_quotes(parcel_id=parcel_id, account_id=account.pk, rates=rates)


@effect_task(queue="default")
def apply_carrier_event(*, event_pk: int) -> None:
    """Read one webhook of the inbox. What cannot be understood is parked, not tried for ever."""
    event = CarrierEvent.objects.get(pk=event_pk)
    if event.applied_at is not None:
        return
    try:
        updates = carrier_of(CarrierAccount.objects.get(code=event.carrier)).parse_webhook(bytes(event.body))
        tracking.record_updates(carrier=event.carrier, updates=updates)
    except (UnreadableWebhook, LabelNotFound) as error:
        inbox.record_parked(event_pk=event_pk, reason=error.message)
        return
    inbox.record_applied(event_pk=event_pk)


@effect_task(queue="labels")
def poll_tracking(*, label_id: int) -> None:
    """Ask the carrier what it did not tell by itself. A no is an answer: the next sweeps ask others before it."""
    label = ShippingLabel.objects.select_related("account").get(pk=label_id)
    try:
        updates = carrier_of(label.account).track(label.tracking_number)
    except (CarrierRefused, Misconfigured):
        tracking.record_asked(label_id=label_id)
        raise
    tracking.record_tracking(label_id=label_id, updates=updates)


@effect_task(queue="labels")
def poll_loose_tracking(*, label_id: int) -> None:
    """Ask the carrier about goods outside the floor's parcels."""
    label = LooseLabel.objects.select_related("account").get(pk=label_id)
    try:
        updates = carrier_of(label.account).track(label.tracking_number)
    except (CarrierRefused, Misconfigured):
        loose_tracking.record_loose_asked(label_id=label_id)
        raise
    loose_tracking.record_loose_tracking(label_id=label_id, updates=updates)


@shared_task(name="shipping.tasks.sweep_tracking", time_limit=20)
def sweep_tracking() -> None:
    """Woken by beat: parcels that nobody told us of for long are asked about."""
    ask_about(labels_to_ask())
    ask_about(loose_labels_to_ask(now=timezone.now()), poll_loose_tracking)


@shared_task(name="shipping.tasks.sweep_silence", time_limit=120)
def sweep_silence() -> None:
    """Woken by beat: parcels that went silent are told to a person, those whose claim ends first before others."""
    now = timezone.now()
    for label_id in silent_labels(now=now).values_list("pk", flat=True)[:SILENT_AT_ONCE]:
        silence.raise_silence(label_id=label_id, now=now)


@service
def ask_about(due: Sequence[tuple[int, str]], task: EffectTask = poll_tracking) -> None:
    """One effect per label; ``since`` makes the key, so that a sweep that runs twice asks once."""
    insert_effects(
        [
            NewEffect(
                task=task.name, queue=task.queue, payload={"label_id": label_id}, priority=9,
                key=f"{task.name}:{label_id}:{since}",
            )
            for label_id, since in due
        ]
    )  # fmt: skip
