"""What a scan costs: a picker waits for it with goods in hand. Sign-in and session are counted as well."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.selectors.actors import actor_of
from catalog.models import Barcode
from fulfillment.services.claiming import claim_task
from fulfillment.tests.factories import member, picked_work, released_work, tasks_of

pytestmark = pytest.mark.django_db
MOST = 8


@pytest.fixture
def member_of_staff(shop) -> User:
    user = member(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=("pick_task", "pack_parcel")))
    return user


@pytest.fixture
def scan(client: Client, member_of_staff) -> Callable[[str, int, str], list[str]]:
    """Scans as htmx sends them; gives the statements it took."""
    client.force_login(member_of_staff)

    def scan(name: str, key: int, code: str) -> list[str]:
        address = reverse(f"warehouse:{name}", args=["w1", key])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.post(address, {"scan_id": uuid4().hex, "code": code}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert b'data-feedback="wrong"' not in answer.content
        return [
            query["sql"] for query in seen.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
        ]

    return scan


def test_a_scan_at_a_bin_costs_at_most_eight_statements(scan, shop, member_of_staff):
    task = tasks_of(released_work(shop, {0: 5}))[0]
    claim_task(task_id=task.pk, actor=actor_of(member_of_staff))
    Barcode.objects.create(sku=shop.skus[0], code="4006381333931")

    assert len(scan("task", task.pk, "A-01")) <= MOST
    assert len(scan("task", task.pk, "SKU-1")) <= MOST
    # A barcode is looked up.
    assert len(scan("task", task.pk, "4006381333931")) <= MOST + 1


def test_a_scan_at_the_bench_does_not_cost_more_with_more_lines(scan, shop):
    one, two = picked_work(shop, {0: 3}), picked_work(shop, {0: 3, 1: 3})
    for work in (one, two):
        scan("bench", work.pk, "SKU-1")

    assert len(scan("bench", one.pk, "SKU-1")) == len(scan("bench", two.pk, "SKU-1"))
