"""What every page promises the browser, and what a load balancer is told."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_office_may_evaluate_and_style_but_loads_nothing_from_elsewhere(client):
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "http" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/warehouse-but-not-quite/", "/admin-but-not-quite/"])
def test_every_other_page_is_strict(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_the_customers_page_runs_no_script_at_all_when_there_is_nothing_to_show(client):
    policy = client.get("/o/unknown/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_the_floor_may_compile_what_reads_codes_and_evaluates_no_text(client):
    policy = client.get("/warehouse/")["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert policy.count("unsafe") == 1
    assert "http" not in policy


def test_a_living_process_says_so_whatever_host_is_asked_for(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_process_that_can_work_says_so(client):
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_a_process_without_a_broker_says_what_is_missing(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "does not answer")


@pytest.mark.django_db
def test_code_newer_than_the_schema_takes_no_work(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0002%'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "1 not applied")
