"""Measure the house against floors taken in the same run."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from bench import (
    cartons,
    effects,
    exporting,
    gateway_inbox,
    importing,
    papers,
    placing,
    scanning,
    serving,
    wave,
    webhooks,
)
from bench.measure import Figure
from bench.shop import BenchShop, open_bench_shop
from core.models import Effect

BENCHES: dict[str, Callable[[BenchShop], Figure | list[Figure]]] = {
    "place_service": placing.place_service,
    "place_batch": placing.place_batch,
    "place_hot": placing.place_hot,
    "place_http": serving.place_http,
    "pick_scans": scanning.pick_scans,
    "cartons": cartons.cartons,
    "papers": papers.papers,
    "effects": effects.effects,
    "import_file": importing.import_file,
    "export": exporting.export,
    "webhooks": webhooks.webhooks,
    "gateway_webhooks": gateway_inbox.gateway_webhooks,
    "wave": wave.wave,
}


class Command(BaseCommand):
    help = "Measure, in a database of its own: " + ", ".join(BENCHES)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help="what to measure; everything when left out")
        parser.add_argument("--json", action="store_true", help="print a list of figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or list(BENCHES)
        if unknown := set(names) - set(BENCHES):
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(BENCHES)}.")
        own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            shop = open_bench_shop()
            figures = []
            for name in names:
                # What an earlier one left to be done is no part of this one's time.
                Effect.objects.all().delete()
                found = BENCHES[name](shop)
                rows = [figure.as_row() for figure in (found if isinstance(found, list) else [found])]
                figures += rows
                if not options["json"]:
                    for row in rows:
                        self.show(row)
        finally:
            connection.close()
            connection.creation.destroy_test_db(own, verbosity=0)
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=1))

    def show(self, row: dict[str, Any]) -> None:
        floor = f"floor {row['floor']:,.0f}, ratio {row['ratio']:.2f}" if row["floor"] else ""
        statements = f"{row['statements']} statements" if row["statements"] else ""
        self.stdout.write(f"{row['name']:<16}{row['value']:>10,.1f} {row['unit']:<12}{floor:<28}{statements}")
