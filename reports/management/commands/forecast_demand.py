"""``forecast_demand``: forecasts and advice for every SKU in every warehouse, or a stretch of a plan under way."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import OmsError
from inventory.models import ForecastRun
from inventory.services.planning import begin_plan
from reports.forecasting.running import work


class Command(BaseCommand):
    # A stretch has seconds: checks belong to the start of the house.
    requires_system_checks: list[str] = []
    help = "Forecasts demand and reckons advice. Without --run a new plan, worked to its end in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", type=int, default=0, help="Go on with this plan.")
        parser.add_argument("--seconds", type=float, default=None, help="Stop after so long; what is left stays due.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run_id = options["run"] or begin_plan(actor=SYSTEM, now=timezone.now()).pk
            work(run_id, seconds=options["seconds"])
        except (OmsError, ForecastRun.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        run = ForecastRun.objects.get(pk=run_id)
        self.stdout.write(f"{run}: {run.get_state_display().lower()}, {run.pairs} forecasts.")
