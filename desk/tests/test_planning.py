"""Stock planning and the what-if of sourcing through the office's pages."""

import pytest
from django.urls import reverse

from desk.selectors.reckoning import steps_of
from inventory.models import AdviceDecision, ForecastRun, ReorderRule, ReplenishmentAdvice, Supply
from inventory.selectors.advice import advice_rows
from inventory.tests.factories import stocked_level
from inventory.tests.planned import planned
from orders.models import SourcingTrial, TrialState
from orders.tests.factories import placed_order
from orders.trial_tasks import work_trial

PLANNING = "desk:planning"


@pytest.fixture
def advice(shop):
    """The first SKU, ten of which are there, is low; it has a rule that says otherwise."""
    level = shop.level()
    ReorderRule.objects.create(
        sku=level.sku, warehouse=level.warehouse, reorder_point=1, order_up_to=2, supplier="Acme"
    )
    (row,) = planned(level, weekly=14.0)
    return row


def act(client, advice, act: str, key: str = "click"):
    return client.post(reverse("desk:planning-act"), {"advice": advice.pk, "act": act, "key": key}, follow=True)


def test_advice_is_listed_and_explained_in_words(client, sign_in, advice):
    sign_in("Manager")

    listed = client.get(reverse(PLANNING), {"status": "order"}).content.decode()
    page = client.get(reverse("desk:advice", args=[advice.pk])).content.decode()

    assert ("SKU-1" in listed, "rule: 1 up to 2" in listed) == (True, True)
    for words in ("reorder point", "90 % of the cycles", "days of demand", "Take into the rule", "As a table"):
        assert words in page
    assert [step.name for step in steps_of(advice, None)][-1] == "So"
    assert "TSB" in client.get(reverse("desk:plan", args=[advice.run_id])).content.decode()
    assert "Nothing is advised like that" in client.get(reverse(PLANNING), {"status": "dead"}).content.decode()


def test_an_order_by_a_click_says_what_was_done_and_a_second_click_does_nothing(client, sign_in, advice):
    sign_in("Manager")

    first = act(client, advice, "order").content.decode()
    again = act(client, advice, "order").content.decode()
    anew = act(client, advice, "order", key="another").content.decode()

    supply = Supply.objects.get()
    assert ("Ordered: 1 done" in first, supply.number in first) == (True, True)
    assert ("nothing was done twice" in again, "1 refused" in anew, "not low any more" in anew) == (True, True, True)
    assert AdviceDecision.objects.get().supply == supply


def test_advice_goes_into_the_rule_by_a_click_and_the_reorder_list_shows_it(client, sign_in, advice):
    sign_in("Manager")

    act(client, advice, "accept")

    rule = ReorderRule.objects.get()
    assert (rule.reorder_point, rule.order_up_to) == (advice.reorder_point, advice.order_up_to)
    assert f"{rule.reorder_point} up to {rule.order_up_to}" in client.get(reverse("desk:reorder")).content.decode()


def test_units_that_orders_wait_for_are_told_in_words(client, sign_in):
    level = stocked_level(1)
    level.backordered = 4
    level.save(update_fields=["backordered"])
    (row,) = planned(level, weekly=0.0, history=[])

    told = {step.name: step.words for step in steps_of(row, None)}

    assert told["There and coming"] == "1 on hand, 3 fewer than orders claim, and 0 on their way."
    assert told["So"] == "orders wait for 3 units that neither lie there nor come."


def test_the_reorder_list_leads_to_what_was_ordered(client, sign_in):
    level = stocked_level(1)
    rule = ReorderRule.objects.create(
        sku=level.sku, warehouse=level.warehouse, reorder_point=2, order_up_to=9, supplier="Acme"
    )
    sign_in("Manager")

    page = client.post(reverse("desk:reorder"), {"rule": rule.pk}, follow=True).content.decode()
    again = client.post(reverse("desk:reorder"), {"rule": rule.pk}, follow=True).content.decode()

    supply = Supply.objects.get()
    address = reverse("admin:inventory_supply_change", args=[supply.pk])
    assert f'<a class="oms-link" href="{address}">{supply.number}</a>' in page
    assert "nothing chosen is low any more" in again


