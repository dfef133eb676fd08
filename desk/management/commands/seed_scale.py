"""Fill the house with orders, to see how it works when it is full."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import OmsError
from desk.scale.growing import CHUNK, grow, real_orders
from desk.scale.shop import CODE


class Command(BaseCommand):
    help = (
        "Write so many orders of a channel of their own, with lines, claims, payments, parcels, events and words to be"
        " found by. Interrupted, it goes on where it ended when it is called the same way; to begin anew, take an empty"
        " database (make demo-reset). For a database to measure with: no gateway and no carrier ever heard of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, required=True, metavar="N", help="How many there are to be.")
        parser.add_argument("--seed", type=int, default=1, help="Another one gives other orders; 1 when left out.")
        parser.add_argument("--chunk", type=int, default=CHUNK, help="Orders in one transaction.")
        parser.add_argument(
            "--beside-real-orders", action="store_true", help="Also where there are orders of other channels."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["orders"] < 1 or options["chunk"] < 1:
            raise CommandError("Give a number of orders and a chunk of at least one.")
        if real_orders() and not options["beside_real_orders"]:
            raise CommandError(
                f"This database has orders of other channels than “{CODE}”; nothing was written. Point DATABASE_URL at"
                " an empty one, or say --beside-real-orders if it may be filled."
            )
        began = time.monotonic()
        try:
            for step in grow(outof=options["orders"], seed=options["seed"], now=timezone.now(), chunk=options["chunk"]):
                self.stdout.write(f"{step.what}: {step.done} of {step.outof}, {time.monotonic() - began:.0f} s")
        except OmsError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Done in {time.monotonic() - began:.0f} s. Hold it against the books: manage.py audit_books")
