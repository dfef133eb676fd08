from collections.abc import Iterator

import pytest

from notifications.selectors.webhooks import forget_who_listens
from notifications.tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """One on this machine, which only development may call."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as one:
        yield one


@pytest.fixture(autouse=True)
def _wired(settings):
    settings.OMS_WIRING = "notifications.tests.wiring.TO_SHOPS"
    forget_who_listens()
    yield
    forget_who_listens()
