"""The first page: each role's own work, with clocks; a figure is the count of the list it leads to."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Alert, Effect
from desk.screens.sections import SECTIONS
from orders.models import Order
from orders.services.holding import hold_order
from orders.tests.factories import confirmed_order, placed_order
from returns.models import Return, ReturnReason
from support.models import Case

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<a href="([^"]+)" class="oms-figure[^>]*>\s*<span class="oms-name">([^<]+)</span><b>(\d+)</b>')


def busy(shop) -> None:
    """Something in the lists of several roles."""
    placed_order(shop)
    held = placed_order(shop)
    hold_order(order_id=held.pk, kind="manual", reason="", actor=SYSTEM)
    confirmed_order(shop)
    old = placed_order(shop, {0: 30})
    Order.objects.filter(pk=old.pk).update(placed_at=timezone.now() - timedelta(days=5))
    Case.objects.create(number="C-1", subject="Where is it?", next_limit_at=timezone.now() - timedelta(hours=3))
    Effect.objects.create(task="mail.send", queue="mail", key="k1", state="dead", attempts=10)
    Alert.objects.create(kind="dead_effect", reference="1", message="mail.send")


@pytest.mark.parametrize("section", [section.code for section in SECTIONS])
def test_each_figure_is_the_count_of_the_list_it_leads_to(client, shop, sign_in, section):
    busy(shop)
    sign_in("Admin")

    page = client.get(reverse("admin:index"), {"section": section}).content.decode()

    told = FIGURE.findall(page)
    assert told
    for address, name, count in told:
        shown = client.get(address.replace("&amp;", "&"))
        if "cl" in (shown.context or {}):
            assert (name, shown.context["cl"].queryset.count()) == (name, int(count))


def test_somebody_with_two_roles_has_the_work_of_both_and_switches_to_either(client, shop, sign_in):
    user = sign_in("CSR")
    user.groups.add(Group.objects.get(name="Returns"))

    both = client.get(reverse("admin:index")).content.decode()
    one = client.get(reverse("admin:index"), {"section": "returns"}).content.decode()

    assert re.findall(r'id="work-(\w+)"', both) == ["service", "returns"]
    assert re.findall(r'id="work-(\w+)"', one) == ["returns"]
    assert 'id="today"' not in client.get(reverse("admin:index"), {"section": "manager"}).content.decode()


def test_a_list_says_how_long_its_first_row_waits_or_that_its_limit_is_over(client, shop, sign_in):
    busy(shop)
    sign_in("CSR")

    page = client.get(reverse("admin:index")).content.decode()

    assert "first over by 3 h" in page
    assert "oldest waits 5 d" in page


def test_a_section_without_work_says_what_to_do_next(client, shop, sign_in):
    sign_in("Returns")

    page = client.get(reverse("admin:index")).content.decode()

    assert "No return waits for you." in page


def test_an_open_return_of_a_completed_order_waits_on_the_managers_page(client, shop, sign_in):
    order = confirmed_order(shop)
    Order.objects.filter(pk=order.pk).update(state="completed", display_status="completed", open_returns=1)
    reason = ReturnReason.objects.create(code="torn", label="Torn")
    warehouse = shop.warehouses[0]
    Return.objects.create(number="RMA-1", order=order, warehouse=warehouse, reason=reason, requested_by="ada")
    sign_in("Manager")

    page = client.get(reverse("admin:index"), {"section": "manager"}).content.decode()

    assert {name: count for _, name, count in FIGURE.findall(page)}["Returns open"] == "1"
