"""Every test has real servers at hand; see ``oms/embedded/pytest_plugin.py``."""

from itertools import chain, groupby

import pytest
from django.core.cache import cache
from django.utils import translation

pytest_plugins = ["oms.embedded.pytest_plugin"]


# What waits for browsers, processes and other connections.
LONG = frozenset({"browser", "fault", "slow"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of long tests stand evenly among the others, none at the end: there the last would keep a run waiting.

    pytest-django puts those that commit behind all others, for the sake of what they leave; ours leave nothing.
    """
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    long = [tests for tests in files if any(LONG & {mark.name for mark in test.iter_markers()} for test in tests)]
    short = [test for tests in files if tests not in long for test in tests]
    step = len(short) * 9 // 10 // max(1, len(long))
    spread = [[*tests, *short[at * step : (at + 1) * step]] for at, tests in enumerate(long)]
    items[:] = [*chain.from_iterable(spread), *short[len(long) * step :]]


@pytest.fixture(autouse=True)
def _nothing_is_left_of_another_test() -> None:
    """Neither what it counted nor the language that its last request asked for."""
    cache.clear()
    translation.deactivate()
