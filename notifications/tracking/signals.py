"""anymail's signal, heard: whatever address a provider's reports come in by, they are kept."""

from typing import Any

from anymail.signals import AnymailTrackingEvent

from notifications.services.reporting import keep_report
from notifications.tracking.reading import report_of


def hear(sender: Any, event: AnymailTrackingEvent, esp_name: str, **more: Any) -> None:
    """Keep one report; raises when that fails, so that the provider tells it again."""
    report = report_of(event)
    if report is not None:
        keep_report(report)
