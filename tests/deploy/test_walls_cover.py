"""No package of ours stands outside the walls."""

import tomllib
from pathlib import Path

from oms.settings.base import HOUSE, INSTALLED_APPS

ROOT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
NO_FLOOR = {"oms", "simulators"}
# What is done to the house from outside: commands of the office lead to bench and ops, nothing else does.
NOT_THE_PRODUCT = {"tests", "bench", "ops"}


def packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_THE_PRODUCT


def test_every_package_is_known_to_the_import_linter():
    assert packages() == set(LINTER["root_packages"])


def test_every_app_stands_on_a_floor_and_is_installed():
    floors = next(contract for contract in LINTER["contracts"] if contract["id"] == "floors")
    standing = {name.strip() for layer in floors["layers"] for name in layer.replace(":", "|").split("|")}
    assert standing - {"oms"} == packages() - NO_FLOOR == set(HOUSE)
    assert set(HOUSE) <= set(INSTALLED_APPS)
