"""A search through everything goes some rows at a time and goes on where it stopped."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.models import Alert, Effect
from core.privacy import erasing
from core.privacy.erasing import empty_next, find_next
from core.privacy.registry import tables
from customers.models import CustomerExport, Erasure
from customers.services import finding_for_export, forgetting
from customers.services.erasing import confirm_erasure, request_erasure
from customers.services.exporting import request_export
from orders.services.canceling import cancel_order
from orders.tests.factories import open_shop, placed_order
from tests.privacy.people import AGREES, ASKS, CLERK

pytestmark = pytest.mark.django_db
MARKS = ["ada@example.com"]
WIRED = {
    "customers.erasure_confirmed": ["customers.tasks.erase_customer"],
    "customers.export_requested": ["customers.tasks.export_customer"],
}


@pytest.fixture(autouse=True)
def _small_steps(settings, monkeypatch, tmp_path):
    settings.OMS_WIRING, settings.MEDIA_ROOT = "customers.tests.services.test_searching.WIRED", tmp_path
    monkeypatch.setattr(erasing, "LEAST_LOOKED_AT", 2)
    monkeypatch.setattr(erasing, "MOST_LOOKED_AT", 2)


@pytest.fixture
def customer():
    order = placed_order(open_shop())
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="Moved away.")
    for number in range(5):
        Alert.objects.create(
            kind="t", reference=str(number), message=f"ada@example.com {number}" if number % 2 else "-"
        )
    return order.customer


def alerts_left() -> int:
    return Alert.objects.filter(message__contains="ada@example.com").count()


def test_a_step_looks_at_no_more_rows_than_it_may_and_says_where_it_stopped(customer):
    table, after, looks = tables()["core.alert"], 0, []
    while after is not None:
        keys, last = find_next(table, customer_id=customer.pk, marks=MARKS, after=after)
        looks.append(len(keys))
        after = last
    assert looks == [1, 1, 0, 0]

    done, last = empty_next(table, customer_id=customer.pk, marks=MARKS, after=0)
    assert (done, alerts_left()) == (1, 1)
    assert empty_next(table, customer_id=customer.pk, marks=MARKS, after=last)[0] == 1


def test_an_erasure_that_never_has_time_for_more_than_one_step_ends_all_the_same(customer, monkeypatch):
    monkeypatch.setattr(forgetting, "BUDGET_SECONDS", 0.1)
    erasure = request_erasure(customer_id=customer.pk, basis="asked", reason="By mail.", actor=ASKS)
    confirm_erasure(erasure_id=erasure.pk, actor=AGREES)
    drain()

    erasure = Erasure.objects.get(pk=erasure.pk)
    assert (erasure.state, erasure.after, alerts_left()) == ("done", 0, 0)


def test_an_export_is_searched_for_by_several_effects_and_holds_what_each_found(customer, monkeypatch):
    monkeypatch.setattr(finding_for_export, "BUDGET_SECONDS", 0.02)
    export = request_export(customer_id=customer.pk, actor=CLERK)
    drain()

    export = CustomerExport.objects.get(pk=export.pk)
    assert (export.state, export.found, export.run_no > 1) == ("ready", {}, True)
    assert Effect.objects.filter(task="customers.tasks.export_customer").count() == export.run_no


def test_an_effect_of_an_export_that_is_not_the_latest_does_nothing(customer):
    export = request_export(customer_id=customer.pk, actor=CLERK)
    CustomerExport.objects.filter(pk=export.pk).update(run_no=2)

    finding_for_export.work_export(export_id=export.pk, run_no=1)

    export.refresh_from_db()
    assert (export.state, export.step, export.path) == ("requested", 0, "")
