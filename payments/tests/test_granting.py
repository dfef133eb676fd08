"""Refunds by units, charges and goodwill: exact to the minor unit, and never the same unit twice."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.selectors import actor_of
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused
from orders.intake.requests import DiscountRequest, TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.services.completing import complete_when_ready
from payments.errors import GoodwillExceedsLimit, UnitsNotRefundable
from payments.models import GoodwillLimit, Payment, PaymentTransaction, Refund
from payments.selectors.refundable import RefundWish, refundable_charges, refundable_lines
from payments.services.granting import grant_parts
from payments.services.refunding import approve_refund, cancel_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
# Three units for 10.00 each, 0.01 off, 20 % tax: no unit has the same share of everything.
ODD = {"discounts": [DiscountRequest(label="A cent", amount=Decimal("0.01"))]}


def shipped(shop, units: dict[int, int], **options) -> Order:
    """Shipped and captured, the positions of the lines in the order of ``units``."""
    order = confirmed_by_workers(shop, units, **options)
    return ship(order, dict(enumerate(units.values(), start=1)), 1)


def grant(order: Order, *, units: dict[int, int] | None = None, actor=SYSTEM, **wish) -> Refund:
    """``units`` by the lines' positions."""
    keys = {line.position: line.pk for line in order.lines.all()}
    wanted = {keys[position]: count for position, count in (units or {}).items()}
    return grant_parts(order_id=order.pk, wish=RefundWish(units=wanted, **wish), reason="scratched", actor=actor)


def pay_out(refund: Refund) -> None:
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()


def member_of(title: str) -> User:
    sync_roles()
    user = User.objects.create_user(title, is_staff=True)
    user.groups.set(Group.objects.filter(name=title))
    return user


def test_unit_by_unit_is_the_line_to_the_cent_with_its_shares_of_discount_and_tax(shop, gateway):
    order = shipped(shop, {0: 3}, **ODD)
    line = order.lines.get()

    parts = [grant(order, units={1: 1}).lines.get() for _ in range(3)]

    assert [part.amount for part in parts] == [Decimal("12.00"), Decimal("11.99"), Decimal("12.00")]
    assert sum(part.amount for part in parts) == line.amount - line.discount_amount + line.tax_amount
    assert sum(part.tax_amount for part in parts) == line.tax_amount


def test_the_same_unit_is_never_given_back_twice_and_a_canceled_refund_frees_it(shop, gateway):
    order = shipped(shop, {0: 3}, **ODD)
    first = grant(order, units={1: 2})

    with pytest.raises(
        UnitsNotRefundable, match=r"1 units of Product 1 can be refunded, not 2 \(3 shipped, 2 given back"
    ):
        grant(order, units={1: 2})

    cancel_refund(refund_id=first.pk, actor=SYSTEM)
    again = grant(order, units={1: 3})
    assert again.amount == Decimal("35.99")


def test_units_that_did_not_ship_are_canceled_not_refunded(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 3}), {1: 1}, 1)

    with pytest.raises(UnitsNotRefundable, match="Cancel what has not shipped"):
        grant(order, units={1: 2})

    assert grant(order, units={1: 1}).amount == 12


def test_shipping_is_given_back_in_parts_with_its_tax_and_not_above_what_it_cost(shop, gateway):
    order = shipped(shop, {0: 1})
    charge = order.charges.get()

    first = grant(order, charges={charge.pk: Decimal("2.99")})
    with pytest.raises(InvalidInput, match=r"€3.01 can be given back"):
        grant(order, charges={charge.pk: Decimal("3.02")})
    second = grant(order, charges={charge.pk: Decimal("3.01")})

    assert (first.amount, second.amount) == (Decimal("2.99"), Decimal("3.01"))
    assert first.lines.get().tax_amount + second.lines.get().tax_amount == charge.tax_amount
    assert refundable_charges(order)[0].amount == 0


def test_one_refund_has_all_kinds_and_its_parts_sum_to_it(shop, gateway):
    order = shipped(shop, {0: 2, 1: 1})
    charge = order.charges.get()

    refund = grant(order, units={1: 1, 2: 1}, charges={charge.pk: Decimal(6)}, goodwill=Decimal("1.50"))

    assert [(part.kind, part.units, part.amount) for part in refund.lines.all()] == [
        ("units", 1, 12), ("units", 1, 24), ("charge", 0, 6), ("goodwill", 0, Decimal("1.5")),
    ]  # fmt: skip
    assert refund.amount == Decimal("43.50")


def test_what_was_given_back_by_agreement_is_not_asked_for_again_and_the_order_completes(shop, gateway):
    order = shipped(shop, {0: 2})
    pay_out(grant(order, units={1: 1}, goodwill=Decimal(3)))
    order.refresh_from_db()

    assert (order.refunded_amount, order.credited_amount) == (15, 15)
    assert (order.payment_status, Payment.objects.get().captured_amount) == ("partially_refunded", order.total)
    assert "balance_due" not in {blocker.code for blocker in order.blockers("complete")}
    assert not complete_when_ready(order_id=order.pk)  # only the road is left
    assert {blocker.code for blocker in order.blockers("complete")} == {"units_on_the_road"}


