"""A placed order is sent elsewhere while nothing of it is packed."""

from dataclasses import replace
from datetime import date

import pytest

from catalog.models import TaxClass, TaxRate
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from customers.models import Address
from customers.services.addresses import AddressText
from customers.tests.factories import CustomerFactory
from orders.errors import StaleVersion
from orders.intake.reference import forget_reference
from orders.models import Order, OrderSearch
from orders.selectors.finding import orders_matching
from orders.services.addressing import CONFIRM_RIGHT, RIGHT, change_shipping_address
from orders.services.canceling import cancel_order
from orders.services.drafts import create_draft
from orders.services.holding import release_hold
from orders.services.recording.risk import record_risk
from orders.tests import factories

ELSEWHERE = AddressText(name="Grace Hopper", line1="Ring 2", city="Potsdam", country="DE", postal_code="14467")


def again(order: Order) -> Order:
    return Order.objects.select_related("shipping_address").get(pk=order.pk)


def change(order: Order, text: AddressText = ELSEWHERE, **options) -> Order:
    return change_shipping_address(
        order_id=order.pk, address=text, **{"actor": SYSTEM, "reason": "moved house", **options}
    )


def document(order: Order) -> str:
    return OrderSearch.objects.values_list("document", flat=True).get(order=order)


def test_the_order_points_at_a_new_address_and_the_old_one_stays(shop):
    order = factories.placed_order(shop)
    old = order.shipping_address

    change(order)

    assert again(order).shipping_address.line1 == "Ring 2"
    assert Address.objects.get(pk=old.pk).line1 == "Unter den Linden 1"
    assert again(order).version == order.version + 1


def test_the_history_has_keys_only_and_the_reason_beside_it(shop):
    order = factories.placed_order(shop)

    changed = change(order)

    event = Event.objects.get(order_id=order.pk, name="orders.address_changed")
    keys = [order.shipping_address_id, changed.shipping_address_id]
    assert event.data == {"changes": {"shipping_address": keys}}
    assert event.note.text == "moved house"


def test_the_order_is_found_by_where_it_goes_now(shop):
    order = factories.placed_order(shop)
    before = document(order)

    change(order)

    assert list(orders_matching("Potsdam", Order.objects.all())) == [order]
    assert list(orders_matching("Berlin", Order.objects.all())) == []
    change(order, replace(ELSEWHERE, name="Ada Lovelace", line1="Street 9", city="Berlin", postal_code="10117"))
    assert document(order) == before


def test_the_same_address_again_changes_nothing(shop):
    order = factories.placed_order(shop)
    change(order)

    change(order)

    assert Event.objects.filter(order_id=order.pk, name="orders.address_changed").count() == 1
    assert again(order).version == order.version + 1


@pytest.mark.parametrize("make", [factories.placed_order, factories.confirmed_order, factories.released_order])
def test_it_may_change_until_something_is_packed(shop, make):
    order = make(shop)

    assert change(order).shipping_address.city == "Potsdam"


def test_a_draft_may_change_too(shop):
    draft = create_draft(shop.request(), actor=SYSTEM)

    assert change(draft).shipping_address.city == "Potsdam"


def test_packed_goods_keep_the_address_their_label_is_bought_for(shop):
    order = factories.packed_order(shop, {0: 2})

    with pytest.raises(MoveRefused) as refusal:
        change(order)

    (blocker,) = refusal.value.blockers
    assert (blocker.code, blocker.sentence) == ("packed", "2 units are packed for the address it has.")
    assert again(order).shipping_address_id == order.shipping_address_id


def test_a_parcel_on_its_way_keeps_the_address(shop):
    order = factories.dispatched_order(shop)
    Order.objects.filter(pk=order.pk).update(open_parcels=1)

    with pytest.raises(MoveRefused, match="a parcel is on its way"):
        change(order)


def test_an_order_that_is_over_goes_nowhere(shop):
    order = factories.placed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")

    with pytest.raises(MoveRefused, match="it is canceled"):
        change(order)


def test_another_country_would_change_tax_and_shipping_and_is_refused(shop):
    order = factories.placed_order(shop)

    with pytest.raises(InvalidInput, match="worked out for DE") as refusal:
        change(order, replace(ELSEWHERE, country="AT"))

    assert refusal.value.context["field"] == "country"


