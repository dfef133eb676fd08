"""Errors nobody expected, told to Sentry. Loaded only when SENTRY_DSN is set."""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.types import Event, Hint
from structlog.contextvars import get_contextvars

from oms.telemetry.scrubbing import scrubbed_event


def before_send(event: Event, hint: Hint) -> Event:
    """The last door: whatever the kit collected, only what is on our list leaves."""
    report: Any = scrubbed_event(event, get_contextvars())
    return report


def no_breadcrumb(crumb: Any, hint: Any) -> None:
    """Nothing of what came before an error goes with it: it is queries, addresses and messages."""


def options() -> dict[str, Any]:
    """What the kit is started with: no names, no variables, no bodies, no traces (those have their own way)."""
    return {
        "dsn": settings.SENTRY_DSN,
        "release": settings.OMS_VERSION,
        "environment": settings.DEPLOYMENT,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "server_name": "",
        "send_client_reports": False,
        "auto_session_tracking": False,
        "before_send": before_send,
        "before_breadcrumb": no_breadcrumb,
    }


def start() -> None:
    """Errors of this process are reported from now on."""
    sentry_sdk.init(**options())