def test_who_may_only_look_sees_no_buttons_and_who_may_not_act_is_refused(client, sign_in, advice):
    sign_in("CSR")
    page = client.get(reverse(PLANNING)).content.decode()

    assert ("SKU-1" in page, "Order the chosen" in page, "Plan anew" in page) == (True, False, False)
    assert act(client, advice, "order").status_code == 403
    assert act(client, advice, "accept").status_code == 403
    assert client.post(reverse("desk:plan-anew")).status_code == 403
    assert client.post(reverse("desk:trials"), {"channel": advice.pk}).status_code == 403


def test_a_plan_is_asked_for_once(client, sign_in, shop):
    sign_in("Manager")
    empty = client.get(reverse(PLANNING)).content.decode()

    asked = client.post(reverse("desk:plan-anew"), follow=True).content.decode()
    again = client.post(reverse("desk:plan-anew"), follow=True).content.decode()

    assert "There is no advice yet" in empty
    assert ("begins within minutes" in asked, "is being reckoned" in again) == (True, True)
    assert ForecastRun.objects.count() == 1


def test_orders_are_replayed_under_a_draft_and_shown_side_by_side(client, sign_in, shop):
    order = placed_order(shop, {0: 12})
    shop.receive(20, index=0, warehouse=1)
    sign_in("Manager")
    form = {"channel": shop.channel.pk, "days": 30, "rank-distance": 2, "rank-priority": 1, "max_sources": ""}

    asked = client.post(reverse("desk:trials"), form)
    trial = SourcingTrial.objects.get()
    work_trial(trial_id=trial.pk, chunk=1)
    page = client.get(asked.headers["Location"]).content.decode()

    trial.refresh_from_db()
    assert (trial.state, trial.strategies, trial.orders) == (TrialState.DONE, ["priority", "distance"], 1)
    assert ("Side by side" in page, "100 %" in page, "Orders that wait" in page) == (True, True, True)
    assert order.number not in page
    assert "each rule once" in client.post(reverse("desk:trials"), {**form, "rank-distance": "", "rank-priority": ""},
                                           follow=True).content.decode()  # fmt: skip


def test_what_orders_wait_for_stands_before_what_sells_best(shop):
    levels = [shop.level(index) for index in range(3)]
    planned(*levels)
    for level, (abc, weekly, projected) in zip(levels, [("A", 50, 3), ("C", 1, -2), ("C", 1, -40)], strict=True):
        ReplenishmentAdvice.objects.filter(sku=level.sku).update(
            abc=abc, weekly=weekly, projected=projected, status="order"
        )

    assert [row.projected for row in advice_rows()] == [-40, -2, 3]
    assert [row.projected for row in advice_rows(status="order")] == [-40, -2, 3]


def test_a_reorder_rule_that_orders_nothing_is_refused_in_words_and_one_is_called_by_its_goods(client, sign_in, shop):
    sign_in("Manager")
    typed = {
        "sku": shop.skus[0].pk, "warehouse": shop.warehouses[0].pk, "reorder_point": 10, "order_up_to": 5,
        "supplier": "Acme", "lead_days": 14, "minimum_units": 1, "multiple_units": 1, "is_active": "on",
    }  # fmt: skip

    refused = client.post(reverse("admin:inventory_reorderrule_add"), typed).content.decode()
    kept = client.post(reverse("admin:inventory_reorderrule_add"), {**typed, "order_up_to": 60}, follow=True)

    assert "“Order up to” must be above “reorder point”" in refused
    assert f"{shop.skus[0].code} in {shop.warehouses[0].name}, at 10" in kept.content.decode()
