"""The judge of the matrix sees each kind of harm: the controls of its verdicts."""

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop, placed_order
from payments.gateways.contract import Receipt
from payments.models import PaymentTransaction
from payments.services.mismatching import record_mismatch
from payments.services.starting import start_payments
from tests.faults.matrix.hasty import WIRING
from tests.faults.matrix.judging import Judge, Verdict
from tests.faults.matrix.plan import ACTS, MODES
from tests.faults.matrix.showing import Report

pytestmark = pytest.mark.django_db
CELL = ("garbage", "authorize")


@pytest.fixture
def authorization(settings) -> PaymentTransaction:
    """Promised, its outcome open."""
    settings.OMS_WIRING = WIRING
    forget_reference()
    (payment,) = start_payments(order_id=placed_order(open_shop()).pk, actor=SYSTEM)
    return PaymentTransaction.objects.select_related("payment__order").get(payment=payment)


def settle(authorization: PaymentTransaction) -> None:
    rows = PaymentTransaction.objects.filter(pk=authorization.pk)
    rows.update(outcome="succeeded", gateway_reference="auth_1", settled_at=timezone.now())


def line(authorization: PaymentTransaction, **other) -> dict:
    """What the gateway's truth log says of it."""
    return {
        "operation": "authorize", "key": authorization.key, "amount": "18.00", "currency": "EUR",
        "reference": authorization.payment.order.number, "outcome": "succeeded", **other,
    }  # fmt: skip


def judged(authorization: PaymentTransaction, *truth: dict) -> Verdict:
    judge = Judge(truth, {("authorize", authorization.key): {"garbage"}}, {CELL: 1})
    return judge.verdicts([("authorize", authorization.payment.order_id)])[CELL]


def test_money_moved_once_and_booked_once_is_sound(authorization):
    settle(authorization)

    verdict = judged(authorization, line(authorization))

    assert (verdict.is_sound, verdict.runs, verdict.double, verdict.lost) == (True, 1, [], [])


def test_money_moved_twice_is_double_under_one_key_or_two(authorization):
    settle(authorization)

    assert judged(authorization, line(authorization), line(authorization)).double
    assert judged(authorization, line(authorization), line(authorization, key="another")).double


def test_money_on_one_side_only_is_lost(authorization):
    moved = line(authorization)
    assert judged(authorization, moved).lost

    settle(authorization)
    assert judged(authorization).lost
    assert judged(authorization, line(authorization, amount="17.00")).lost


def test_what_our_books_never_promised_is_lost(authorization):
    judge = Judge([], {}, {})

    assert judge.verdicts([("capture", authorization.payment.order_id)])["ok", "capture"].lost


def test_an_unknown_is_sound_only_when_a_task_names_both_amounts(authorization):
    moved = line(authorization, amount="17.00")
    PaymentTransaction.objects.filter(pk=authorization.pk).update(outcome="unknown")
    before = judged(authorization, moved)

    receipt = Receipt(status="ok", gateway_reference="auth_1", amount=authorization.amount - 1, currency="EUR")
    record_mismatch(transaction_id=authorization.pk, receipt=receipt)
    after = judged(authorization, moved)

    assert (before.is_sound, len(before.lost), len(before.unknown)) == (False, 1, 1)
    assert (after.is_sound, len(after.lost), len(after.explained)) == (True, 0, 1)


def report(**met) -> Report:
    """Of a run that met everything, unless something else is said."""
    cells = {(mode, "authorize"): Verdict(runs=1) for mode in MODES}
    everything = {"cells": cells, "kills": dict.fromkeys(ACTS, 1), "delivered": 1}
    return Report(seed=1, orders=1, seconds=1.0, **{**everything, **met})


@pytest.mark.parametrize(
    ("met", "gap"),
    [
        ({}, []),
        ({"delivered": 0}, ["no webhook was delivered"]),
        ({"kills": {**dict.fromkeys(ACTS, 1), "void": 0}}, ["nobody was killed at void"]),
        ({"cells": {(mode, "void"): Verdict(runs=int(mode != "slow")) for mode in MODES}}, ["slow struck no act"]),
    ],
)  # fmt: skip
def test_a_run_that_did_not_meet_what_it_should_have_proves_nothing(met, gap):
    assert report(**met).gaps() == gap
