"""Every test has real servers at hand; see ``oms/embedded/pytest_plugin.py``."""

import pytest
from django.core.cache import cache

pytest_plugins = ["oms.embedded.pytest_plugin"]


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    """What another test counted is not kept for this one."""
    cache.clear()
