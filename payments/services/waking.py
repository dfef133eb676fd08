"""What waited for a movement of money is applied again when that movement is known."""

from collections.abc import Iterable

from core.effects import NewEffect, insert_effects
from payments.models import GatewayEvent, PaymentTransaction

APPLY = "payments.tasks.apply_webhook"


def wake_waiting(transaction: PaymentTransaction) -> None:
    """Promise to apply the events that wait for ``transaction``; inside the caller's transaction."""
    # A charge that is collected in parts is known by its own name too: ``charge:key``.
    reference = transaction.gateway_reference
    names = {name for name in (transaction.key, reference, reference.split(":")[0]) if name}
    waiting = GatewayEvent.objects.filter(waits_for__in=names, applied_at=None)
    apply_again(list(waiting.only("pk", "tries")))


def apply_again(events: Iterable[GatewayEvent]) -> None:
    """One effect per event and try."""
    insert_effects(
        [
            NewEffect(
                task=APPLY, queue="default", key=f"{APPLY}:{event.pk}:{event.tries}", payload={"event_id": event.pk}
            )
            for event in events
        ]
    )  # fmt: skip
