import pytest

from core.actors import Actor
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture(autouse=True)
def _wired_to_support(settings):
    settings.OMS_WIRING = "support.tests.wiring.WIRING"
    forget_reference()
    yield
    forget_reference()


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop(db) -> Shop:
    return open_shop()


@pytest.fixture
def customer() -> Actor:
    return Actor(kind="customer", reference="1", rights=frozenset({"support.open_case", "support.give_feedback"}))


@pytest.fixture
def rep() -> Actor:
    rights = ("open_case", "work_case", "reply_case", "give_feedback")
    return Actor(kind="user", reference="7", name="Sam", rights=frozenset(f"support.{r}" for r in rights))