def test_a_reason_a_right_and_the_newest_version_are_asked_for(shop):
    order = factories.placed_order(shop)

    with pytest.raises(InvalidInput, match="Say why"):
        change(order, reason=" ")
    with pytest.raises(NotPermitted):
        change(order, actor=Actor(kind="user", reference="7", name="Nobody"))
    with pytest.raises(StaleVersion):
        change(order, expected_version=order.version + 1)


def add_rate(tax_class: TaxClass, region: str, percent: int) -> None:
    TaxRate.objects.create(
        tax_class=tax_class, country="DE", region=region, percent=percent, valid_from=date(2020, 1, 1)
    )
    forget_reference()


def test_a_region_with_another_tax_is_refused_with_the_remedy(shop):
    order, draft = factories.placed_order(shop), create_draft(shop.request(), actor=SYSTEM)
    add_rate(TaxClass.objects.get(), "BB", 25)

    with pytest.raises(InvalidInput, match="cancel it and take it anew") as refusal:
        change(order, replace(ELSEWHERE, region="BB"))
    with pytest.raises(InvalidInput, match="change the draft itself"):
        change(draft, replace(ELSEWHERE, region="BB"))

    assert refusal.value.context["field"] == "region"
    assert again(order).shipping_address_id == order.shipping_address_id
    assert change(order, replace(ELSEWHERE, region="HE")).shipping_address.region == "HE"


def test_a_region_that_taxes_only_shipping_otherwise_is_refused_unless_shipping_is_free(shop):
    goods = TaxClass.objects.create(code="food", name="Food")
    for sku in shop.skus:
        sku.tax_class = goods
        sku.save()
    charged = factories.placed_order(shop)
    free = factories.placed_order(shop, shipping_method="")
    add_rate(TaxClass.objects.get(code="standard"), "BB", 25)

    with pytest.raises(InvalidInput, match="Tax in BB"):
        change(charged, replace(ELSEWHERE, region="BB"))

    assert change(free, replace(ELSEWHERE, region="BB")).shipping_address.region == "BB"


def test_an_order_that_pays_no_tax_may_change_its_region(shop):
    exempt = CustomerFactory(is_tax_exempt=True)
    order = factories.placed_order(shop, customer=None, customer_id=exempt.pk)
    add_rate(TaxClass.objects.get(), "BB", 25)

    assert change(order, replace(ELSEWHERE, region="BB")).shipping_address.region == "BB"


def test_an_order_not_yet_confirmed_is_checked_again_and_a_released_hold_is_placed_anew(shop):
    order = factories.placed_order(shop)
    record_risk(order_id=order.pk, score=60, verdict="review", reason="New", actor=SYSTEM)
    (first,) = order.holds.all()

    change(order)
    assert again(order).risk_checked_at is None
    record_risk(order_id=order.pk, score=60, verdict="review", reason="New", actor=SYSTEM)
    assert order.holds.count() == 1

    release_hold(hold_id=first.pk, actor=SYSTEM)
    change(order, replace(ELSEWHERE, line1="Ring 3"))
    record_risk(order_id=order.pk, score=60, verdict="review", reason="New", actor=SYSTEM)

    assert [hold.released_at is None for hold in order.holds.order_by("pk")] == [False, True]


def test_a_confirmed_order_waits_for_somebody_who_may_confirm_unless_that_is_who_changes_it(shop):
    clerk = Actor(kind="user", reference="7", name="Clerk", rights=frozenset({RIGHT}))
    lead = Actor(kind="user", reference="8", name="Lead", rights=frozenset({RIGHT, CONFIRM_RIGHT}))
    order = factories.confirmed_order(shop)

    change(order, actor=lead)
    assert not again(order).is_on_hold
    change(order, replace(ELSEWHERE, line1="Ring 3"), actor=clerk)

    hold = order.holds.get()
    assert (hold.kind, hold.blocks) == ("address", ["release", "ship"])
    assert (again(order).is_on_hold, again(order).shipping_address.line1) == (True, "Ring 3")
    assert again(order).risk_checked_at is not None
