"""A large list written by workers: stretch by stretch, offered only whole, whoever dies on the way."""

import hashlib
import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone

from core import faults
from core.effects.sweep import sweep
from core.errors import InvalidInput, MoveRefused, NotFound, NotPermitted
from core.models import Effect
from core.services.retention import ensure_rules, follow
from orders.models import Order
from orders.tests.factories import placed_order
from reports.models import Export
from reports.services import making
from reports.services.ending import cancel_export
from reports.services.handing_out import share_export, take_out, token_for
from reports.services.making import take_up, work_export
from reports.services.requesting import Wish, request_export

pytestmark = pytest.mark.django_db


def asked(user, **more) -> Export:
    return request_export(wish=Wish(list_name="orders.order", columns=["number", "email", "total"], **more), user=user)


def lines_of(export: Export, folder) -> list[str]:
    return (folder.parent / export.path).read_text().splitlines()


def made(user, work) -> Export:
    export = asked(user)
    work()
    export.refresh_from_db()
    return export


def test_the_file_is_offered_with_its_measures_and_told_by_a_mail_without_the_data(shop, staff, work, folder):
    orders = [placed_order(shop) for _ in range(3)]
    user = staff()

    export = made(user, work)

    data = (folder.parent / export.path).read_bytes()
    assert [line.partition(",")[0] for line in data.decode().splitlines()] == ["number", *(o.number for o in orders)]
    assert (export.state, export.rows, export.size) == ("ready", 3, len(data))
    assert export.sha256 == hashlib.sha256(data).hexdigest()
    assert [one.name for one in folder.iterdir()] == [os.path.basename(export.path)]
    (told,) = mail.outbox
    assert (told.to, export.sha256 in told.body, "ada@example.com" in told.body) == ([user.email], True, False)
    assert f"/admin/exports/{export.pk}/file/" in told.body


def test_it_is_written_in_stretches_each_an_effect_and_rows_made_meanwhile_are_not_in_it(shop, staff, work, folder):
    orders = [placed_order(shop) for _ in range(5)]
    export = asked(staff())

    work_export(export_id=export.pk, seconds=0, stretch_rows=2)
    late = placed_order(shop)
    first = Export.objects.get(pk=export.pk)
    work_export(export_id=export.pk, seconds=30, stretch_rows=2)

    export.refresh_from_db()
    assert (first.rows, first.state, 0 < first.percent < 100) == (2, "running", True)
    assert Effect.objects.filter(task="reports.tasks.make_export").count() == 2
    assert [line.partition(",")[0] for line in lines_of(export, folder)[1:]] == [order.number for order in orders]
    assert late.number not in "".join(lines_of(export, folder))


def test_a_list_without_rows_gives_a_file_with_its_header(shop, staff, work, folder):
    export = made(staff(), work)

    assert (export.state, lines_of(export, folder)) == ("ready", ["number,email,total"])


def test_a_hand_that_was_taken_over_from_adds_nothing(shop, staff, folder, monkeypatch):
    placed_order(shop)
    export = asked(staff())
    real = making.write_part

    def overtaken(*args, **more):
        take_up(export_id=export.pk)
        return real(*args, **more)

    monkeypatch.setattr(making, "write_part", overtaken)
    work_export(export_id=export.pk)
    slow = Export.objects.get(pk=export.pk)
    monkeypatch.undo()
    work_export(export_id=export.pk)

    export.refresh_from_db()
    assert (slow.state, slow.rows, slow.parts) == ("running", 0, [])
    assert (export.state, export.rows) == ("ready", 1)


def test_a_right_that_was_lost_meanwhile_ends_it_in_words_and_nothing_is_left(shop, staff, work, folder):
    placed_order(shop)
    user = staff("CSR lead")
    export = asked(user)
    user.groups.set(user.groups.model.objects.filter(name="CSR"))

    work()

    export.refresh_from_db()
    assert (export.state, "email" in export.message) == ("failed", True)
    assert (list(folder.glob("*")), "email" in mail.outbox[0].body) == ([], True)


def test_only_who_asked_or_holds_the_role_it_is_shared_with_takes_it_out_and_each_time_counts(shop, staff, work):
    placed_order(shop)
    user, colleague, other = staff(), staff("CSR lead"), staff("Payments")
    export = made(user, work)
    lead = colleague.groups.get()
    user.groups.add(lead)
    with pytest.raises(NotFound):
        take_out(export_id=export.pk, token=token_for(export, colleague), user=colleague)

    share_export(export_id=export.pk, role_id=lead.pk, user=user)

    take_out(export_id=export.pk, token=token_for(export, user), user=user)
    assert take_out(export_id=export.pk, token=token_for(export, colleague), user=colleague).downloads == 2
    with pytest.raises(InvalidInput):
        take_out(export_id=export.pk, token=token_for(export, user), user=colleague)
    with pytest.raises(NotFound):
        take_out(export_id=export.pk, token=token_for(export, other), user=other)


def test_the_rights_to_its_columns_are_asked_for_when_it_is_taken_out(shop, staff, work):
    placed_order(shop)
    user = staff("CSR lead")
    export = made(user, work)
    user.groups.set(user.groups.model.objects.filter(name="CSR"))
    user = type(user).objects.get(pk=user.pk)

    with pytest.raises(NotPermitted, match="email"):
        take_out(export_id=export.pk, token=token_for(export, user), user=user)


def test_after_its_days_it_is_not_handed_out_and_the_file_goes(shop, staff, work, folder):
    placed_order(shop)
    user = staff()
    export = made(user, work)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(MoveRefused):
        take_out(export_id=export.pk, token=token_for(export, user), user=user)

    ensure_rules()
    follow("list_exports")
    work()

    export.refresh_from_db()
    assert (export.state, export.path, list(folder.iterdir())) == ("gone", "", [])


def test_a_canceled_one_leaves_nothing_on_the_disk(shop, staff, work, folder):
    for _ in range(3):
        placed_order(shop)
    user = staff()
    export = asked(user)
    work_export(export_id=export.pk, seconds=0, stretch_rows=1)
    had_parts = len(list(folder.iterdir()))

    cancel_export(export_id=export.pk, user=user)
    work()

    export.refresh_from_db()
    assert (had_parts, export.state, list(folder.iterdir())) == (1, "canceled", [])


def die_at(moment: str, export_id: int) -> None:
    """In a process of its own: work until ``moment`` comes the second time, then die as ``kill -9`` does."""
    hits = iter(range(1, 10**6))

    def maybe() -> None:
        if moment == "export.renamed" or next(hits) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    faults.arm(moment, maybe)
    work_export(export_id=export_id, stretch_rows=2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["export.part_written", "export.renamed"])
def test_killed_half_way_no_half_file_is_offered_and_the_next_hand_ends_with_the_whole_one(
    shop, staff, work, folder, moment
):
    orders = [placed_order(shop) for _ in range(5)]
    export = asked(staff())
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=die_at, args=(moment, export.pk))
    process.start()
    process.join(timeout=60)
    half = Export.objects.get(pk=export.pk)

    Effect.objects.filter(task="reports.tasks.make_export").update(run_after=timezone.now())
    sweep()
    work()

    export.refresh_from_db()
    assert (process.exitcode, half.state, half.expires_at) == (-signal.SIGKILL, "running", None)
    assert (export.state, export.rows, export.run_no) == ("ready", 5, half.run_no + 1)
    assert [line.partition(",")[0] for line in lines_of(export, folder)[1:]] == [order.number for order in orders]
    assert len(list(folder.iterdir())) == 1
    assert Order.objects.count() == 5
