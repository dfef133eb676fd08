"""What workers do for support. Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import effect_task
from support.selectors.feedback import orders_to_ask_for_feedback
from support.services import disputes, feedback, sorting, sweeping, troubles

ASKED_AT_ONCE = 200


@effect_task(queue="default")
def work_mail(*, mail_id: int) -> None:
    """Read one mail that came in, and do what its address says."""
    sorting.work_mail(mail_id=mail_id)


@effect_task(queue="default")
def open_dispute_case(*, order_id: int, dispute_id: int) -> None:
    """Somebody has to answer the bank in time."""
    disputes.open_dispute_case(order_id=order_id, dispute_id=dispute_id)


@effect_task(queue="default")
def note_dispute_end(*, order_id: int, dispute_id: int) -> None:
    """Who works on the case learns how it ended."""
    disputes.note_dispute_end(order_id=order_id, dispute_id=dispute_id)


@effect_task(queue="default")
def open_trouble_cases(*, order_id: int, parcel_id: int) -> None:
    """Trouble on the road that somebody has to talk to the customer about."""
    troubles.open_trouble_cases(order_id=order_id, parcel_id=parcel_id)


@shared_task(name="support.tasks.sweep_cases", time_limit=60)
def sweep_cases() -> int:
    """Woken by beat: the snoozed come back, and missed limits are told."""
    return sweeping.sweep_cases(now=timezone.now())


@shared_task(name="support.tasks.sweep_feedback", time_limit=60)
def sweep_feedback() -> None:
    """Woken by beat: customers whose waiting time after the delivery is over are asked how it was, once."""
    for order_id in orders_to_ask_for_feedback(now=timezone.now()).values_list("pk", flat=True)[:ASKED_AT_ONCE]:
        feedback.ask_for_feedback(order_id=order_id, now=timezone.now(), actor=SYSTEM)
