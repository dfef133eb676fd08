"""Write the words of every order anew: after an upgrade that changes them, or when the books miss some."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Max

from orders.models import Order
from orders.services.searching import CHUNK, rewrite_chunk


class Command(BaseCommand):
    help = "Write the words orders are found by; some at a time, so that work goes on meanwhile. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="KEY", help="Go on behind this order's key.")
        parser.add_argument("--chunk", type=int, default=CHUNK, help="Orders in one transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        upto = Order.objects.aggregate(last=Max("pk"))["last"] or 0
        after: int | None = options["after"]
        written = 0
        while after is not None:
            done, after = rewrite_chunk(after=after, upto=upto, most=options["chunk"])
            written += done
            if after is not None and options["verbosity"] > 1:
                self.stdout.write(f"{after} of {upto}; go on with --after {after} if this ends")
        self.stdout.write(f"{written} orders had no words, or others than they should.")
