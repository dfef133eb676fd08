"""Views that come by mail: on time where the person is, each period once, and never more than they may see."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from orders.models import SavedView
from orders.tests.factories import placed_order
from reports.models import Export, Subscription, SubscriptionRun
from reports.schedule import Clock
from reports.services.delivering import run_due_subscriptions, run_subscription
from reports.services.subscribing import Timing, subscribe

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def clock(**more) -> Clock:
    return Clock(**{"rhythm": "daily", "hour": 7, "weekday": 0, "day": 31, "zone": BERLIN, **more})


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        ("daily", datetime(2026, 3, 28, 6, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        ("daily", datetime(2026, 3, 28, 5, 30, tzinfo=UTC), datetime(2026, 3, 28, 6, 0, tzinfo=UTC)),
        ("weekly", datetime(2026, 3, 2, 6, 0, tzinfo=UTC), datetime(2026, 3, 9, 6, 0, tzinfo=UTC)),
        ("monthly", datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 28, 6, 0, tzinfo=UTC)),
    ],
)
def test_it_comes_at_the_persons_hour_also_across_summer_time_and_in_short_months(rhythm, after, expected):
    assert clock(rhythm=rhythm).next_after(after) == expected
    assert clock(rhythm=rhythm).latest_until(expected) == expected


@pytest.fixture
def subscribed(shop, staff):
    """Somebody with a daily subscription to a view of two columns, due at ``AT``."""

    def make(role: str = "Manager", columns=("number", "email")) -> Subscription:
        user = staff(role, time_zone="Europe/Berlin")
        view = SavedView.objects.create(
            owner=user, list_name="orders.order", name="Today", query="state=placed", columns=list(columns)
        )
        made = subscribe(view_id=view.pk, timing=Timing(rhythm="daily"), user=user)
        Subscription.objects.filter(pk=made.pk).update(next_at=AT - timedelta(days=3, minutes=30))
        return Subscription.objects.get(pk=made.pk)

    return make


@pytest.mark.django_db
def test_missed_periods_run_once_and_the_next_is_the_one_to_come_however_many_clocks_tick(subscribed, shop, work):
    placed_order(shop)
    subscription = subscribed()

    ran = [run_due_subscriptions(now=AT), run_due_subscriptions(now=AT)]
    again = Subscription.objects.filter(pk=subscription.pk).update(next_at=AT)
    twice = run_subscription(subscription_id=subscription.pk, now=AT)
    work()

    subscription.refresh_from_db()
    run = SubscriptionRun.objects.get()
    assert (ran, again, twice, Export.objects.count()) == ([1, 0], 1, False, 1)
    assert (str(run.period), run.outcome, run.export.state) == ("2026-03-02", "exported", "ready")
    assert subscription.next_at == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert "Today" in mail.outbox[0].subject


@pytest.mark.django_db
def test_the_columns_are_those_the_person_may_have_on_that_day_and_the_mail_names_the_others(subscribed, shop, work):
    placed_order(shop)
    subscription = subscribed("CSR lead")
    user = subscription.user
    user.groups.set(user.groups.model.objects.filter(name="CSR"))

    run_due_subscriptions(now=AT)
    work()

    assert Export.objects.get().columns == ["number"]
    assert "email" in mail.outbox[0].body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("loss", "words", "mails"),
    [("right", "lacks the right", 1), ("account", "not active", 0), ("filter", "no value", 1)],
)
def test_who_lost_it_gets_nothing_and_is_told_why_once(subscribed, shop, work, loss, words, mails):
    subscription = subscribed()
    user = subscription.user
    if loss == "right":
        user.groups.clear()
    elif loss == "account":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    else:
        SavedView.objects.update(query="state=melted")

    for day in range(2):
        run_due_subscriptions(now=AT + timedelta(days=day))
    work()

    assert (Export.objects.count(), len(mail.outbox)) == (0, mails)
    assert all(words in run.reason for run in SubscriptionRun.objects.all())
    assert SubscriptionRun.objects.count() == 2


@pytest.mark.django_db
def test_my_pages_show_progress_next_times_and_what_to_do_when_empty(subscribed, shop, client, work):
    subscription = subscribed()
    client.force_login(subscription.user)
    empty = client.get("/admin/exports/").content.decode()
    run_due_subscriptions(now=AT)
    waiting = client.get("/admin/exports/").content.decode()
    work()

    ready = client.get("/admin/exports/").content.decode()
    page = client.get("/admin/subscriptions/").content.decode()
    link = ready.partition("/file/")[2].partition('"')[0]
    taken = client.get(f"/admin/exports/{Export.objects.get().pk}/file/{link}")

    assert "Nothing yet" in empty
    assert ("<progress" in waiting, "Download" in ready) == (True, True)
    assert ("Tue 2026-03-03 07:00" in page, "Europe/Berlin" in page) == (True, True)
    assert b"".join(taken.streaming_content).decode() == "number,email\n"
    assert client.post(f"/admin/subscriptions/{subscription.pk}/end/", follow=True).status_code == 200
    assert not Subscription.objects.exists()
