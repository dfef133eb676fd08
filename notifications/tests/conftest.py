import httpx
import pytest

from core import faults
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture(autouse=True)
def _wired_to_mails_alone(settings):
    settings.OMS_WIRING = "notifications.tests.wiring.WIRING"
    settings.SITE_URL = "https://shop.example"
    forget_reference()
    yield
    faults.disarm()
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    return open_shop(name="Lovelace & Sons", sender_email="orders@lovelace.example")


class Mailbox:
    """The catcher's door for tests."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=5)

    def messages(self, **query: str) -> list[dict]:
        return self.client.get("/messages", params=query).json()

    def read(self, message_id: str) -> dict:
        return self.client.get(f"/messages/{message_id}.json").json()

    def only(self) -> dict:
        (listed,) = self.messages()
        return self.read(listed["id"])

    def fault(self, mode: str, times: int | None = 1) -> None:
        self.client.post("/_control/faults", json={"operation": "send", "mode": mode, "times": times})


@pytest.fixture
def mailbox(mail_simulator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    box = Mailbox(mail_simulator.url)
    box.client.delete("/messages")
    box.client.delete("/_control/faults")
    yield box
    box.client.close()
