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
    office,
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
from desk.scale.shop import CODE
from orders.models import Order

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


# They read: the orders that seed_scale wrote, where the database has them.
READING: dict[str, Callable[[BenchShop | None], list[Figure]]] = {
    "admin_list": office.admin_list,
    "admin_list_filtered": office.admin_list_filtered,
    "admin_deep": office.admin_deep,
    "admin_search": office.admin_search,
    "call_box": office.call_box,
    "order_page": office.order_page,
    "dashboard": office.dashboard,
}


class Command(BaseCommand):
    help = (
        f"Measure, in a database of its own: {', '.join(BENCHES)}; and in the one that seed_scale filled, if it did: "
        f"{', '.join(READING)}"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help="what to measure; everything when left out")
        parser.add_argument("--json", action="store_true", help="print a list of figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {**BENCHES, **READING}
        names = options["names"] or list(known)
        if unknown := set(names) - set(known):
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
        self.as_json, figures = options["json"], []
        is_filled = has_scale()
        for name in (name for name in names if is_filled and name in READING):
            figures += self.tell(READING[name](None))
        figures += self.apart([name for name in names if not (is_filled and name in READING)])
        if self.as_json:
            self.stdout.write(json.dumps(figures, indent=1))

    def apart(self, names: list[str]) -> list[dict[str, Any]]:
        """Figures taken in a database that is made for them and dropped again."""
        if not names:
            return []
        figures, own = [], connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            shop = open_bench_shop()
            for name in names:
                # What an earlier one left to be done is no part of this one's time.
                Effect.objects.all().delete()
                figures += self.tell(READING[name](shop) if name in READING else BENCHES[name](shop))
        finally:
            connection.close()
            connection.creation.destroy_test_db(own, verbosity=0)
        return figures

    def tell(self, found: Figure | list[Figure]) -> list[dict[str, Any]]:
        rows = [figure.as_row() for figure in (found if isinstance(found, list) else [found])]
        if not self.as_json:
            for row in rows:
                self.show(row)
        return rows

    def show(self, row: dict[str, Any]) -> None:
        floor = f"floor {row['floor']:,.0f}, ratio {row['ratio']:.2f}" if row["floor"] else ""
        statements = f"{row['statements']} statements" if row["statements"] else ""
        self.stdout.write(f"{row['name']:<24}{row['value']:>10,.1f} {row['unit']:<12}{floor:<28}{statements}")


def has_scale() -> bool:
    """Whether the database at hand was filled to be measured with."""
    return "orders_order" in connection.introspection.table_names() and bool(
        Order.objects.filter(channel__code=CODE)[:1].count()
    )
