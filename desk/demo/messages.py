"""What the demo tells: a shop's receiver, the shop's own words, a customer who agreed to texts."""

from django.conf import settings

from catalog.models import Channel
from core.actors import Actor
from notifications.models import Template
from notifications.services.webhooks.endpoints import add_endpoint
from notifications.services.wording import save_words
from notifications.statuses import MailEvent, Medium
from notifications.webhooks.kinds import HookKind

WORDS = {"en": "Thank you for order {{ number }}, {{ name }}!", "de": "Danke für Bestellung {{ number }}, {{ name }}!"}


def make_messages(channel: Channel, actor: Actor) -> None:
    """Subjects of the shop's own in two languages, and an endpoint where a receiver of ours runs."""
    for template in Template.objects.filter(event=MailEvent.CONFIRMED, medium=Medium.EMAIL):
        save_words(
            template_id=template.pk, subject=WORDS[template.locale], text="", html="", is_active=True, actor=actor
        )
    if settings.SMS_PROVIDER == "simulator" and settings.WEBHOOK_ALLOW_PRIVATE:
        kinds = [HookKind.CONFIRMED, HookKind.DISPATCHED, HookKind.DELIVERED, HookKind.CANCELED, HookKind.REFUNDED]
        add_endpoint(
            channel_id=channel.pk, url=f"{settings.SMS_URL}/hooks", kinds=[str(kind) for kind in kinds], actor=actor,
            description="The demo's own receiver", contact_email="shop@example.com",
        )  # fmt: skip
