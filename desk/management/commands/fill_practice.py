from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand

from desk.practice.filling import TEACHER, USUAL, fill_practice


class Command(BaseCommand):
    """Practice orders to pick, in the practice warehouse; it is made at the first call."""

    help = "Fill the practice warehouse with orders to pick."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=USUAL)

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = fill_practice(actor=TEACHER, token=uuid4().hex, orders=options["orders"])
        self.stdout.write(f"{len(numbers)} practice orders placed: {numbers[0]} to {numbers[-1]}.")
