"""An export whose effect gave up: it fails in words, and can be made again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.actors import Actor
from core.effects.registry import MAX_ATTEMPTS
from core.errors import MoveRefused, NotFound
from core.models import Effect
from core.services.retrying import retry_effect
from orders.tests.factories import placed_order
from reports.models import Export
from reports.services import making
from reports.services.abandoning import end_abandoned_exports, fail_abandoned
from reports.services.making import work_export
from reports.services.requesting import Wish, request_again, request_export

pytestmark = pytest.mark.django_db


def asked(user) -> Export:
    wish = Wish(list_name="orders.order", query="state__exact=placed", columns=["number", "total"], title="Mine")
    return request_export(wish=wish, user=user)


def break_the_disk(monkeypatch) -> None:
    def broken(*args, **more):
        raise OSError("Input/output error")

    monkeypatch.setattr(making, "write_part", broken)


def make_due() -> None:
    """Without waiting, and before the moment at which the test's transaction began."""
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))


def work_until_dead(work) -> Effect:
    for _ in range(MAX_ATTEMPTS):
        make_due()
        work()
    return Effect.objects.get(task="reports.tasks.make_export")


def test_one_whose_effect_gave_up_fails_in_words_and_nothing_is_left(shop, staff, work, folder, monkeypatch):
    for _ in range(3):
        placed_order(shop)
    export = asked(staff())
    work_export(export_id=export.pk, seconds=0, stretch_rows=1)
    had_parts = len(list(folder.iterdir()))
    break_the_disk(monkeypatch)
    Effect.objects.filter(task="reports.tasks.make_export").first().delete()  # whose stretch was just written
    dead = work_until_dead(work)

    counts = (end_abandoned_exports(), end_abandoned_exports())
    work()

    export.refresh_from_db()
    assert (had_parts, dead.state, counts) == (1, "dead", (1, 0))
    assert (export.state, "Make it again" in export.message) == ("failed", True)
    assert [one.subject for one in mail.outbox] == [f"Not made: Mine ({export.number})"]
    assert list(folder.iterdir()) == []


def test_one_that_is_due_or_at_work_is_left_alone(shop, staff):
    placed_order(shop)
    export = asked(staff())
    due = fail_abandoned(export_id=export.pk)
    Effect.objects.update(state="claimed")

    assert (due, fail_abandoned(export_id=export.pk), end_abandoned_exports()) == (False, False, 0)
    export.refresh_from_db()
    assert export.state == "requested"


def test_an_effect_that_a_person_tries_again_in_time_goes_on_and_too_late_does_nothing(shop, staff, work, monkeypatch):
    placed_order(shop)
    early, late = asked(staff()), asked(staff("CSR lead"))
    break_the_disk(monkeypatch)
    for _ in range(MAX_ATTEMPTS):
        make_due()
        work()
    monkeypatch.undo()
    first, second = Effect.objects.filter(state="dead").order_by("pk")
    operator = Actor(kind="user", reference="1", rights=frozenset({"core.retry_effect"}))

    retry_effect(effect_id=first.pk, actor=operator)
    end_abandoned_exports()
    retry_effect(effect_id=second.pk, actor=operator)
    make_due()
    work()

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("ready", "failed")


def test_made_again_it_is_a_new_one_of_the_same_rows_and_columns(shop, staff, work, client, monkeypatch):
    order = placed_order(shop)
    user = staff()
    export = asked(user)
    break_the_disk(monkeypatch)
    work_until_dead(work)
    monkeypatch.undo()
    end_abandoned_exports()
    client.force_login(user)
    page = client.get(reverse("desk:exports")).content.decode()

    client.post(reverse("desk:export-again", args=[export.pk]))
    work()

    again = Export.objects.exclude(pk=export.pk).get()
    same = ("list_name", "query", "columns", "title", "owner_id")
    assert reverse("desk:export-again", args=[export.pk]) in page
    assert [getattr(again, name) for name in same] == [getattr(export, name) for name in same]
    assert (again.state, again.rows, order.number != "") == ("ready", 1, True)


def test_only_ones_own_that_was_not_made_is_made_again(shop, staff, work):
    placed_order(shop)
    user = staff()
    export = asked(user)
    with pytest.raises(MoveRefused):
        request_again(export_id=export.pk, user=user)
    work()

    with pytest.raises(MoveRefused):
        request_again(export_id=export.pk, user=user)
    with pytest.raises(NotFound):
        request_again(export_id=export.pk, user=staff("CSR lead"))
    assert Export.objects.count() == 1
