import pytest

from accounts.models import User
from accounts.services.roles import sync_roles
from core.effects.runner import drain
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture
def shop(db, settings) -> Shop:
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    return open_shop(stock=1000)


@pytest.fixture
def staff(db):
    """Makes somebody who holds a role, by the role's title."""
    sync_roles()

    def make(role: str = "Manager", **more) -> User:
        name = role.lower().replace(" ", "-")
        given = {"username": name, "email": f"{name}@example.com", "is_staff": True, **more}
        user = User.objects.create_user(**given)
        user.groups.set(user.groups.model.objects.filter(name=role))
        return User.objects.get(pk=user.pk)

    return make


@pytest.fixture
def work():
    """Runs what is due in the queues of files and mails."""
    return lambda: drain(["bulk", "mail"])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "lists"
