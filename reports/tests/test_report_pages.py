"""The reports' pages: what they show, convert, refuse, hand out, and where their figures lead."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLES
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from core.services.archive_events import archive_events
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.tests.factories import open_shop, placed_order
from reports.definitions.kinds import Scope
from reports.models import DailyReversals, ExchangeRate
from reports.registry import REPORTS
from reports.selectors.running import run_report
from reports.services.marking import mark_everything
from reports.services.summarizing import compute_stale_days, refresh_summaries

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db):
    return open_shop(skus=2)


def signed_in(code: str) -> Client:
    sync_roles()
    user = User.objects.create_user(username=code, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=next(role.title for role in ROLES if role.code == code)))
    client = Client()
    client.force_login(user)
    return client


def sales(**options):
    now = timezone.now()
    scope = Scope(first=now.date() - timedelta(days=3), last=now.date() + timedelta(days=1), by="channel", **options)
    return run_report(REPORTS["sales"], scope, now=now)


def test_a_manager_reads_a_report_and_follows_a_figure_to_its_rows(shop):
    order = placed_order(shop, {0: 2})
    manager = signed_in("manager")

    page = manager.get(reverse("reports:report", args=["sales"]), {"by": "channel", "compare": "previous"})

    assert page.status_code == 200
    (row,) = page.context["rows"]
    (orders,) = [cell for cell in row.cells if cell.label == "Orders"]
    assert orders.text == "1"
    assert "Orders placed, later canceled ones included." in page.content.decode()
    listed = manager.get(orders.url)
    assert [one.pk for one in listed.context["cl"].queryset] == [order.pk]
    assert listed.status_code == 200


def test_the_file_has_the_figures_of_the_page(shop):
    order = placed_order(shop, {0: 2})

    answer = signed_in("manager").get(reverse("reports:report", args=["sales"]), {"by": "channel", "format": "csv"})

    head, line = b"".join(answer.streaming_content).decode().splitlines()
    figures = dict(zip(head.split(","), line.split(","), strict=True))
    assert (figures["Channel"], figures["Currency"], figures["Orders"]) == ("Web shop", "EUR", "1")
    assert Decimal(figures["Total"]) == order.total


def test_a_report_is_for_those_with_its_right_alone_also_by_a_figures_link(shop):
    placed_order(shop, {0: 1})
    rep = signed_in("csr")
    manager = signed_in("manager")
    page = manager.get(reverse("reports:report", args=["sales"]), {"by": "channel"})
    link = page.context["rows"][0].cells[0].url

    assert rep.get(reverse("reports:report", args=["sales"])).status_code == 403
    assert rep.get(link).status_code == 403
    assert manager.get(link).status_code == 200


def test_a_link_that_names_no_figure_shows_no_rows(shop):
    placed_order(shop, {0: 1})

    listed = signed_in("manager").get(reverse("admin:orders_order_changelist"), {"in_report": "report=sales&figure=x"})

    assert list(listed.context["cl"].queryset) == []


def test_currencies_stand_apart_and_are_converted_by_dated_rates_or_not_at_all(shop):
    order = placed_order(shop, {0: 1})
    other = placed_order(shop, {1: 1})
    Order.objects.filter(pk=other.pk).update(currency="USD")

    assert {line.currency: line.values["total"] for line in sales().totals} == {
        "EUR": order.total, "USD": other.total,
    }  # fmt: skip
    page = signed_in("manager").get(reverse("reports:report", args=["sales"]), {"convert": "EUR"})
    assert "There is no rate of USD in EUR" in page.context["problem"]

    yesterday = timezone.now().date() - timedelta(days=1)
    ExchangeRate.objects.create(on=yesterday, base="EUR", quote="USD", rate=Decimal("1.25"), source="ECB")
    table = sales(convert="EUR")

    (total,) = table.totals
    assert (total.currency, total.values["total"]) == ("EUR", order.total + round(other.total * Decimal("0.8"), 2))
    assert [(one.currency, one.first, one.sources) for one in table.rates] == [("USD", yesterday, "ECB")]


def test_a_rate_older_than_a_week_converts_nothing(shop):
    order = placed_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(currency="USD")
    old = timezone.now().date() - timedelta(days=8)
    ExchangeRate.objects.create(on=old, base="USD", quote="EUR", rate=Decimal("0.8"), source="ECB")

    page = signed_in("manager").get(reverse("reports:report", args=["sales"]), {"convert": "EUR"})

    assert "USD" in page.context["problem"]
    assert page.context["table"] is None


def test_what_is_packed_away_is_summed_up_as_before(shop):
    order = placed_order(shop, {0: 2})
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="No")
    refresh_summaries()
    figures = DailyReversals.objects.values_list("day", "canceled_orders", "canceled_units", "canceled_value")
    before = figures.get()

    archive_events(order_ids=[order.pk], actor=SYSTEM)
    compute_stale_days(run=mark_everything(now=timezone.now()))

    assert before[1:] == (1, 2, order.total)
    assert figures.all().get() == before


def test_the_lists_of_the_app_keep_their_addresses(db):
    manager = signed_in("manager")

    for name in ("exchangerate", "journalday", "summaryrun"):
        assert manager.get(reverse(f"admin:reports_{name}_changelist")).status_code == 200
