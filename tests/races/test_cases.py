"""Two agents on one case, and one agent on two orders: what the second does is told, not lost."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.tests.factories import delivered_order, open_shop
from payments.models import GoodwillLimit, Payment, Refund
from payments.services import granting
from payments.services.receiving import record_payment_received
from support.acts.contract import RunWish
from support.errors import CaseChanged
from support.models import Case, CaseMessage, CasePlaybook, PlaybookRun, PlaybookStep
from support.services import assigning, goodwill, moving, playbooks, talking
from support.services.assigning import take_case
from support.services.goodwill import give_goodwill
from support.services.merging import merge_case
from support.services.opening import open_case
from support.services.playbooks import run_playbook
from support.services.talking import record_customer_message, reply
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings, tmp_path):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.MEDIA_ROOT = tmp_path
    forget_reference()
    shop = open_shop(skus=1)
    reference()
    yield shop
    forget_reference()


@pytest.fixture
def case(shop) -> Case:
    return open_case(subject="Where is it?", text="Hello?", actor=SYSTEM)


def unlocked(case_id: int, *, expected_version: int | None = None) -> Case:
    """The same without a lock, as if every agent were alone."""
    return Case.objects.get(pk=case_id)


def agent(name: str):
    user = User.objects.create_user(name, is_staff=True, is_superuser=True)
    return actor_of(User.objects.get(pk=user.pk))


def answer_by_two(case, hands, monkeypatch):
    def say(words: str):
        return reply(case_id=case.pk, text=words, actor=SYSTEM, expected_version=case.version)

    rival = Rival(hands[1], lambda: say("Never."))
    after(monkeypatch, talking, "write_letter", rival)
    say("Tomorrow.")
    return rival.result


def outbound(case) -> list[str]:
    return list(
        CaseMessage.objects.filter(case=case, direction="outbound").order_by("pk").values_list("text", flat=True)
    )


def test_of_two_agents_who_answer_at_once_the_second_is_shown_the_first(case, hands, monkeypatch):
    assert isinstance(answer_by_two(case, hands, monkeypatch), CaseChanged)
    assert outbound(case) == ["Tomorrow."]


def test_without_the_lock_the_customer_gets_both_answers(case, hands, monkeypatch):
    monkeypatch.setattr(talking, "lock_case", unlocked)

    assert isinstance(answer_by_two(case, hands, monkeypatch), CaseMessage)
    assert sorted(outbound(case)) == ["Never.", "Tomorrow."]


def take_by_two(case, hands, monkeypatch):
    sam, kim = agent("sam"), agent("kim")
    rival = Rival(hands[1], lambda: take_case(case_id=case.pk, actor=kim))
    after(monkeypatch, assigning, "take_blockers", rival)
    take_case(case_id=case.pk, actor=sam)
    return rival.result, sam


def test_of_two_who_take_one_case_the_second_is_told_that_it_is_taken(case, hands, monkeypatch):
    result, sam = take_by_two(case, hands, monkeypatch)

    assert isinstance(result, MoveRefused)
    assert Case.objects.get().assignee_id == sam.user_id


def test_without_the_lock_both_believe_they_have_it(case, hands, monkeypatch):
    monkeypatch.setattr(assigning, "lock_case", unlocked)

    result, _ = take_by_two(case, hands, monkeypatch)

    assert isinstance(result, Case)


def test_what_a_customer_writes_while_their_case_is_merged_is_said_where_it_goes_on(case, shop, hands, monkeypatch):
    into = open_case(subject="The same", text="Hello again?", actor=SYSTEM)
    rival = Rival(hands[1], lambda: record_customer_message(case_id=case.pk, text="And now?", actor=SYSTEM))
    after(monkeypatch, moving, "perform", rival)

    merge_case(case_id=case.pk, into_number=into.number, actor=SYSTEM)

    assert rival.result.case_id == into.pk
    assert not case.messages.exclude(direction="internal").exists()


def test_without_the_lock_it_is_said_in_the_closed_one(case, shop, hands, monkeypatch):
    into = open_case(subject="The same", text="Hello again?", actor=SYSTEM)
    monkeypatch.setattr(talking, "lock_case", unlocked)
    rival = Rival(hands[1], lambda: record_customer_message(case_id=case.pk, text="And now?", actor=SYSTEM))
    after(monkeypatch, moving, "perform", rival)

    merge_case(case_id=case.pk, into_number=into.number, actor=SYSTEM)

    assert isinstance(rival.result, Exception) or rival.result.case_id == case.pk


def paid(shop, number: int) -> Order:
    order = delivered_order(shop, {0: 1}, parcel_id=number)
    payment = Payment.objects.create(
        number=f"P-{number}", order=order, position=1, kind="transfer", currency=order.currency, amount=order.total
    )
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference=f"b{number}", actor=SYSTEM)
    return order


def goodwill_on_two_orders(shop, hands, monkeypatch):
    group = Group.objects.create(name="Those who serve")
    group.permissions.set(Permission.objects.filter(codename__in=["grant_refund", "give_goodwill"]))
    GoodwillLimit.objects.create(group=group, currency="EUR", amount=100, daily_amount=5)
    user = User.objects.create_user("sam", is_staff=True)
    user.groups.set([group])
    sam, first, second = actor_of(User.objects.get(pk=user.pk)), paid(shop, 1), paid(shop, 2)

    def give(order, key):
        return give_goodwill(order_id=order.pk, amount=Decimal(4), reason="Late", key=key, actor=sam)

    rival = Rival(hands[1], lambda: give(second, "k2"))
    after(monkeypatch, granting, "ensure_captured", rival)
    give(first, "k1")
    return rival.result


def test_what_one_person_gives_on_two_orders_at_once_stays_within_their_day(shop, hands, monkeypatch):
    assert goodwill_on_two_orders(shop, hands, monkeypatch).wish is not None
    assert Refund.objects.count() == 1


def test_without_the_lock_of_the_limits_the_day_is_passed(shop, hands, monkeypatch):
    for place in (granting, goodwill):
        monkeypatch.setattr(place, "lock_goodwill_limits", lambda actor: None)

    assert goodwill_on_two_orders(shop, hands, monkeypatch).refund is not None
    assert Refund.objects.count() == 2


def run_by_two(shop, hands, monkeypatch):
    """The same form of a playbook, sent twice at once."""
    case = open_case(order_id=delivered_order(shop, {0: 2}).pk, subject="Broken", text="x", actor=SYSTEM)
    playbook = CasePlaybook.objects.create(name="Arrived damaged")
    PlaybookStep.objects.create(playbook=playbook, act="reship")
    wish = RunWish(key="k1", reason="Broken", units={case.order.lines.get().pk: 1})

    def run():
        return run_playbook(case_id=case.pk, playbook_id=playbook.pk, wish=wish, actor=SYSTEM)

    rival = Rival(hands[1], run)
    after(monkeypatch, playbooks, "playbook_named", rival)
    run()
    return rival.result


def test_a_playbook_sent_twice_at_once_is_run_once(shop, hands, monkeypatch):
    assert run_by_two(shop, hands, monkeypatch) == PlaybookRun.objects.get()
    assert Order.objects.count() == 2


def test_without_the_lock_the_second_runs_into_the_last_wall(shop, hands, monkeypatch):
    monkeypatch.setattr(playbooks, "lock_case", unlocked)

    with pytest.raises(IntegrityError):
        run_by_two(shop, hands, monkeypatch)

    assert (PlaybookRun.objects.count(), Order.objects.count()) == (1, 2)
