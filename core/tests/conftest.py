import pytest

from core.tests import doing


@pytest.fixture(autouse=True)
def _wired_to_tests(settings) -> None:
    settings.OMS_WIRING = "core.tests.facts.WIRING"
    doing.done.clear()
