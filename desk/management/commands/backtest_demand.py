"""``backtest_demand``: how good the forecasting methods are on a public data set, beside naive forecasts."""

import json
import random
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import OmsError
from desk.imports.uci.demand import WeeklyDemand, weekly_demand
from reports.forecasting.backtest import Plan, Series, Verdict, backtest

HEADS = ("class", "method chosen", "series", "points", "MASE", "naive", "seasonal", "vs naive", "vs seasonal")


class Command(BaseCommand):
    help = "Chooses a forecasting method per class of demand on files of UCI Online Retail and states its error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, required=True, help="A file, or a folder of .csv and .csv.gz files.")
        parser.add_argument("--horizon", type=int, default=4, help="Weeks that are forecast (default 4).")
        parser.add_argument("--series", type=int, default=0, help="Only so many SKUs, drawn by the seed (default all).")
        parser.add_argument("--seed", type=int, default=1, help="What SKUs are drawn with (default 1).")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demand = weekly_demand(_files(options["data"]))
            plan = Plan.over(demand.weeks, horizon=options["horizon"])
        except (OmsError, ValueError) as error:
            raise CommandError(str(error)) from error
        series = _draw(demand, options["series"], options["seed"])
        verdicts = backtest(series, plan)
        facts = {
            "rows": demand.rows, "first_week": demand.first.isoformat(), "weeks": demand.weeks,
            "horizon": plan.horizon, "season": plan.season, "seed": options["seed"], "series": len(series),
            "choosing_origins": list(plan.choosing), "judging_origins": list(plan.judging),
        }  # fmt: skip
        if options["as_json"]:
            self.stdout.write(json.dumps({**facts, "classes": [each.as_data() for each in verdicts]}, indent=2))
        else:
            self._tell(facts, verdicts)

    def _tell(self, facts: dict[str, Any], verdicts: list[Verdict]) -> None:
        self.stdout.write(
            f"{facts['series']} SKUs, {facts['weeks']} whole weeks from {facts['first_week']}, {facts['rows']} rows; "
            f"horizon {facts['horizon']} weeks, season {facts['season']} weeks, seed {facts['seed']}.\n"
            f"Chosen on forecasts after weeks {_span(facts['choosing_origins'])}, judged after week "
            f"{_span(facts['judging_origins'])}: weeks that the choice never saw.\n"
        )
        self.stdout.write("  ".join(f"{head:>14}" for head in HEADS))
        for each in verdicts:
            data = each.as_data()
            cells = (data["class"], data["method"], data["series"], data["points"], data["mase"], data["mase_naive"],
                     data["mase_seasonal_naive"], data["against_naive"], data["against_seasonal_naive"])  # fmt: skip
            self.stdout.write("  ".join(f"{cell if cell is not None else '–':>14}" for cell in cells))
        for each in verdicts:
            if not each.beats_naive:
                self.stdout.write(
                    f"No method did better than {each.method} for {each.demand_class} demand: it is chosen."
                )


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise CommandError(f"{path} does not exist. Give a file, or a folder of .csv and .csv.gz files.")
    files = sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]) if path.is_dir() else [path]
    if not files:
        raise CommandError(f"There is no .csv or .csv.gz file in {path}.")
    return files


def _draw(demand: WeeklyDemand, wanted: int, seed: int) -> list[Series]:
    codes = sorted(demand.units)
    if wanted and wanted < len(codes):
        codes = sorted(random.Random(seed).sample(codes, wanted))
    series = []
    for code in codes:
        weeks = demand.units[code]
        start = min(weeks)
        series.append(Series(code, start, [float(weeks.get(week, 0)) for week in range(start, demand.weeks)]))
    return series


def _span(origins: list[int]) -> str:
    return str(origins[0]) if len(origins) == 1 else f"{origins[0]} to {origins[-1]}"
