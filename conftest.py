"""Every test has real servers at hand; see ``oms/embedded/pytest_plugin.py``."""

import pytest
from django.core.cache import cache
from django.utils import translation

pytest_plugins = ["oms.embedded.pytest_plugin"]


@pytest.fixture(autouse=True)
def _nothing_is_left_of_another_test() -> None:
    """Neither what it counted nor the language that its last request asked for."""
    cache.clear()
    translation.deactivate()
