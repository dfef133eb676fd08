"""A compiled query gives what the query itself gives."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from core.compiled import Compiled
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.tests.factories import confirmed_order, open_shop

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def order():
    shop = open_shop()
    shop.receive(20)
    return confirmed_order(shop)


def test_a_locked_order_has_every_column_as_the_query_itself_reads_it(order):
    for _ in range(2):
        locked = lock_order(order.pk)
        plain = Order.objects.select_related("channel").get(pk=order.pk)

        assert values(locked) == values(plain)
        assert {name: type(value) for name, value in values(locked).items()} == {
            name: type(value) for name, value in values(plain).items()
        }
        assert values(locked._state.fields_cache["channel"]) == values(plain.channel)
        assert (locked._state.adding, locked._state.db) == (False, "default")
        assert [values(line) for line in lock_lines(locked).values()] == [
            values(line) for line in OrderLine.objects.filter(order=order).order_by("pk")
        ]


def test_its_statement_is_the_one_of_the_query(order):
    compiled = Compiled(lambda key: Order.objects.select_for_update(no_key=True).filter(pk=key, total__gte=0))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert compiled(order.pk) == list(
            Order.objects.select_for_update(no_key=True).filter(pk=order.pk, total__gte=0)
        )

    assert asked.captured_queries[0]["sql"] == asked.captured_queries[1]["sql"]
    assert compiled(order.pk + 1) == []


def test_it_is_written_once(order):
    built: list[int] = []

    def build(key: int) -> models.QuerySet[Order]:
        built.append(key)
        return Order.objects.filter(pk=key)

    compiled = Compiled(build)
    assert [compiled(order.pk), compiled(order.pk)] == [[order], [order]]
    assert len(built) == 1


def test_a_query_that_does_not_ask_for_its_key_is_refused(order):
    with pytest.raises(ValueError, match="its key"):
        Compiled(lambda _: Order.objects.filter(pk=1))(order.pk)


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_pretended_outside_a_transaction(order):
    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        lock_order(order.pk)

    with transaction.atomic():
        assert lock_order(order.pk) == order


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_statement_and_nothing_else(order):
    def ask(_: int) -> tuple[int, str]:
        try:
            with transaction.atomic():
                locked = lock_order(order.pk)
                return locked.pk, locked.channel.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(12))) == {(order.pk, order.channel.code)}
