"""``/metrics``: never open by itself, cheap, and one bad part does not take the others with it."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from core.models import Alert, Effect
from oms.metrics import page
from oms.metrics.orders import forget_counts

pytestmark = pytest.mark.django_db

TOKEN = {"Authorization": "Bearer a-long-token"}


@pytest.fixture(autouse=True)
def _counted_anew(settings):
    settings.METRICS_TOKEN = "a-long-token"
    forget_counts()


def scraped(client) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    answer = client.get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    return {
        family.name: {tuple(sorted(s.labels.items())): s.value for s in family.samples}
        for family in text_string_to_metric_families(answer.content.decode())
    }


def due_effect(**values) -> Effect:
    return Effect.objects.create(task="core.audit_tasks.work_audit", key=f"k{Effect.objects.count()}", **values)


def test_a_scrape_tells_what_waits_what_failed_and_which_alerts_are_open(client, shop_of_alerts):
    found = scraped(client)

    assert found["oms_effects_due"][(("queue", "mail"),)] == 2
    assert found["oms_effect_oldest_due_seconds"][(("queue", "mail"),)] == pytest.approx(600, abs=30)
    assert found["oms_effects_failing"] == {(("queue", "mail"), ("reason", "unavailable")): 1}
    assert found["oms_alerts_open"] == {(("kind", "dead_effect"),): 1}
    assert found["oms_orders"][(("state", "placed"),)] == 0
    assert found["oms_migrations_pending"] == {(): 0}
    assert set(found["oms_scrape_error"].values()) == {0}


@pytest.fixture
def shop_of_alerts(db):
    with connection.cursor() as cursor:
        due_effect(queue="mail", last_error="unavailable: the mail server does not answer.")
        due_effect(queue="mail", priority=9)
        cursor.execute("UPDATE core_effect SET run_after = now() - interval '10 minutes' WHERE priority = 9")
    Alert.objects.create(kind="dead_effect", reference="1", message="gave up")


def test_a_scrape_costs_few_queries(client, shop_of_alerts):
    scraped(client)

    with CaptureQueriesContext(connection) as queries:
        scraped(client)

    assert len([q for q in queries if "SAVEPOINT" not in q["sql"] and "set_config" not in q["sql"]]) <= 20


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}, {"Authorization": "Bearer "}])
def test_without_the_token_there_is_nothing_to_be_seen(client, headers):
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_a_switch_nobody_sees_anything_not_even_with_an_empty_token(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    ("caller", "headers", "status"),
    [("10.1.2.3", {}, 200), ("10.9.2.3", {}, 404), ("10.1.2.3", {"X-Forwarded-For": "1.2.3.4"}, 404)],
)
def test_a_network_may_be_named_and_who_comes_through_a_proxy_is_not_in_it(client, settings, caller, headers, status):
    settings.METRICS_NETWORKS = ["10.1.0.0/16"]

    assert client.get("/metrics", headers=headers, REMOTE_ADDR=caller).status_code == status


def test_a_part_that_cannot_be_read_is_told_and_the_others_are_there(client, monkeypatch):
    def effects():
        raise ProgrammingError("no such table")

    monkeypatch.setattr(page, "FROM_DATABASE", (effects, *page.FROM_DATABASE[1:]))
    found = scraped(client)

    assert found["oms_scrape_error"][(("part", "effects"),)] == 1
    assert "oms_effects_due" not in found
    assert "oms_orders" in found
