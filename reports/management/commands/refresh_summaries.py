"""Work the reports' daily summaries out by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.services.marking import mark_everything
from reports.services.summarizing import compute_stale_days, refresh_summaries

NO_LIMIT = 86400.0


class Command(BaseCommand):
    help = "Work out the daily summaries of days that changed, or of all days; prints how many it were."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Every day there is, not only those that changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            run = compute_stale_days(run=mark_everything(now=timezone.now()), seconds=NO_LIMIT)
        else:
            run = refresh_summaries(seconds=NO_LIMIT)
        self.stdout.write(f"{run.days_computed} days worked out, up to event {run.event_id}.")
