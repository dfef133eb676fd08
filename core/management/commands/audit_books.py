"""Hold the books against their promises."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from core.audit.runner import audit
from core.errors import NotFound


class Command(BaseCommand):
    help = "Check every promise of the books; prints name and violations, exits 1 when any is above 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print a list of findings with samples.")
        parser.add_argument(
            "--promise", action="append", default=[], metavar="NAME", help="Only this one (repeatable)."
        )
        parser.add_argument("--changed-since", metavar="TIME", help="Only orders with events since this ISO time.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = audit(options["promise"], since=_moment(options["changed_since"]))
        except NotFound as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_dict() for finding in findings], indent=2))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.name}  {finding.violations}")
                for row in finding.sample:
                    self.stdout.write(f"    {json.dumps(row)}")
        if any(finding.violations for finding in findings):
            raise SystemExit(1)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = parse_datetime(text)
    if moment is None:
        raise CommandError(f"{text!r} is no ISO time, such as 2026-05-01T12:00:00+00:00.")
    return make_aware(moment) if is_naive(moment) else moment
