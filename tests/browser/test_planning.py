"""Stock planning on a desk and on a phone in the dark: followed by hand, read by a screen reader."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from inventory.models import ReorderRule, Supply
from inventory.tests.planned import planned
from orders.services.trials import request_trial
from orders.tests.factories import placed_order
from orders.trial_tasks import work_trial
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def plan(shop):
    """The first SKU is low and has a rule; the second lies too long."""
    first = shop.level()
    first.sku.unit_cost, first.sku.cost_currency = Decimal("4.20"), "EUR"
    first.sku.save()
    ReorderRule.objects.create(
        sku=first.sku, warehouse=first.warehouse, reorder_point=5, order_up_to=12, supplier="Acme Trading"
    )
    shop.receive(900, index=1)
    monday = timezone.now().date() - timedelta(days=84)
    return planned(first, shop.level(1), weekly=14.0, first_week=monday, history=[12, 9, 16, 14, 11, 20, 8, 14] * 6)


def replay(shop) -> int:
    placed_order(shop, {0: 12})
    shop.receive(20, index=0, warehouse=1)
    placed_order(shop, {2: 3})
    shop.receive(20, index=2, warehouse=1)
    placed_order(shop, {2: 9})
    trial = request_trial(
        channel_id=shop.channel.pk, strategies=["fewest", "priority"], days=30, max_sources=1, actor=SYSTEM,
        now=timezone.now(),
    )  # fmt: skip
    work_trial(trial_id=trial.pk, chunk=1)
    return trial.pk


def test_advice_is_ordered_by_hand(shop, sign_in, axe):
    plan(shop)
    page = sign_in("manager")
    page.goto(reverse("desk:planning"))
    ensure_open_to_all(page, axe)
    shoot(page, "planning")
    page.get_by_role("link", name="SKU-1").click()
    ensure_open_to_all(page, axe)
    shoot(page, "advice")

    page.get_by_role("button", name="Order now").click()

    page.get_by_text("Ordered: 1 done").wait_for()
    assert Supply.objects.get().supplier == "Acme Trading"


def test_planning_and_what_if_fit_a_phone_in_the_dark(shop, sign_in, axe):
    first, _ = plan(shop)
    trial_id = replay(shop)
    page = sign_in("manager", width=390, height=844)
    page.emulate_media(color_scheme="dark")
    for address, name in (
        (reverse("desk:planning"), "planning-phone-dark"),
        (reverse("desk:advice", args=[first.pk]), "advice-phone-dark"),
        (reverse("desk:plan", args=[first.run_id]), "plan-phone-dark"),
        (reverse("desk:trials"), "trials-phone-dark"),
        (reverse("desk:trial", args=[trial_id]), "trial-phone-dark"),
        (reverse("desk:reorder"), "reorder-advised-phone-dark"),
    ):
        page.goto(address)
        shoot(page, name)
        ensure_fits(page)
        ensure_open_to_all(page, axe)