def test_goodwill_between_two_parcels_neither_takes_money_early_nor_leaves_any(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 2}), {1: 1}, 1)
    payment = Payment.objects.get()
    first = payment.captured_amount
    refund = grant(order, goodwill=Decimal(4))
    work()
    promised = Payment.objects.get().captured_amount
    pay_out(refund)
    given = Payment.objects.get().captured_amount

    order = ship(order, {1: 1}, 2)

    payment.refresh_from_db()
    assert (first, promised, given, payment.captured_amount) == (18, 18, 18, 30)
    assert (order.captured_amount - order.refunded_amount, order.payment_status) == (26, "partially_refunded")
    assert order.total - order.credited_amount == 26


def test_units_not_shipped_are_canceled_beside_units_given_back(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 3}, **ODD), {1: 2}, 1)
    back = grant(order, units={1: 2})
    pay_out(back)

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()

    order.refresh_from_db()
    assert order.total - order.credited_amount == order.captured_amount - order.refunded_amount == 6
    assert back.amount + order.lines.get().canceled_amount * Decimal("1.2") == Decimal("35.99")


def test_a_refund_over_two_cards_lowers_the_price_by_what_went_back(shop, gateway):
    tenders = [
        TenderRequest(kind="card", token="tok_visa", amount=Decimal(10)),
        TenderRequest(kind="card", token="tok_refund_fails"),
    ]
    order = shipped(shop, {0: 2}, tenders=tenders)
    refund = grant(order, goodwill=Decimal(25))
    pay_out(refund)

    order.refresh_from_db()
    refund.refresh_from_db()
    assert (refund.state, order.refunded_amount, order.credited_amount) == ("failed", 5, 5)
    with pytest.raises(MoveRefused, match=r"€5.00 of it went back already"):
        cancel_refund(refund_id=refund.pk, actor=SYSTEM)
    assert PaymentTransaction.objects.filter(kind="refund").count() == 2


def test_who_says_the_same_twice_grants_once_and_another_wish_needs_a_new_start(shop, gateway):
    order = shipped(shop, {0: 2})
    line = order.lines.get()
    asked = {"order_id": order.pk, "reason": "x", "actor": SYSTEM, "cause_kind": "page", "cause_reference": "k"}

    first = grant_parts(wish=RefundWish(units={line.pk: 1}), **asked)
    again = grant_parts(wish=RefundWish(units={line.pk: 1}), **asked)

    assert first == again
    with pytest.raises(InvalidInput, match="Start anew"):
        grant_parts(wish=RefundWish(units={line.pk: 2}), **asked)


def test_nothing_at_all_is_no_refund(shop, gateway):
    order = shipped(shop, {0: 1})

    with pytest.raises(InvalidInput, match="nothing would be given back"):
        grant(order)
    with pytest.raises(InvalidInput, match="is not an amount in EUR"):
        grant(order, goodwill=Decimal("0.001"))
    with pytest.raises(InvalidInput, match="has no line"):
        grant_parts(order_id=order.pk, wish=RefundWish(units={1: 1}), reason="", actor=SYSTEM)


def test_the_goodwill_of_an_order_stays_within_the_limit_of_the_role(shop, gateway):
    order = shipped(shop, {0: 5})
    rep, lead, manager = (actor_of(member_of(title)) for title in ("CSR", "CSR lead", "Manager"))
    grant_refund(order_id=order.pk, amount=Decimal(30), reason="late", actor=rep)

    with pytest.raises(GoodwillExceedsLimit, match=r"€50.00 of goodwill on one order, and €30.00 are given"):
        grant_refund(order_id=order.pk, amount=Decimal("20.01"), reason="late", actor=rep)
    GoodwillLimit.objects.create(
        group=Group.objects.get(name="CSR lead"), channel=order.channel, currency="EUR", amount=Decimal(31)
    )
    with pytest.raises(GoodwillExceedsLimit):
        grant_refund(order_id=order.pk, amount=Decimal(2), reason="late", actor=lead)

    grant_refund(order_id=order.pk, amount=Decimal(20), reason="late", actor=rep)
    grant_refund(order_id=order.pk, amount=Decimal(10), reason="late", actor=manager)
    assert sum(Refund.objects.values_list("amount", flat=True)) == 60


def test_a_role_without_a_limit_in_the_currency_gives_no_goodwill_but_units(shop, gateway):
    order = shipped(shop, {0: 1})
    GoodwillLimit.objects.filter(currency="EUR").delete()
    rep = actor_of(member_of("CSR"))

    with pytest.raises(GoodwillExceedsLimit):
        grant_refund(order_id=order.pk, amount=Decimal(1), reason="late", actor=rep)

    assert grant(order, units={1: 1}, actor=rep).amount == 12
    assert [row.units for row in refundable_lines(order)] == [0]
