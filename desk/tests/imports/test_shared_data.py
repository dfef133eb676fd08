"""The data set itself, where it lies beside the checkout: every published figure comes back."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(os.environ.get("UCI_RETAIL_DIR", settings.BASE_DIR.parent / "shared" / "data" / "uci-online-retail"))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (FOLDER / "facts.json").exists(), reason=f"No UCI Online Retail files in {FOLDER} (set UCI_RETAIL_DIR)."
    ),
]


def test_a_month_of_the_data_set_gives_its_published_figures(take_in, broken_promises):
    facts = json.loads((FOLDER / "facts.json").read_text())

    found = take_in(FOLDER / "online-retail-2011-02.csv.gz")

    assert found["2011-02"] == facts["2011-02"]
    assert found["rows_accounted"] == facts["2011-02"]["rows"]
    assert broken_promises() == {}
