"""The library of forecasts stays out of web and worker processes: commands alone load it (ADR 0026)."""

import subprocess
import sys

from tests.architecture.tree import ROOT, imports, parsed, path_name, sources

HEAVY = {"statsforecast", "numpy", "scipy", "numba"}
MAY_IMPORT = "reports/forecasting/methods.py"
# openpyxl looks for numpy where it is installed; what is asked here is the library itself.
LOAD_EVERYTHING = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings.test")
import django; django.setup()
from oms.celery import app
import oms.urls
app.loader.import_default_modules()
print(sorted({"statsforecast", "scipy", "numba"} & set(sys.modules)))
"""


def test_one_module_imports_the_library():
    found = {
        path_name(path)
        for path in sources()
        for module, _ in imports(parsed(path))
        if module.partition(".")[0] in HEAVY
    }

    assert found == {MAY_IMPORT}


def test_who_imports_that_module_is_a_command_or_beside_it():
    inner = {"reports.forecasting.methods", "reports.forecasting.backtest", "reports.forecasting.running"}
    found = {path_name(path) for path in sources() for module, _ in imports(parsed(path)) if module in inner}

    assert [name for name in found if "/management/commands/" not in name and "reports/forecasting/" not in name] == []


def test_a_web_and_worker_process_loads_everything_but_the_library():
    command = [sys.executable, "-c", LOAD_EVERYTHING]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip().endswith("[]")
