"""What a role's first page and guide name, and the reports it may read, are reachable from its menu."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from desk.navigation import GROUPS, address_of, sidebar
from desk.screens.sections import SECTIONS
from reports.registry import ALL
from reports.screens.pages import address_of as report_address

pytestmark = pytest.mark.django_db
ROLES = ("CSR", "CSR lead", "Warehouse", "Warehouse lead", "Payments", "Returns", "Manager", "Admin")
GUIDES = {
    "csr": "CSR", "warehouse": "Warehouse", "warehouse-lead": "Warehouse lead", "payments": "Payments",
    "returns": "Returns", "manager": "Manager", "admin": "Admin",
}  # fmt: skip
TITLES = {item[0] for _, items in GROUPS for item in items}
NAMED = re.compile(r"\*\*?([A-Z][^*\n]+?)\*\*?")


@pytest.fixture
def menu(rf, sign_in):
    """Signs in somebody of a role; the titles of their side bar and the paths behind them."""

    def of(role: str):
        request = rf.get("/")
        request.user = sign_in(role)
        items = [item for group in sidebar(request) for item in group["items"]]
        return request.user, {item["title"] for item in items}, {item["link"].partition("?")[0] for item in items}

    return of


@pytest.mark.parametrize("role", ROLES)
def test_every_list_of_the_first_page_is_reached_from_the_menu(menu, role):
    user, _, paths = menu(role)
    sections = [section for section in SECTIONS if role in section.roles]
    lists = [one.address for section in sections for one in section.lists if not one.right or user.has_perm(one.right)]

    named = lists + [section.next_step[1] for section in sections]

    assert [name for name in named if address_of(name).partition("?")[0] not in paths] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_report_it_may_read_is_reached_from_the_menu(menu, role):
    user, _, paths = menu(role)
    readable = [report_address(report) for report in ALL if user.has_perm(report.right)]

    by_their_list = reverse("reports:reports") in paths

    assert [one for one in readable if not by_their_list and one not in paths] == []


@pytest.mark.parametrize(("guide", "role"), GUIDES.items())
def test_every_entry_that_the_guide_names_is_in_the_menu(menu, guide, role):
    _, titles, _ = menu(role)
    text = (Path(settings.BASE_DIR) / "docs/guides" / f"{guide}.md").read_text()

    assert set(NAMED.findall(text)) & TITLES - titles == set()
