"""``/metrics``: the figures of the house, and what the web processes of this machine counted of requests."""

import logging
import os
from collections.abc import Iterable

from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from oms.metrics.door import may_read
from oms.metrics.families import gauge, gauges
from oms.metrics.parts import FROM_DATABASE, FROM_ELSEWHERE, Part

logger = logging.getLogger(__name__)

# A scrape must not become the load it measures: what takes longer is given up and told as an error.
PART_TIMEOUT = "2s"


class HouseCollector(Collector):
    """Reads every part; one that fails is missing and told, the others are there."""

    def collect(self) -> Iterable[Metric]:
        failed: dict[str, float] = {}
        for part in FROM_ELSEWHERE:
            failed[part.__name__] = 0.0
            yield from part()
        is_there = database_answers()
        yield gauge("oms_database_up", "Whether the database answers.", float(is_there))
        for part in FROM_DATABASE:
            # Each would wait for a database that is away.
            found = read(part) if is_there else None
            failed[part.__name__] = float(found is None)
            yield from found or ()
        values = [((name,), value) for name, value in failed.items()]
        yield gauges("oms_scrape_error", "1 for a part that could not be read.", ("part",), values)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def read(part: Part) -> list[Metric] | None:
    """The families of one part; None when the database refuses, or takes too long."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PART_TIMEOUT])
            return list(part())
    except Error as error:
        logger.warning("The figures of %s could not be read: %s", part.__name__, type(error).__name__)
        return None


def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody without the token and from elsewhere: there is nothing to be seen here."""
    if not may_read(request):
        return HttpResponse("Not found.\n", status=404, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(HouseCollector())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    answer = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    answer["Cache-Control"] = "no-store"
    return answer
