"""Traces of requests, effects and queries, sent to a collector. Loaded only when OTEL_EXPORTER_OTLP_ENDPOINT is set."""

from collections.abc import Sequence

from django.conf import settings
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Status
from structlog.contextvars import get_contextvars

from oms.telemetry.scrubbing import scrubbed_attributes

SEND_SECONDS = 5


class ScrubbingExporter(SpanExporter):
    """Sends spans on with the attributes on our list alone, and errors by their type."""

    def __init__(self, wire: SpanExporter) -> None:
        self.wire = wire

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self.wire.export([scrubbed(span) for span in spans])

    def shutdown(self) -> None:
        self.wire.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self.wire.force_flush(timeout_millis)


class NamingProcessor(BatchSpanProcessor):
    """Each span says which request, effect and order it belongs to, as every line of the log does."""

    def on_start(self, span: "trace.Span", parent_context: object = None) -> None:
        for name, value in get_contextvars().items():
            span.set_attribute(f"oms.{name}", str(value))
        super().on_start(span, parent_context)  # type: ignore[arg-type]


def scrubbed(span: ReadableSpan) -> ReadableSpan:
    """The same span without anything that may tell of a person; its name is a route or a verb of SQL."""
    events = [Event(one.name, scrubbed_attributes(one.attributes), one.timestamp) for one in span.events]
    return ReadableSpan(
        name=span.name.partition("?")[0][:120],
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=scrubbed_attributes(span.attributes),
        events=events,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def provider() -> TracerProvider:
    """Where spans go: sampled by trace, scrubbed, in batches, over HTTP to ``…/v1/traces``."""
    made = TracerProvider(
        resource=Resource(
            {
                "service.name": "oms",
                "service.version": settings.OMS_VERSION,
                "deployment.environment.name": settings.DEPLOYMENT,
            }
        ),
        sampler=ParentBased(TraceIdRatioBased(settings.TRACES_PERCENT / 100)),
    )
    address = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    made.add_span_processor(NamingProcessor(ScrubbingExporter(OTLPSpanExporter(address, timeout=SEND_SECONDS))))
    return made


def start() -> None:
    """Requests, tasks and queries of this process are traced from now on."""
    trace.set_tracer_provider(provider())
    DjangoInstrumentor().instrument()
    CeleryInstrumentor().instrument()
    PsycopgInstrumentor().instrument()
