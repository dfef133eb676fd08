"""The office's pages about review rules and holds: they open, refuse in words, and tell what was done."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from orders.models import OrderHold, ReviewRule
from orders.services.holding import hold_order
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db
HOLDS = "admin:orders_orderhold_changelist"


@pytest.fixture
def sign_in(client):
    sync_roles()

    def as_role(title: str):
        user = User.objects.create_user(title, is_staff=True)
        user.groups.add(Group.objects.get(name=title))
        client.force_login(user)
        return client

    return as_role


def typed(**changes):
    values = {
        "name": "Big", "kind": "amount_above", "channel": "", "amount": "20", "currency": "eur", "quantity": "",
        "minutes": "", "hold_kind": "manual", "blocks": ["confirm"], "scope": "order", "due_hours": "4",
        "sentence": "", "priority": "10", "is_active": "on",
    }  # fmt: skip
    return {**values, **changes}


def test_a_manager_makes_a_rule_and_sees_what_it_would_have_held(sign_in, shop):
    office, order = sign_in("Manager"), placed_order(shop, {0: 2})

    made = office.post(reverse("admin:orders_reviewrule_add"), typed(quantity="7"))
    rule = ReviewRule.objects.get()
    page = reverse("admin:orders_reviewrule_change", args=[rule.pk])

    assert made.status_code == 302
    assert (rule.currency, rule.quantity, rule.blocks) == ("EUR", None, ["confirm"])
    assert "Look at the last 30 days" in office.get(page).content.decode()
    found = office.get(page, {"look-back": "1"}).content.decode()
    assert "1 of 1 orders of the last 30 days" in found
    assert order.number in found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": ""}, "Give an amount above 0"),
        ({"currency": ""}, "Give the currency of the amount"),
        ({"currency": "EURO"}, "EURO"),
        ({"amount": "1.234"}, "EUR has 2 decimals"),
        ({"kind": "quantity_above"}, "Give the number of units"),
        ({"kind": "possible_duplicate"}, "Give the minutes"),
        ({"kind": "sku_watched"}, "Choose at least one SKU"),
        ({"scope": "line"}, "so it holds the whole order"),
        ({"blocks": []}, "This field is required"),
    ],
)
def test_a_rule_that_could_not_work_is_refused_in_words(sign_in, shop, changes, words):
    answer = sign_in("Manager").post(reverse("admin:orders_reviewrule_add"), typed(**changes))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not ReviewRule.objects.exists()


def test_a_rep_reads_rules_and_changes_none(sign_in, shop):
    office = sign_in("CSR")

    assert office.get(reverse("admin:orders_reviewrule_changelist")).status_code == 200
    assert office.get(reverse("admin:orders_reviewrule_add")).status_code == 403


def test_holds_are_released_together_and_what_is_refused_is_told_and_linked(sign_in, shop):
    office, order = sign_in("CSR"), placed_order(shop)
    plain = hold_order(order_id=order.pk, kind="manual", reason="?", actor=SYSTEM)
    fraud = hold_order(order_id=order.pk, kind="fraud_review", reason="?", actor=SYSTEM)

    answer = office.post(
        reverse(HOLDS), {"action": "release_selected", "_selected_action": [plain.pk, fraud.pk]}, follow=True
    )

    page = answer.content.decode()
    assert "Release hold: 1 done." in page
    assert "1 refused" in page
    assert "orders.release_fraud_hold" in page
    assert list(OrderHold.objects.filter(released_at=None)) == [fraud]


def test_the_list_of_holds_shows_late_clocks_and_costs_the_same_for_many(sign_in, shop, django_assert_max_num_queries):
    office = sign_in("CSR")
    for _ in range(8):
        late = timezone.now() - timedelta(hours=3)
        hold_order(order_id=placed_order(shop).pk, kind="manual", reason="?", due_at=late, actor=SYSTEM)

    with django_assert_max_num_queries(12):
        page = office.get(reverse(HOLDS)).content.decode()

    assert "3\xa0hours late" in page
    assert "oms-bad" in page
