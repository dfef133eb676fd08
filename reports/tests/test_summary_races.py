"""Two runs at once work the same day out: the rows are there once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from orders.tests.factories import open_shop, placed_order
from reports.models import DailySales, SummaryKind
from reports.selectors.days import channel_clocks
from reports.services import summarizing
from reports.services.summarizing import compute_day
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times: int = 2) -> list[object]:
    """What each of several connections got that work the same day out, none before the others have begun."""
    shop = open_shop(skus=1)
    placed_order(shop, {0: 1})
    (clock,) = channel_clocks().values()
    day = clock.today(timezone.now())
    start = Barrier(times)

    def work(_: int) -> object:
        try:
            start.wait(PATIENCE_SECONDS)
            return compute_day(kind=SummaryKind.SALES, clock=clock, scope_id=clock.scope_id, day=day)
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(work, range(times)))


def meet(monkeypatch, *, patience: float) -> None:
    """Both runs are between their reading and their writing at once, unless a lock keeps one out for so long."""
    arrived, both, real = [], Event(), summarizing._now

    def slow():
        moment = real()
        arrived.append(moment)
        if len(arrived) == 2:
            both.set()
        both.wait(patience)
        return moment

    monkeypatch.setattr(summarizing, "_now", slow)


def test_two_runs_at_once_write_each_day_once(monkeypatch):
    meet(monkeypatch, patience=0.5)

    assert at_once() == [1, 1]
    assert DailySales.objects.count() == 1


def test_without_the_lock_on_the_day_they_collide(monkeypatch):
    meet(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(summarizing, "hold_day", lambda *day: None)

    outcomes = at_once()

    assert any(isinstance(one, IntegrityError) for one in outcomes)
