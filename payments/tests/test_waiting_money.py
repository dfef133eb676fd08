"""One list shows all money that waits: what has a desk of its own stands there too, once, until it is decided."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused
from orders.intake.requests import TenderRequest
from orders.services.canceling import expire_order
from orders.tests.factories import placed_order
from payments.bank_csv import parse_statement
from payments.gateways.contract import DisputeNews, Receipt
from payments.models import BankLine, Dispute, LateMoney, MoneyTask, Payment, PaymentTransaction, PayoutFile, PayoutRow
from payments.services.bank_lines import apply_bank_line, dismiss_bank_line, keep_bank_lines
from payments.services.disputing import dismiss_warning, record_dispute
from payments.services.evidence import record_evidence_refused, submit_evidence
from payments.services.late import give_back_late, reinstate_late
from payments.services.money_inbox import close_tasks, open_task
from payments.services.receiving import record_payment_received
from payments.services.tending import open_orphan, tend_money_inbox
from payments.services.working import ask_write_off, close_task
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="user", reference="1", rights=frozenset({"payments.work_moneytask", "payments.ask_write_off"}))
CLERK_OF_DISPUTES = Actor(kind="user", reference="7", rights=frozenset({"payments.answer_dispute"}))
TRANSFER = [TenderRequest(kind="transfer")]


def open_tasks() -> list[tuple[str, str]]:
    return list(MoneyTask.objects.filter(closed_at=None).order_by("pk").values_list("kind", "cause"))


def the_task() -> MoneyTask:
    return MoneyTask.objects.get(closed_at=None)


def paid_late(shop) -> LateMoney:
    order = placed_order(shop, {0: 2}, tenders=TRANSFER)
    work()
    expire_order(order_id=order.pk, actor=SYSTEM)
    work()
    record_payment_received(
        payment_id=Payment.objects.get().pk, amount=Decimal(30), reference="bank 7", actor=SYSTEM
    )  # fmt: skip
    work()
    return LateMoney.objects.get()


def disputed(shop, **changes) -> Dispute:
    """Captured money that a bank asks for."""
    if not Payment.objects.exists():
        ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)
    capture = PaymentTransaction.objects.get(kind="capture")
    told = {
        "reference": "dp_1", "capture": capture.gateway_reference, "kind": "chargeback", "state": "needs_response",
        "amount": Decimal(30), "currency": "EUR", "reason": "product_not_received", **changes,
    }  # fmt: skip
    assert record_dispute(gateway="sandbox", news=DisputeNews(**told)) == ""
    return Dispute.objects.get(reference=told["reference"])


def bank_line(text: str = "Thanks for the cups", amount: str = "12.00") -> BankLine:
    rows = f"booked_on,amount,currency,text,payer,bank_id\n2026-05-04,{amount},EUR,{text},Ada,1"
    keep_bank_lines(lines=parse_statement(rows.encode()), file_name="may.csv", actor=SYSTEM)
    work()
    return BankLine.objects.get()


@pytest.mark.parametrize("end", ["given_back", "reinstated"])
def test_late_money_waits_in_the_inbox_until_it_is_decided(shop, end):
    late = paid_late(shop)
    assert open_tasks() == [("late_payment", f"late_money:{late.pk}")]
    found = the_task()
    assert (found.amount, found.currency, found.order_id) == (Decimal(30), "EUR", late.order_id)
    assert "was paid" in found.facts
    assert "expired already" in found.facts

    if end == "given_back":
        give_back_late(latemoney_id=late.pk, actor=SYSTEM)
    else:
        reinstate_late(latemoney_id=late.pk, reason="goods are there", actor=SYSTEM)

    found.refresh_from_db()
    assert (found.closed_how, open_tasks()) == ({"given_back": "refunded", "reinstated": "matched"}[end], [])


def test_a_dispute_waits_in_the_inbox_with_its_day_and_leaves_when_the_bank_was_answered(shop, gateway):
    due = timezone.now() + timedelta(days=7)
    dispute = disputed(shop, evidence_due_at=due)
    found = the_task()
    assert (found.kind, found.due_at, found.amount) == ("dispute", due, Decimal(30))
    assert "product not received" in found.facts

    submit_evidence(dispute_id=dispute.pk, text="Here is the proof.", actor=SYSTEM)
    assert open_tasks() == []

    record_evidence_refused(dispute_id=dispute.pk, attempt=1, reason="too long")
    assert the_task().pk != found.pk


def test_a_later_word_about_the_day_moves_the_clock_of_the_same_task(shop, gateway):
    disputed(shop)
    assert the_task().due_at is None
    due = timezone.now() + timedelta(days=3)
    disputed(shop, evidence_due_at=due)

    assert the_task().due_at == due


def test_a_dispute_that_ends_and_a_warning_that_is_closed_leave_the_inbox(shop, gateway):
    disputed(shop)
    disputed(shop, state="lost", withdrawn=True)
    assert open_tasks() == []

    warning = disputed(shop, reference="fw_1", kind="warning")
    assert the_task().movement == "warning"
    dismiss_warning(dispute_id=warning.pk, reason="the customer is known", actor=CLERK_OF_DISPUTES)

    assert (open_tasks(), MoneyTask.objects.latest("pk").closed_by) == ([], CLERK_OF_DISPUTES.label)


def test_a_line_of_the_bank_waits_in_the_inbox_until_a_person_says_what_it_is(shop):
    line = bank_line()
    assert open_tasks() == [("bank_line", f"bank_line:{line.pk}")]
    assert "Thanks for the cups" in the_task().facts
    assert "No reference of ours" in the_task().facts
    placed_order(shop, {0: 1}, tenders=TRANSFER)
    work()

    apply_bank_line(bankline_id=line.pk, payment_number=Payment.objects.get().number, actor=SYSTEM)

    assert (open_tasks(), MoneyTask.objects.get().closed_how) == ([], "matched")


def test_a_line_that_is_put_aside_leaves_the_inbox(shop):
    dismiss_bank_line(bankline_id=bank_line().pk, reason="rent", actor=SYSTEM)

    assert (open_tasks(), MoneyTask.objects.get().closed_how) == ([], "done")


@pytest.mark.parametrize("act", [close_task, ask_write_off])
def test_money_with_a_desk_of_its_own_is_not_closed_from_the_inbox(shop, act):
    bank_line()
    with pytest.raises(MoveRefused, match="page of its own"):
        act(moneytask_id=the_task().pk, reason="tidy up", actor=CLERK)

    assert len(open_tasks()) == 1


def test_the_sweep_finds_what_has_no_task_and_drops_tasks_whose_cause_is_gone(shop, gateway):
    line, dispute = bank_line(), disputed(shop)
    MoneyTask.objects.all().delete()
    open_task(kind="late_payment", cause="late_money:77", facts="Nothing of the sort.")

    for _ in range(2):
        tend_money_inbox(now=timezone.now())

    assert set(open_tasks()) == {("bank_line", f"bank_line:{line.pk}"), ("dispute", f"dispute:{dispute.pk}")}


def test_money_heard_of_by_webhook_list_and_payout_file_is_one_task_with_all_that_is_known(db):
    receipt = Receipt(status="ok", gateway_reference="cap_9", amount=Decimal(3), currency="EUR")
    open_orphan("sandbox", receipt, movement="capture", told_by="its list")
    row = broken_row("cap_9")

    for _ in range(2):
        tend_money_inbox(now=timezone.now())
        open_task(
            kind="payout_break", cause=f"payout_row:{row.pk}", gateway="sandbox", gateway_reference="cap_9",
            facts="Line 1 pays it.",
        )  # fmt: skip

    assert open_tasks() == [("orphan", "sandbox:cap_9")]
    assert the_task().facts.count("Line 1 pays it.") == 1


def test_without_the_look_at_the_same_money_it_would_be_two_tasks(db, monkeypatch):
    monkeypatch.setattr("payments.services.money_inbox.task_of_same_money", lambda **_: None)
    receipt = Receipt(status="ok", gateway_reference="cap_9", amount=Decimal(3), currency="EUR")
    open_orphan("sandbox", receipt, movement="capture", told_by="its list")
    broken = {"gateway": "sandbox", "gateway_reference": "cap_9", "facts": "Line 1 pays it."}
    open_task(kind="payout_break", cause="payout_row:1", **broken)

    assert len(open_tasks()) == 2


def test_money_that_was_given_back_for_good_is_not_brought_up_by_a_payout_file(db):
    receipt = Receipt(status="ok", gateway_reference="cap_9", amount=Decimal(3), currency="EUR")
    open_orphan("sandbox", receipt, movement="capture", told_by="its list")
    close_tasks(kind="orphan", cause="sandbox:cap_9", how="refunded")
    broken_row("cap_9")

    tend_money_inbox(now=timezone.now())

    assert open_tasks() == []


def test_a_payout_row_whose_orphan_task_went_is_put_before_a_person_itself(db):
    receipt = Receipt(status="ok", gateway_reference="cap_9", amount=Decimal(3), currency="EUR")
    open_orphan("sandbox", receipt, movement="capture", told_by="its list")
    row = broken_row("cap_9")
    close_tasks(kind="orphan", cause="sandbox:cap_9")

    tend_money_inbox(now=timezone.now())

    assert open_tasks() == [("payout_break", f"payout_row:{row.pk}")]


def test_a_movement_both_unknown_and_contradicted_is_one_task(shop, settings):
    settings.GATEWAY_URL = ""
    placed_order(shop)
    work()
    later = timezone.now() + timedelta(minutes=70)
    tend_money_inbox(now=later)
    unknown = the_task()
    assert unknown.kind == "unknown"
    open_task(kind="contradiction", cause=unknown.cause, facts="The gateway says yes.")

    for _ in range(2):
        tend_money_inbox(now=later)

    assert open_tasks() == [("contradiction", unknown.cause)]


def broken_row(reference: str) -> PayoutRow:
    now = timezone.now()
    file = PayoutFile.objects.create(gateway="sandbox", shape="sandbox", file_name="p.csv", sha256="1", rows_total=1)
    return PayoutRow.objects.create(
        file=file, line=1, gateway="sandbox", reference="bt_1", kind="capture", gateway_references=[reference],
        amount=3, net=3, currency="EUR", occurred_at=now, outcome="not_ours",
    )  # fmt: skip


def test_each_kind_of_task_leads_to_the_page_that_decides_about_it(admin_client, shop, gateway):
    late = paid_late(shop)
    page = admin_client.get(reverse("admin:payments_moneytask_change", args=[the_task().pk])).content.decode()

    assert reverse("admin:payments_latemoney_change", args=[late.pk]) in page
    assert "Decide about it" in page
    assert "Close: settled elsewhere" not in page
    listed = admin_client.get(reverse("admin:payments_moneytask_changelist")).content.decode()
    assert "Reinstate the order, or give the money back" in listed
