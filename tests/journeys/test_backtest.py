"""The whole backtest on the public files: what docs/how/stock-planning.md says of it."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

FOLDER = Path(os.environ.get("UCI_RETAIL_DIR", settings.BASE_DIR.parent / "shared" / "data" / "uci-online-retail"))


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.is_dir(), reason="the public files are not here: set UCI_RETAIL_DIR")
@pytest.mark.usefixtures("long_only")
def test_every_class_of_demand_is_foreseen_better_than_by_naive_forecasts():
    out = StringIO()
    call_command("backtest_demand", data=FOLDER, as_json=True, stdout=out)

    facts = json.loads(out.getvalue())
    ratios = {each["class"]: (each["method"], round(each["against_naive"], 2)) for each in facts["classes"]}
    assert (facts["rows"], facts["weeks"], facts["series"]) == (209_029, 25, 3_258)
    assert ratios == {
        "smooth": ("TSB", 0.87), "erratic": ("ADIDA", 0.90), "intermittent": ("WindowAverage", 0.98),
        "lumpy": ("WindowAverage", 0.84),
    }  # fmt: skip
