"""The command palette does, goes and finds, and offers nobody what they may not."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.services.roles import sync_roles
from inventory.models import Warehouse, WarehouseMember
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    sync_roles()
    return open_shop()


def somebody(client, role: str, *, warehouse: Warehouse | None = None) -> None:
    user = User.objects.create_user(role, password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if warehouse is not None:
        WarehouseMember.objects.create(user=user, warehouse=warehouse)
    client.force_login(user)


def shown(client, term: str) -> dict[str, str]:
    page = client.get(reverse("admin:search"), {"extended": 1, "s": term})
    return {hit.title: hit.link for hit in page.context["results"]} if page.context else {}


def test_a_rep_begins_an_order_from_the_palette_and_is_offered_no_release(client, shop):
    somebody(client, "CSR")

    assert shown(client, "new ord") == {"New order": reverse("admin:orders_order_add")}
    assert not any(title.startswith("Release") for title in shown(client, "release next 20"))


def test_a_lead_of_the_floor_releases_the_next_orders_of_her_own_warehouses_only(client, shop):
    first, other = Warehouse.objects.order_by("pk")[0], Warehouse.objects.create(code="far", name="Far away")
    somebody(client, "Warehouse lead", warehouse=first)

    found = shown(client, "release next 35")

    page = client.get(found[f"Release next 35 in {first.name}"])
    assert [title for title in found if other.name in title] == []
    assert (page.status_code, page.context["count"]) == (200, 35)
    assert shown(client, "new order") == {}


def test_a_search_that_finds_nothing_says_so_where_the_palette_looks(client, shop):
    somebody(client, "CSR")

    page = client.get(reverse("admin:search"), {"extended": 1, "s": "<zzz>"}).content.decode()

    assert '<div id="command-results-list"' in page
    assert "Nothing is found for “&lt;zzz&gt;”" in page


def test_pages_are_those_of_the_side_bar_for_the_role(client, shop):
    somebody(client, "Payments")

    assert "Refunds" in shown(client, "refunds")
    assert "Roles" not in shown(client, "roles")


def test_find_looks_for_orders_alone_and_nothing_found_is_kept_in_a_cache(client, shop):
    order = placed_order(shop)
    somebody(client, "CSR")
    cache.clear()

    found = shown(client, f"find {order.number}")

    assert list(found.values()) == [reverse("admin:orders_order_change", args=[order.pk])]
    assert not any("search" in str(key) for key in getattr(cache, "_cache", {}))
    assert shown(client, "  ") == {}
