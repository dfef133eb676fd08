"""One call of one endpoint: begun under the lock and committed, made with none held, written down."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import SYSTEM
from core.effects import NewEffect, insert_effects
from core.errors import Unavailable
from core.fsm import perform
from core.models import Alert
from core.service import service
from notifications.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from notifications.services.webhooks.endpoints import DISABLED_ALERT, lock_endpoint, secrets_now
from notifications.services.webhooks.telling import effect_of
from notifications.statuses import DeliveryState
from notifications.webhooks.schedule import DISABLED_AFTER, TRIES_BEFORE_DISABLED, pause_after
from notifications.webhooks.signing import signed_headers
from notifications.webhooks.wire import TOTAL_SECONDS, Answer

# Longer than a call can take, shorter than the effect's lease: who was killed is followed, who sends is not disturbed.
SENDING = timedelta(seconds=TOTAL_SECONDS + 8)


@dataclass(frozen=True)
class Call:
    """What is to be sent, signed for this moment."""

    attempt_id: int
    url: str
    body: bytes
    headers: dict[str, str]


@service
def begin_call(*, delivery_id: int, after: int) -> Call | None:
    """The next call of a delivery, or None when there is nothing (more) to send.

    ``after`` is how many calls had been made when this one was asked for. Raises Unavailable while another
    worker is calling.
    """
    delivery = lock_delivery(delivery_id)
    if delivery.state != DeliveryState.PENDING or is_answered_since(delivery, after):
        return None
    now = timezone.now()
    ensure_nobody_sends(delivery, now=now)
    endpoint = delivery.endpoint
    if not endpoint.is_active or not delivery.body:
        # What it said was erased: there is nothing to hold back for later.
        perform(delivery, "hold_back" if delivery.body else "give_up", actor=SYSTEM)
        delivery.save(update_fields=["state", "next_at"])
        return None
    delivery.attempts += 1
    delivery.sending_until = now + SENDING
    delivery.save(update_fields=["attempts", "sending_until"])
    attempt = WebhookAttempt.objects.create(delivery=delivery, number=delivery.attempts, url=endpoint.url)
    return call_of(delivery, endpoint, attempt, now=now)


def call_of(delivery: WebhookDelivery, endpoint: WebhookEndpoint, attempt: WebhookAttempt, *, now: datetime) -> Call:
    body = delivery.body.encode()
    signed = signed_headers(
        secrets_now=secrets_now(endpoint), event_id=delivery.event_id, timestamp=int(now.timestamp()), body=body
    )
    headers = {"Content-Type": "application/json", "User-Agent": "oms-webhooks/1", **signed}
    return Call(attempt.pk, endpoint.url, body, headers)


def is_answered_since(delivery: WebhookDelivery, after: int) -> bool:
    """A call that was asked for twice is made once: its outcome is written down already."""
    return delivery.calls.filter(number__gt=after, finished_at__isnull=False).exists()


def ensure_nobody_sends(delivery: WebhookDelivery, *, now: datetime) -> None:
    if delivery.sending_until is not None and delivery.sending_until > now:
        raise Unavailable("Another worker is calling the shop with this webhook.")


@service
def record_call(*, attempt_id: int, answer: Answer) -> WebhookDelivery:
    """Write down what came of a call, and when the next is due. Repetition is harmless."""
    delivery_id, url = WebhookAttempt.objects.values_list("delivery_id", "url").get(pk=attempt_id)
    delivery = lock_delivery(delivery_id)
    now = timezone.now()
    written = WebhookAttempt.objects.filter(pk=attempt_id, finished_at=None).update(
        finished_at=now, milliseconds=answer.milliseconds, status=answer.status, answer=answer.text,
        error=answer.error[:300], address=answer.address,
    )  # fmt: skip
    if not written:
        return delivery
    delivery.sending_until = None
    if delivery.state == DeliveryState.PENDING:
        if answer.is_accepted:
            perform(delivery, "mark_delivered", actor=SYSTEM, now=now)
        else:
            # Who has moved meanwhile wants it at the new address, whatever is said at the old one.
            plan_next(delivery, answer, is_last=answer.is_gone and url == delivery.endpoint.url, now=now)
    delivery.save()
    judge_endpoint(delivery, answer, url=url, now=now)
    return delivery


def plan_next(
    delivery: WebhookDelivery, answer: Answer, *, now: datetime, is_last: bool = False, asked: str = ""
) -> None:
    delivery.failures += 1
    pause = None if is_last else pause_after(delivery.failures, asked_seconds=answer.retry_after_seconds)
    if pause is None:
        perform(delivery, "give_up", actor=SYSTEM)
        return
    delivery.next_at = now + pause
    again = effect_of(delivery.pk, delivery.attempts, order_id=delivery.order_id, asked=asked)
    insert_effects([replace(again, run_after=delivery.next_at)])


def judge_endpoint(delivery: WebhookDelivery, answer: Answer, *, url: str, now: datetime) -> None:
    """By what was answered at the address it has now; what an old one did is forgotten.

    Its row is written only where something changes, so that good answers never wait for one another.
    """
    if answer.is_accepted:
        if delivery.endpoint.failing_since is not None:
            WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, url=url).update(failing_since=None)
        return
    row = lock_endpoint(delivery.endpoint_id)
    if row.url != url:
        return
    row.failing_since = row.failing_since or now
    row.save(update_fields=["failing_since"])
    if answer.is_gone:
        disable(row, reason="It answered 410: it wants nothing more.", now=now)
    elif now - row.failing_since >= DISABLED_AFTER and delivery.failures >= TRIES_BEFORE_DISABLED:
        disable(row, reason=f"Every call failed for {DISABLED_AFTER.days} days. The last: {answer.error}", now=now)


def disable(endpoint: WebhookEndpoint, *, reason: str, now: datetime) -> None:
    """We stop calling; from now on what it would hear is held back for it. A person is told, here and by mail."""
    if not endpoint.is_active:
        return
    endpoint.is_active, endpoint.disabled_at, endpoint.disabled_reason = False, now, reason[:300]
    endpoint.save(update_fields=["is_active", "disabled_at", "disabled_reason"])
    Alert.objects.get_or_create(
        kind=DISABLED_ALERT, reference=endpoint.public_id, closed_at=None,
        defaults={"message": f"Webhooks to {endpoint.url}: {reason}"},
    )  # fmt: skip
    key = f"notifications.webhook_tasks.mail_disabled:{endpoint.pk}:{int(now.timestamp())}"
    insert_effects(
        [
            NewEffect(
                task="notifications.webhook_tasks.mail_disabled", queue="mail", key=key,
                payload={"endpoint_id": endpoint.pk},
            )
        ]
    )  # fmt: skip


def lock_delivery(delivery_id: int) -> WebhookDelivery:
    return (
        WebhookDelivery.objects.select_for_update(of=["self"], no_key=True)
        .select_related("endpoint")
        .get(pk=delivery_id)
    )
