"""Every list of requirements is installed into one environment, so none may undo what another pinned."""

import re
from collections import defaultdict

import pytest

from tests.architecture.tree import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)", re.MULTILINE)


def pinned_differently(lists: dict[str, str]) -> dict[str, dict[str, str]]:
    """By distribution: which list asks for which version, where they do not agree."""
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for name, text in lists.items():
        for distribution, version in PIN.findall(text):
            asked[re.sub(r"[-_.]+", "-", distribution).lower()][name] = version
    return {one: versions for one, versions in asked.items() if len(set(versions.values())) > 1}


def test_all_lists_of_requirements_ask_for_the_same_versions():
    lists = {path.name: path.read_text() for path in ROOT.glob("requirements*.txt")}

    assert {"requirements.txt", "requirements-docs.txt", "requirements-analytics.txt"} <= set(lists)
    assert pinned_differently(lists) == {}


@pytest.mark.parametrize("other", ["python-dateutil==4.0.0 \\\n", "Python_DateUtil==4.0.0 ; extra\n"])
def test_a_list_that_undoes_another_is_noticed(other):
    lists = {"house": "python-dateutil==2.9.0.post0 \\\n", "docs": other}

    assert pinned_differently(lists) == {"python-dateutil": {"house": "2.9.0.post0", "docs": "4.0.0"}}
