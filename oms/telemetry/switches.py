"""Traces and errors are switches: off, nothing of them is loaded; on, what they need must be installed."""

from importlib.util import find_spec

from django.conf import settings
from django.utils.module_loading import import_string

from oms.env import EnvironmentMistake

REMEDY = "install requirements-observability.txt (pip install --require-hashes -r), or unset the variable."


def ensure_installed(*, traces: bool, errors: bool) -> None:
    """Raises EnvironmentMistake, in one sentence, for a switch that is on without its packages."""
    if traces and (find_spec("opentelemetry") is None or find_spec("opentelemetry.instrumentation") is None):
        raise EnvironmentMistake(f"OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: {REMEDY}")
    if errors and find_spec("sentry_sdk") is None:
        raise EnvironmentMistake(f"SENTRY_DSN is set, but sentry-sdk is not installed: {REMEDY}")


def start_watching() -> None:
    """Turn on what the settings ask for; called once by each process that serves or works, before it does."""
    if settings.SENTRY_DSN:
        import_string("oms.telemetry.faults.start")()
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        import_string("oms.telemetry.traces.start")()
