"""What leaves the house when traces and error reports are switched on: shapes and keys, and nobody's data."""

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sentry_sdk
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from structlog.contextvars import bound_contextvars

from core.effects.claim import Claim
from core.effects.runner import log_context
from oms.env import EnvironmentMistake
from oms.logs import BEFORE, MaskingFormatter, processors_of
from oms.telemetry import faults, switches, traces

ADA = "ada.lovelace@example.com"


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A small server that keeps what it is sent: its address, and (path, body) of each."""
    got: list[tuple[str, bytes]] = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            got.append((self.path, gzip.decompress(body) if packed else body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args) -> None:
            """The test's output is not for this."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeps)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def report(settings, address: str, **more) -> None:
    """An error with a person in its words, its variables and its request, told as the house tells it."""
    settings.SENTRY_DSN = f"http://key@{address}/1"
    client = sentry_sdk.Client(**{**faults.options(), "default_integrations": False, **more})
    scope = sentry_sdk.Scope(client=client)
    scope.set_user({"email": ADA})
    scope.set_extra("search", ADA)
    email = ADA
    try:
        raise ValueError(f"Key (email)=({email}) already exists.")
    except ValueError as error:
        event, hint = sentry_sdk.utils.event_from_exception(error, client_options=client.options)
        event["transaction"], event["transaction_info"] = f"/asked/{ADA}", {"source": "url"}
        event["request"] = {"method": "POST", "url": "https://x/o/token", "data": {"email": ADA}}
        client.capture_event(event, hint, scope)
    client.close(timeout=5)


def test_an_error_report_has_the_type_the_place_and_the_ids_and_no_person(settings):
    with receiver() as (address, got), bound_contextvars(request_id="r-1", effect_id=7, email=ADA):
        report(settings, address)

    [(path, body)] = got
    assert path == "/api/1/envelope/"
    assert b"lovelace" not in body
    event = json.loads(body.split(b"\n")[2])
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "")
    assert error["stacktrace"]["frames"][-1]["function"] == "report"
    assert event["tags"] == {"request_id": "r-1", "effect_id": "7"}
    assert event["request"] == {"method": "POST"}


def test_without_our_list_the_same_report_tells_who_it_was(settings):
    with receiver() as (address, got):
        report(settings, address, before_send=None)

    assert b"lovelace" in got[0][1]


def test_a_span_arrives_with_its_route_and_ids_and_without_address_statement_and_words(settings):
    with receiver() as (address, got):
        settings.OTEL_EXPORTER_OTLP_ENDPOINT = f"http://{address}"
        settings.TRACES_PERCENT = 100
        provider = traces.provider()
        private = {"url.full": f"/admin/find/?q={ADA}", "db.statement": f"… '{ADA}'", "client.address": "10.0.0.7"}
        with bound_contextvars(request_id="r-2"):
            span = provider.get_tracer("t").start_span(f"GET x?q={ADA}", attributes={"http.route": "x", **private})
            span.record_exception(ValueError(ADA))
            span.set_status(traces.Status(traces.trace.StatusCode.ERROR, ADA))
            span.end()
        provider.shutdown()

    [(path, body)] = got
    assert path == "/v1/traces"
    assert b"lovelace" not in body
    assert b"10.0.0.7" not in body
    told = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans[0]
    assert told.name == "GET x"
    assert {one.key: one.value.string_value for one in told.attributes} == {"http.route": "x", "oms.request_id": "r-2"}
    assert [event.name for event in told.events] == ["exception"]


def test_a_switch_without_its_packages_stops_the_start_in_one_sentence(monkeypatch):
    monkeypatch.setattr(switches, "find_spec", lambda name: None)

    with pytest.raises(EnvironmentMistake, match="SENTRY_DSN is set, but sentry-sdk is not installed"):
        switches.ensure_installed(traces=False, errors=True)
    with pytest.raises(EnvironmentMistake, match="OTEL_EXPORTER_OTLP_ENDPOINT is set"):
        switches.ensure_installed(traces=True, errors=False)


def json_line(message: str, **values) -> dict:
    formatter = MaskingFormatter(processors=processors_of("json"), foreign_pre_chain=BEFORE)
    record = logging.LogRecord("oms", logging.INFO, __file__, 1, message, (), None)
    record.__dict__.update(values)
    return json.loads(formatter.format(record))


def test_a_line_of_the_log_is_one_object_with_the_ids_and_masked():
    claim = Claim(7, "payments.tasks.capture_payment", {}, "k", 2, 2, 31)
    with bound_contextvars(request_id="r-3", **log_context(claim)):
        line = json_line("Card 4242424242424242\nat /o/abcdefghijklmnopqrstuvwxyz", ms=3)

    assert (line["request_id"], line["effect_id"], line["order_id"], line["attempt"]) == ("r-3", 7, 31, 2)
    assert (line["level"], line["logger"], line["ms"]) == ("info", "oms", 3)
    assert line["timestamp"].endswith("Z")
    assert "4242424242424242" not in line["message"]
    assert "abcdefghijklmnop" not in line["message"]


@pytest.mark.django_db
def test_each_request_has_an_id_in_its_answer_and_in_every_line_and_its_line_names_the_route_alone(client, caplog):
    with caplog.at_level("INFO", logger="oms.requests"):
        answer = client.get("/o/a-customers-key/?q=secret", headers={"X-Request-ID": "proxy-0001"})
        other = client.get("/healthz/", headers={"X-Request-ID": "bad id\n"})

    first, second = (record for record in caplog.records if record.name == "oms.requests")
    assert answer["X-Request-ID"] == "proxy-0001"
    assert len(other["X-Request-ID"]) == 32
    assert "customers-key" not in first.route
    assert (first.method, second.status) == ("GET", 404)
