"""Facts become webhooks: which endpoints hear of it, and the calls themselves."""

from functools import partial
from typing import Any

from django.conf import settings

from core import faults
from core.effects import effect_task
from core.effects.registry import EffectTask
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.models import WebhookEndpoint
from notifications.selectors.webhooks import anybody_hears
from notifications.services.composing import message_id_of
from notifications.services.webhooks.delivering import begin_call, record_call
from notifications.services.webhooks.telling import tell_shops
from notifications.webhooks.kinds import HookKind
from notifications.webhooks.wire import post

_TOLD = (
    "We stopped sending webhooks to {url}.\n\n{reason}\n\n"
    "Nothing is lost: what happens from now on is kept for you. Mend the receiver, switch the endpoint on again and "
    "have what you missed sent again: {site}/admin/notifications/webhookendpoint/{pk}/change/\n"
)


def told_as(kind: HookKind) -> EffectTask:
    """The task that tells shops of ``kind``; its name is the fact's, with an underscore."""

    def tell(
        *, order_id: int, key: str, parcel_id: int | None = None, refund_id: int | None = None,
        document_id: int | None = None, return_id: int | None = None, exchange_id: int | None = None,
        claim_id: int | None = None,
    ) -> None:  # fmt: skip
        named = {
            "parcel_id": parcel_id, "refund_id": refund_id, "document_id": document_id, "return_id": return_id,
            "exchange_id": exchange_id, "claim_id": claim_id,
        }  # fmt: skip
        ids = {name: value for name, value in named.items() if value is not None}
        tell_shops(kind=kind, order_id=order_id, key=key, ids=ids)

    tell.__name__ = str(kind.value).replace(".", "_")
    return effect_task(queue="default", wanted=partial(anybody_hears, kind.value))(tell)


# One task for each kind: an effect does not know which fact it is of.
TELLERS: dict[str, EffectTask] = {kind.value: told_as(kind) for kind in HookKind}


@effect_task(queue="hooks")
def deliver_webhook(*, delivery_id: int, after: int) -> None:
    """One call; a failure is written down with the moment of the next, so that the effect itself is done."""
    call = begin_call(delivery_id=delivery_id, after=after)
    if call is None:
        return
    faults.hit("webhook.before_call")
    answer = post(call.url, body=call.body, headers=call.headers, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    faults.hit("webhook.after_call")
    record_call(attempt_id=call.attempt_id, answer=answer)
    faults.hit("webhook.after_commit")


@effect_task(queue="mail")
def mail_disabled(*, endpoint_id: int, key: str) -> None:
    """Whoever answers for a receiver hears that we stopped calling it."""
    endpoint = WebhookEndpoint.objects.select_related("channel").get(pk=endpoint_id)
    if not endpoint.contact_email:
        return
    words: dict[str, Any] = {"url": endpoint.url, "reason": endpoint.disabled_reason, "pk": endpoint.pk}
    sender = endpoint.channel.sender_email
    send_mail(
        OutgoingMail(
            message_id=message_id_of(key, sender=sender), sender=sender, to=endpoint.contact_email,
            subject=f"Webhooks to {endpoint.url} are switched off", language="en", html="",
            text=_TOLD.format(**words, site=settings.SITE_URL),
        )
    )  # fmt: skip
