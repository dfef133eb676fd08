"""How the house is watched: metrics, traces, errors. All of it is off until a variable names who watches."""

import os
import tempfile
from pathlib import Path

from oms import env
from oms.telemetry.switches import ensure_installed
from oms.version import version_of_project

OMS_VERSION = env.text("OMS_VERSION", version_of_project())

# /metrics answers who shows this token, or calls directly from one of these networks (CIDR); with neither, nobody.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_NETWORKS = env.names("METRICS_NETWORKS")
METRICS_ARE_ON = bool(METRICS_TOKEN or METRICS_NETWORKS)
# Where the web processes of one machine keep what they count of requests, so that any of them can tell for all.
METRICS_DIR = Path(
    env.text("METRICS_DIR", str(Path(tempfile.gettempdir()) / f"oms-metrics-{os.getuid()}-{env.number('PORT', 8000)}"))
)
if METRICS_ARE_ON:
    METRICS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Read by prometheus_client when it is imported, which is after the settings.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_DIR))

# Traces go to a collector by OTLP over HTTP; of so many requests in a hundred.
OTEL_EXPORTER_OTLP_ENDPOINT = env.text("OTEL_EXPORTER_OTLP_ENDPOINT", "")
# Read by the exporter itself, for a collector that wants to be shown a key.
OTEL_EXPORTER_OTLP_HEADERS = env.text("OTEL_EXPORTER_OTLP_HEADERS", "")
TRACES_PERCENT = env.number("TRACES_PERCENT", 10)
# Errors go to Sentry, or to whatever speaks its protocol.
SENTRY_DSN = env.text("SENTRY_DSN", "")
# What traces and errors call this installation: production, staging.
DEPLOYMENT = env.text("DEPLOYMENT", "production")

ensure_installed(traces=bool(OTEL_EXPORTER_OTLP_ENDPOINT), errors=bool(SENTRY_DSN))
