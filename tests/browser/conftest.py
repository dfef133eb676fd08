"""A real Chromium where one is found; the tests say so where not."""

import os
import shutil
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.services.logins import seed_logins
from accounts.services.roles import sync_roles
from fulfillment.tests.factories import put_on_shelves
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from shipping.carriers.registry import carrier_named
from shipping.tests.carrier import CarrierControl
from tests.browser.watching import watch

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("OMS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of the run."""
    if CHROMIUM is None:
        pytest.skip("No Chromium was found: install one or name it in OMS_CHROMIUM.")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed.")
    # Playwright's own loop runs in this thread; the ORM would refuse to work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(scope="session")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


@pytest.fixture
def shop(transactional_db, settings):
    """Three SKUs on shelves in the first of two warehouses; money and mails stay out."""
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    forget_reference()
    cache.clear()
    shop = open_shop()
    put_on_shelves(shop)
    yield shop
    forget_reference()


@pytest.fixture
def carrier(carrier_simulator):
    """The carrier, its slate wiped."""
    control = CarrierControl(carrier_simulator.url, carrier_simulator.webhook_secret)
    control.reset()
    yield control
    control.client.close()
    carrier_named("simcarrier").wire.client.close()
    carrier_named.cache_clear()


@pytest.fixture
def logins(transactional_db):
    """One login per role with its password, by the role's username."""
    sync_roles()
    return {login.username: login for login in seed_logins()}


@pytest.fixture
def sign_in(browser, live_server, logins):
    """Signs a role in by the form and gives the page; at the end of the test no page had complained."""
    opened, complaints = [], []

    def enter(role: str, *, width: int = 1440, height: int = 900):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch(page, complaints)
        page.goto(reverse("admin:login"))
        page.fill("[name=username]", role)
        page.fill("[name=password]", logins[role].password)
        page.keyboard.press("Enter")
        page.wait_for_url("**" + reverse("admin:index"))
        return page

    yield enter
    for context in opened:
        with suppress(ConnectionError):
            context.close()
    assert complaints == []
