"""Which policy counts, what it forbids, and who may make an exception."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput
from core.models import Event, EventNote
from fulfillment.models import Parcel
from orders.models import Order
from orders.tests.factories import delivered_order
from returns.errors import FinalSale, ReturnForbidden, ReturnWindowClosed, TooManyUnits
from returns.models import LabelPayer, Return, ReturnerRule, ReturnPolicy, ReturnReason, RuleFinding
from returns.selectors.policies import policies_of_lines, terms_of
from returns.selectors.reasons import reason_tree
from returns.selectors.returnable import units_in_time
from returns.selectors.returners import standing_of
from returns.services.deciding import approve_return
from returns.tests.factories import paid_and_delivered, requested_return

pytestmark = pytest.mark.django_db
RIGHTS = ("request_return", "override_window", "override_final_sale", "override_max_units")
LEAD = Actor(kind="user", reference="3", rights=frozenset(f"returns.{right}" for right in RIGHTS))


def policy(days: int, **named) -> ReturnPolicy:
    return ReturnPolicy.objects.create(window_days=days, **named)


def window_of(order: Order, line: int = 0) -> int:
    order = Order.objects.select_related("shipping_address", "channel").get(pk=order.pk)
    lines = list(order.lines.all())
    return policies_of_lines(order, lines)[lines[line].pk].window_days


def in_category(shop, category: str) -> None:
    product = shop.skus[0].product
    product.category = category
    product.save()


def test_the_policy_that_names_most_counts_and_of_equals_the_one_with_the_category_then_the_country(shop):
    order = delivered_order(shop, {0: 1})
    in_category(shop, "shoes")
    country = order.shipping_address.country
    assert window_of(order) == 30
    # Each is more specific than all before it.
    for days, named in (
        (1, {}),
        (2, {"channel": shop.channel}),
        (3, {"country": country}),
        (4, {"category": "shoes"}),
        (5, {"channel": shop.channel, "country": country}),
        (6, {"channel": shop.channel, "category": "shoes"}),
        (7, {"category": "shoes", "country": country}),
        (8, {"channel": shop.channel, "category": "shoes", "country": country}),
    ):
        policy(days, **named)
        assert window_of(order) == days
    policy(99, category="hats", country=country)
    assert window_of(order) == 8


def test_a_policy_of_another_channel_country_or_category_never_counts(shop):
    order = delivered_order(shop, {0: 1})
    policy(99, country="ZZ")
    policy(98, category="hats")

    assert window_of(order) == 30


def test_two_policies_for_the_same_and_an_amount_without_a_channel_are_refused():
    policy(10)

    with pytest.raises(ValidationError, match="a policy for these already"):
        ReturnPolicy(window_days=20).full_clean()
    with pytest.raises(ValidationError, match="name the channel"):
        ReturnPolicy(country="DE", restocking_amount=5).full_clean()


def test_a_final_sale_and_too_many_units_are_named_together_each_with_its_right(shop, customer):
    in_category(shop, "shoes")
    ReturnPolicy.objects.create(category="shoes", is_final_sale=True, max_units=1)
    order = delivered_order(shop, {0: 2})

    with pytest.raises(FinalSale) as refused:
        requested_return(order, 2, actor=customer)

    rules = refused.value.context["rules"]
    assert [one["rule"] for one in rules] == ["final_sale", "max_units"]
    assert "final sale" in refused.value.message
    assert "at most 1 units" in refused.value.message
    assert not Return.objects.exists()


def test_units_that_came_back_before_count_towards_the_most(shop, customer):
    ReturnPolicy.objects.create(max_units=2)
    order = delivered_order(shop, {0: 4})
    requested_return(order, 2, actor=customer)

    with pytest.raises(TooManyUnits):
        requested_return(order, 1, actor=customer)


@pytest.mark.parametrize("missing", ["window", "final_sale"])
def test_an_exception_needs_the_right_for_every_rule_it_breaks(shop, missing):
    ReturnPolicy.objects.create(is_final_sale=missing == "final_sale", window_days=1)
    order = delivered_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - timedelta(days=5))
    weak = Actor(kind="user", rights=LEAD.rights - {f"returns.override_{missing}"})

    with pytest.raises(ReturnForbidden):
        requested_return(order, actor=weak, override_reason="A good customer.")

    assert not Return.objects.exists()


def test_an_exception_is_kept_with_its_reason_and_told_on_the_timeline_and_never_approved_at_once(shop):
    ReturnPolicy.objects.create(is_final_sale=True, approves_at_once=True)
    order = delivered_order(shop, {0: 1})

    ret = requested_return(order, actor=LEAD, override_reason="It was a gift.")

    finding = RuleFinding.objects.get(rma=ret)
    assert (finding.rule, finding.reason, finding.overridden_by) == ("final_sale", "It was a gift.", "user:3")
    event = Event.objects.get(order_id=order.pk, name="returns.rule_overridden")
    assert EventNote.objects.get(event=event).text == "It was a gift."
    assert ret.state == "requested"


def test_the_window_runs_from_the_delivery_of_each_units_own_parcel(shop):
    order = delivered_order(shop, {0: 3})
    line = order.lines.get()
    now, week = timezone.now(), timedelta(days=7)
    old, new = now - timedelta(days=10), now - timedelta(days=2)

    assert units_in_time(line, [(2, old), (1, new)], order, window=week, now=now) == (1, new + week)
    line.returned = 1
    # What came back is taken to be of the old ones.
    assert units_in_time(line, [(2, old), (1, new)], order, window=week, now=now) == (1, new + week)
    order.delivered_at = None
    assert units_in_time(line, [(2, old)], order, window=week, now=now) == (1, None)
    assert not Parcel.objects.exists()


def test_late_units_are_refused_and_the_others_told(shop, customer):
    order = delivered_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - timedelta(days=31))

    with pytest.raises(ReturnWindowClosed, match=r"Product 1 could be returned until .* A lead may make an exception"):
        requested_return(order, actor=customer)


def test_terms_are_kept_as_they_were_when_the_return_was_asked_for(shop):
    row = ReturnPolicy.objects.create(
        channel=shop.channel, restocking_percent=10, label_payer=LabelPayer.DEDUCTED, return_shipping_fee=4,
        travel_days=9, credit_bonus_percent=5,
    )  # fmt: skip
    ret = requested_return(delivered_order(shop, {0: 1}))
    ReturnPolicy.objects.filter(pk=row.pk).update(restocking_percent=50, return_shipping_fee=9, travel_days=1)

    ret = approve_return(return_id=ret.pk, actor=SYSTEM)

    assert (ret.label_payer, ret.shipping_fee, ret.bonus_percent) == ("deducted", Decimal(4), Decimal(5))
    assert ret.lines.get().restocking_percent == 10
    assert ret.expires_at - ret.approved_at == timedelta(days=9)


def test_what_is_our_fault_costs_nothing_and_we_pay_the_label(shop):
    ReturnPolicy.objects.create(channel=shop.channel, restocking_percent=10, return_shipping_fee=4)
    order = delivered_order(shop, {0: 1})

    ret = requested_return(order, reason_code="damaged")

    assert (ret.label_payer, ret.shipping_fee, ret.lines.get().restocking_percent) == ("house", 0, 0)


def test_of_several_policies_the_kindest_payer_the_shortest_time_and_the_smallest_bonus_count():
    kind = ReturnPolicy(label_payer=LabelPayer.HOUSE, travel_days=20, credit_bonus_percent=Decimal(10))
    strict = ReturnPolicy(label_payer=LabelPayer.DEDUCTED, return_shipping_fee=Decimal(5), travel_days=10)

    both = terms_of([strict, kind], is_our_fault=False)

    assert (both.label_payer, both.shipping_fee, both.travel_days, both.bonus_percent) == ("house", 0, 10, 0)
    assert terms_of([strict], is_our_fault=False).shipping_fee == 5


def test_a_heading_and_a_reason_put_away_are_refused_in_words(shop, customer):
    order = delivered_order(shop, {0: 1})
    ReturnReason.objects.filter(code="other").update(is_active=False)

    with pytest.raises(InvalidInput, match="only a heading"):
        requested_return(order, actor=customer, reason_code="not_needed")
    with pytest.raises(InvalidInput, match="not offered any more"):
        requested_return(order, actor=customer, reason_code="other")
    ReturnReason.objects.filter(code="not_needed").update(is_active=False)
    with pytest.raises(InvalidInput, match="not offered any more"):
        requested_return(order, actor=customer, reason_code="changed_mind")


def test_the_tree_of_reasons_is_offered_in_its_order_and_language():
    tree = reason_tree("de")

    assert [group.heading for group in tree] == ["Damit stimmt etwas nicht", "Ich brauche es nicht"]
    assert tree[1].reasons == (("changed_mind", "Ich habe es mir anders überlegt"), ("other", "Ein anderer Grund"))
    codes = {code for group in tree for code, _ in group.reasons}
    assert not codes & {"undelivered", "unannounced", "not_needed"}


def test_a_reason_stands_below_a_heading_and_nothing_else():
    other = ReturnReason.objects.get(code="other")
    with pytest.raises(ValidationError, match="Choose a heading"):
        ReturnReason(code="x", label="x", parent=other).full_clean()
    heading = ReturnReason.objects.get(code="not_needed")
    heading.is_heading = False
    with pytest.raises(ValidationError, match="move them first"):
        heading.full_clean()


def test_who_sends_most_of_it_back_is_flagged_and_never_approved_at_once(shop, customer):
    ReturnPolicy.objects.create(approves_at_once=True)
    ReturnerRule.objects.create(days=90, min_orders=1, max_percent=50)
    order = paid_and_delivered(shop, {0: 4})

    assert requested_return(order, 2, actor=customer).state == "approved"
    assert not standing_of(order.customer_id, shop.channel.pk, now=timezone.now()).is_serial
    assert requested_return(order, 1, actor=customer).state == "requested"
    standing = standing_of(order.customer_id, shop.channel.pk, now=timezone.now())
    assert standing.is_serial
    assert standing.sentence == "3 of 4 units of 1 order came back or are announced: 75 % in 90 days."


def test_few_orders_old_orders_and_a_channel_of_its_own_rule_do_not_make_a_serial_returner(shop):
    rule = ReturnerRule.objects.create(days=90, min_orders=2, max_percent=50)
    order = paid_and_delivered(shop, {0: 1})
    requested_return(order)
    now = timezone.now()

    assert not standing_of(order.customer_id, shop.channel.pk, now=now).is_serial
    ReturnerRule.objects.create(channel=shop.channel, min_orders=1, max_percent=99)
    assert standing_of(order.customer_id, shop.channel.pk, now=now).is_serial
    assert standing_of(order.customer_id, shop.channel.pk, now=now + timedelta(days=200)).orders == 0
    assert standing_of(None, shop.channel.pk, now=now) is None
    assert rule.channel is None


def test_dear_goods_are_not_approved_at_once(shop, customer):
    ReturnPolicy.objects.create(channel=shop.channel, approves_at_once=True, approves_up_to=20)
    order = delivered_order(shop, {0: 4})

    assert requested_return(order, 1, actor=customer).state == "approved"
    assert requested_return(order, 2, actor=customer).state == "requested"
