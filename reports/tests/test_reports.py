"""Every report by everything it can be told apart by: it runs, and each figure that counts rows leads to as many."""

from datetime import timedelta

import httpx
import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import timezone

from core.actors import SYSTEM
from orders.intake.reference import forget_reference
from orders.services.canceling import cancel_order
from orders.tests.factories import confirmed_order, open_shop, placed_order
from reports.definitions.kinds import Scope
from reports.registry import ALL, REPORTS
from reports.selectors.behind import figure_named, name_of, rows_behind
from reports.selectors.running import run_report
from reports.services.summarizing import refresh_summaries
from tests.promises.books import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier_url(gateway_simulator, carrier_simulator, settings):
    """The real gateway and carrier behind the real wiring; the carrier's address."""
    for name, simulator in (("GATEWAY", gateway_simulator), ("CARRIER", carrier_simulator)):
        setattr(settings, f"{name}_URL", simulator.url)
        httpx.delete(f"{simulator.url}/_truth")
        httpx.delete(f"{simulator.url}/_control/faults")
    forget_reference()
    yield carrier_simulator.url
    forget_reference()


def scope(report, by, **options):
    today = timezone.now().date()
    return Scope(first=today - timedelta(days=40), last=today + timedelta(days=1), by=by, **options)


def miscounted(report) -> list[str]:
    """Figures whose list has another number of rows."""
    now = timezone.now()
    wrong = []
    for dimension in report.dimensions:
        asked = scope(report, dimension.code)
        table = run_report(report, asked, now=now)
        for is_total, lines in ((False, table.lines), (True, table.totals)):
            for line in lines:
                for measure in filter(lambda one: one.is_rows, report.measures):
                    figure = figure_named(name_of(report, measure, asked, line, is_total=is_total), REPORTS)
                    model = apps.get_model(figure.list.model)
                    found = rows_behind(figure, model._default_manager.all(), now=now).count()
                    if found != line.values[measure.code]:
                        wrong.append(f"{report.slug} by {dimension.code} {line.text}: {measure.code} {found}")
    return wrong


def counted() -> set[str]:
    """Reports that have something to tell."""
    now = timezone.now()
    return {slug for slug, report in REPORTS.items() if run_report(report, scope(report, ""), now=now).lines}


def test_each_figure_that_counts_rows_leads_to_as_many(db):
    shop = open_shop(stock=3)
    confirmed_order(shop, {0: 2, 1: 1})
    placed_order(shop, {1: 5})
    cancel_order(order_id=placed_order(shop, {2: 1}).pk, actor=SYSTEM, reason="No")
    refresh_summaries()

    told = counted()

    assert {"sales", "goods", "cancellations", "repeat-customers", "fill-rate", "backorders", "stock-value"} <= told
    assert [wrong for slug in told for wrong in miscounted(REPORTS[slug])] == []


@pytest.mark.slow
def test_each_figure_leads_to_as_many_rows_in_books_with_everything(carrier_url, request):
    if not request.config.getoption("--long", default=False):
        pytest.skip("Walks a whole shop: only with --long.")
    walk(carrier_url)
    refresh_summaries()

    assert {"payments", "refunds", "carriers", "picking", "returns", "cycle-time"} <= counted()
    assert [wrong for report in REPORTS.values() for wrong in miscounted(report)] == []


def test_every_report_says_what_it_asks_how_it_counts_and_leads_to_lists_that_are_there():
    assert len({one.slug for one in ALL}) == len(ALL)
    for report in REPORTS.values():
        assert report.question.endswith("?")
        assert report.sources
        assert report.measure(report.chart), report.slug
        assert all(measure.formula.endswith((".", "÷ units.")) for measure in report.measures), report.slug
        assert all(measure.behind in report.behind for measure in report.measures if measure.behind), report.slug
        assert all(admin.site.is_registered(apps.get_model(one.model)) for one in report.behind.values())
