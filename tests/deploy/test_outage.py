"""The database cannot be reached: every address says 503, when to come back, and never anything else."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.db import DataError, IntegrityError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core.errors import OmsError
from oms.outage import is_outage, server_error

pytestmark = pytest.mark.django_db(transaction=True)

OFFICE = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)
    for model in admin.site._registry
    for page, arguments in (("changelist", []), ("change", [1]))
]
PAGES = [
    "/admin/", "/admin/find/?q=1", "/admin/doctor/", "/warehouse/", "/warehouse/w1/", "/warehouse/w1/pick/",
    "/warehouse/w1/pack/", "/warehouse/w1/hand-over/", "/warehouse/label/1/", "/o/a-token/", *OFFICE,
]  # fmt: skip


@pytest.fixture
def person() -> Client:
    """Somebody of the office, signed in while the database was still there."""
    person = Client(raise_request_exception=False)
    person.force_login(get_user_model().objects.create_superuser("ada", "ada@example.com", "correct-horse-battery"))
    return person


@pytest.fixture
def lose_database(person) -> Iterator:
    there = connection.settings_dict["HOST"]

    def lose() -> None:
        connection.close()
        connection.settings_dict["HOST"] = "/nowhere"

    yield lose
    connection.close()
    connection.settings_dict["HOST"] = there


@pytest.fixture
def outage(lose_database) -> None:
    lose_database()


def test_every_page_says_come_back_in_a_moment(person, outage):
    answers = {path: person.get(path) for path in PAGES}

    assert {path: told.status_code for path, told in answers.items() if told.status_code != 503} == {}
    assert {told["Retry-After"] for told in answers.values()} == {"2"}
    assert {told["Cache-Control"] for told in answers.values()} == {"no-store"}


def test_the_page_speaks_the_browser_language_is_as_strict_as_any_and_asks_again_by_itself(person, outage):
    told = person.get("/o/a-token/", headers={"Accept-Language": "de-AT,en;q=0.5"})

    assert "Gleich wieder da" in told.content.decode()
    assert told["Refresh"] == "5"
    assert "unsafe" not in told["Content-Security-Policy"]


def test_what_was_sent_is_not_sent_again_by_itself(person, outage):
    told = person.post("/admin/login/", {"username": "ada", "password": "correct-horse-battery"})

    assert (told.status_code, told["Retry-After"], "Refresh" in told) == (503, "2", False)
    assert "as a whole or not at all" in told.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_api_answers_with_a_problem(person, outage, method):
    headers = {"Authorization": "Bearer oms_00000000.secret", "Idempotency-Key": "k-1"}
    path = {"get": "/api/v1/orders/O-1", "post": "/api/v1/orders"}[method]
    told = getattr(person, method)(path, {}, content_type="application/json", headers=headers)

    assert (told.status_code, told["Retry-After"]) == (503, "2")
    assert told["Content-Type"] == "application/problem+json"
    assert told.json()["code"] == "unavailable"


@pytest.mark.parametrize("path", ["payments/sandbox", "shipping/simcarrier"])
def test_a_genuine_webhook_is_told_to_come_again(person, outage, settings, path):
    settings.GATEWAY_WEBHOOK_SECRET = settings.CARRIER_WEBHOOK_SECRET = "shared"
    body = json.dumps({"id": "evt_1", "type": "tracking.updated", "data": {}}).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(b"shared", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Sandbox-Signature": f"t={stamp},v1={signature}", "Sim-Signature": f"t={stamp},v1={signature}"}
    told = person.post(f"/webhooks/{path}/", body, content_type="application/json", headers=headers)

    assert (told.status_code, told["Retry-After"]) == (503, "2")
    assert told["Content-Type"] == "application/problem+json"


def test_a_session_that_cannot_be_saved_is_an_outage_and_no_bad_request(person, lose_database, rf):
    def view(request):
        request.session["basket"] = 1
        lose_database()
        return HttpResponse("done")

    request = rf.get("/warehouse/")
    request.COOKIES["sessionid"] = person.cookies["sessionid"].value
    told = convert_exception_to_response(SessionMiddleware(view))(request)

    assert (told.status_code, told["Retry-After"]) == (503, "2")


def test_readiness_says_so_and_the_sign_of_life_goes_on(person, outage):
    assert person.get("/healthz").status_code == 200
    assert person.get("/readyz").json()["database"] == "does not answer"


@pytest.mark.parametrize("error", [IntegrityError("twice"), DataError("too long"), KeyError("bug")])
def test_our_own_mistakes_stay_500(rf, error):
    try:
        raise error
    except type(error):
        told = server_error(rf.get("/admin/"))

    assert (told.status_code, "Retry-After" in told) == (500, False)


def test_what_is_said_on_purpose_instead_of_an_outage_is_none():
    told = OmsError("Somebody else is at it.")
    told.__context__, told.__suppress_context__ = OperationalError("lock timeout"), True

    assert not is_outage(told)
