"""Which providers of texts there are."""

from collections.abc import Callable, Mapping

from django.conf import settings

from core.errors import Misconfigured
from notifications.texting.contract import TextSender
from notifications.texting.simulated import SimulatedTexts

SENDERS: Mapping[str, Callable[[], TextSender]] = {
    "simulator": lambda: SimulatedTexts(url=settings.SMS_URL, api_key=settings.SMS_API_KEY),
}


def text_sender() -> TextSender | None:
    """The provider of the settings; None when texts are not sent at all. Raises Misconfigured for an unknown one."""
    if not settings.SMS_PROVIDER:
        return None
    if settings.SMS_PROVIDER not in SENDERS:
        known = ", ".join(sorted(SENDERS))
        raise Misconfigured(f"SMS_PROVIDER is “{settings.SMS_PROVIDER}”; known are: {known}.")
    return SENDERS[settings.SMS_PROVIDER]()
