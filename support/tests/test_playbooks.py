"""Playbooks: seen as one change, made all or none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted, OmsError
from core.models import Event
from inventory.models import BinStock, Location
from inventory.services.adjusting import adjust_stock
from orders.models import Order
from orders.tests.factories import delivered_order
from payments.models import Payment, Refund
from payments.services.receiving import record_payment_received
from returns.models import Claim
from returns.services.claiming import open_claim
from support.acts import registry
from support.acts.contract import ActKind, RunWish
from support.models import Act, CannedAnswer, Case, CaseMail, CasePlaybook, PlaybookRun, PlaybookStep
from support.services import playbooks
from support.services.opening import open_case
from support.services.playbooks import foresee_playbook, run_playbook

pytestmark = pytest.mark.django_db

RIGHTS = (
    "support.open_case", "support.work_case", "support.reply_case", "support.run_caseplaybook", "support.give_goodwill",
    "payments.grant_refund", "shipping.file_claim", "inventory.change_stocklevel", "returns.open_claim",
    "returns.approve_claim", "returns.resolve_claim",
)  # fmt: skip


@pytest.fixture
def rep() -> Actor:
    return Actor(kind="api", reference="7", name="Sam", rights=frozenset(RIGHTS))


@pytest.fixture
def order(shop) -> Order:
    """Three units arrived, and were paid by transfer."""
    order = delivered_order(shop, {0: 3})
    payment = Payment.objects.create(
        number="P-1", order=order, position=1, kind="transfer", currency=order.currency, amount=order.total
    )
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="bank-1", actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def case(order, rep) -> Case:
    return open_case(order_id=order.pk, subject="Broken", text="All broken.", kind="damage", actor=rep)


def a_playbook(*acts: str, **modes: str) -> CasePlaybook:
    canned = CannedAnswer.objects.create(name="Sorry", text="Dear {customer_name}, sorry about {order_number}.")
    playbook = CasePlaybook.objects.create(name="Arrived damaged", kind="damage")
    for number, act in enumerate(acts):
        PlaybookStep.objects.create(
            playbook=playbook, position=number, act=act, mode=modes.get(act, "always"), priority="high",
            canned=canned if act == "mail" else None,
        )  # fmt: skip
    return playbook


def two_of(order: Order, **options) -> RunWish:
    return RunWish(key="k1", reason="Broken glass", units={order.lines.get().pk: 2}, **options)


def run(case: Case, playbook: CasePlaybook, wish: RunWish, actor: Actor) -> PlaybookRun:
    return run_playbook(case_id=case.pk, playbook_id=playbook.pk, wish=wish, actor=actor)


def test_every_step_is_foreseen_with_its_money_goods_and_words_and_nothing_is_written(case, order, rep):
    playbook = a_playbook("reship", "goodwill", "mail", "close")

    steps = foresee_playbook(
        case=case, playbook_id=playbook.pk, wish=two_of(order, goodwill=Decimal(1)), actor=rep
    )  # fmt: skip

    assert [step.act for step in steps] == ["reship", "goodwill", "mail", "close"]
    assert [list(step.blockers) for step in steps] == [[], [], [], []]
    rows = dict(row for step in steps for row in step.rows)
    assert rows["Claim: arrived damaged"] == f"2 × of {order.number}"
    assert rows["Sent anew: SKU-1"] == "2 ×"
    assert rows["Goodwill"] == "€1.00, back to how it was paid"
    assert rows["Answer to ada@example.com"] == f"Dear {order.customer.name}, sorry about {order.number}."
    assert (Order.objects.count(), Refund.objects.count(), PlaybookRun.objects.count()) == (1, 0, 0)
    assert not Claim.objects.exists()


def test_all_steps_are_made_in_one_and_told_in_the_case(case, order, rep):
    playbook = a_playbook("close", "mail", "priority", "goodwill", "reship")

    made = run(case, playbook, two_of(order, goodwill=Decimal(1)), rep)

    new = Order.objects.exclude(pk=order.pk).get()
    assert (new.total, new.original_order, new.lines.get().ordered) == (0, order, 2)
    assert Refund.objects.get().amount == 1
    claim = Claim.objects.get()
    assert (claim.state, claim.replacement, order.lines.get().claimed) == ("resolved", new, 2)
    assert CaseMail.objects.get().to == "ada@example.com"
    case.refresh_from_db()
    assert (case.state, case.priority) == ("resolved", "high")
    assert [each["act"] for each in made.made] == ["reship", "goodwill", "mail", "priority", "close"]
    assert case.messages.filter(direction="internal", text__contains=new.number).exists()
    assert Event.objects.filter(order_id=order.pk, name="support.playbook_ran").count() == 1


def test_money_instead_of_goods_pays_the_units_back(case, order, rep):
    playbook = a_playbook("reship", "refund", reship="off", refund="on")

    run(case, playbook, two_of(order, acts=frozenset({Act.REFUND})), rep)

    refund = Refund.objects.get()
    claim = Claim.objects.get()
    assert (refund.lines.get().units, refund.cause_kind, claim.refund) == (2, "claim", refund)
    assert (claim.state, claim.cause_reference) == ("resolved", case.number)
    assert Order.objects.count() == 1


def test_the_same_form_sent_twice_is_one_run(case, order, rep):
    playbook = a_playbook("reship", "goodwill")
    wish = two_of(order, goodwill=Decimal(1))

    assert run(case, playbook, wish, rep) == run(case, playbook, wish, rep)
    assert (Order.objects.count(), Refund.objects.count()) == (2, 1)


@pytest.mark.parametrize("fails", ["mail", "close"])
def test_when_the_last_step_fails_nothing_of_the_others_is_kept(case, order, rep, monkeypatch, fails):
    playbook = a_playbook("reship", "refund", "goodwill", "mail", "close", refund="off")

    def fail(scene, step):
        raise OmsError("The machine stopped.")

    broken: list[ActKind] = [replace(kind, do=fail) if kind.act == fails else kind for kind in registry.ACTS]
    monkeypatch.setattr(playbooks, "ACTS", broken)

    with pytest.raises(OmsError, match="machine stopped"):
        run(case, playbook, two_of(order, goodwill=Decimal(1)), rep)

    assert (Order.objects.count(), Refund.objects.count(), Claim.objects.count()) == (1, 0, 0)
    assert (CaseMail.objects.count(), PlaybookRun.objects.count()) == (0, 0)
    assert Case.objects.get().state == "open"


def test_goods_or_money_never_both_in_one_run_or_in_two(case, order, rep):
    both = a_playbook("reship", "refund")
    with pytest.raises(MoveRefused, match="never both"):
        run(case, both, two_of(order), rep)
    PlaybookStep.objects.update(mode="off")
    run(case, both, two_of(order, acts=frozenset({Act.RESHIP})), rep)

    with pytest.raises(MoveRefused, match="only 1 can still be claimed"):
        run(case, both, replace(two_of(order, acts=frozenset({Act.REFUND})), key="k2"), rep)
    with pytest.raises(MoveRefused, match="only 1 can still be claimed"):
        run(case, both, replace(two_of(order, acts=frozenset({Act.RESHIP})), key="k3"), rep)


def test_a_right_that_is_lacking_stands_in_the_way_of_all(case, order, rep):
    weak = replace(rep, rights=rep.rights - {"payments.grant_refund"})
    playbook = a_playbook("refund", "mail")

    with pytest.raises(MoveRefused, match=r"payments\.grant_refund"):
        run(case, playbook, two_of(order), weak)
    with pytest.raises(NotPermitted):
        run(case, playbook, two_of(order), replace(rep, rights=rep.rights - {"support.run_caseplaybook"}))

    assert (Refund.objects.count(), CaseMail.objects.count()) == (0, 0)


def test_units_are_written_off_the_bin_that_was_chosen(case, order, rep):
    stock = BinStock.objects.filter(sku=order.lines.get().sku).first()
    if stock is None:
        level = order.lines.get().sku.levels.first()
        place = Location.objects.create(warehouse=level.warehouse, code="A-1")
        adjust_stock(
            warehouse_id=level.warehouse_id, sku_id=level.sku_id, location_id=place.pk, delta=4, reason="x",
            actor=SYSTEM,
        )  # fmt: skip
        stock = BinStock.objects.get(location=place)
    playbook = a_playbook("write_off", "reship")

    run(case, playbook, two_of(order, bin_id=stock.pk, bin_units=1), rep)

    assert BinStock.objects.get(pk=stock.pk).quantity == stock.quantity - 1


def test_a_case_without_an_order_says_what_is_missing(rep):
    case = open_case(subject="Broken", text="All broken.", kind="damage", actor=rep)
    playbook = a_playbook("refund")

    (step,) = foresee_playbook(case=case, playbook_id=playbook.pk, wish=RunWish(key="k", reason="x"), actor=rep)

    assert [blocker.fix for blocker in step.blockers] == ["Link it to its order first."]


def test_a_claim_alone_is_written_down_and_left_to_who_decides(case, order, rep):
    run(case, a_playbook("claim"), two_of(order, claim_kind="missing"), rep)

    claim = Claim.objects.get()
    assert (claim.kind, claim.state, claim.lines.get().quantity) == ("missing", "open", 2)
    assert Order.objects.get(pk=order.pk).open_claims == 1


def test_the_claim_the_customer_opened_is_made_good_and_no_second_one_opened(case, order, rep):
    line = order.lines.get()
    theirs = open_claim(order_id=order.pk, kind="damaged", units={line.pk: 2}, actor=SYSTEM)
    playbook = a_playbook("claim", "refund", "mail")
    with pytest.raises(MoveRefused, match="only 1 can still be claimed"):
        run(case, playbook, two_of(order), rep)

    run(case, playbook, two_of(order, claim_id=theirs.pk), rep)

    assert Claim.objects.get().refund == Refund.objects.get()
    with pytest.raises(MoveRefused, match="decided meanwhile"):
        run(case, playbook, replace(two_of(order, claim_id=theirs.pk), key="k2"), rep)


def test_a_mail_that_leads_to_the_customers_page_is_no_hindrance_where_there_is_an_order(case, order, rep):
    playbook = a_playbook("mail")
    CannedAnswer.objects.update(text="See {page_url}.")
    wish = RunWish(key="k1", reason="Late")

    run(case, playbook, wish, rep)

    mail = CaseMail.objects.get()
    assert mail.said.text == "See {page_url}."
    alone = open_case(subject="Where?", text="Late.", actor=rep)
    with pytest.raises(MoveRefused, match="page_url"):
        run(alone, playbook, replace(wish, key="k2"), rep)
