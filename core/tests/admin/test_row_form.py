"""What is typed into a table of rows has a name of its own: the heading is far, and not read out."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import User
from catalog.models import TaxClass, TaxRate
from core.admin.base import OmsInline
from core.admin.row_form import RowForm

pytestmark = pytest.mark.django_db


def inlines() -> list[OmsInline]:
    found = [
        inline(model, admin.site)
        for model, page in admin.site._registry.items()
        for inline in page.inlines
        if issubclass(inline, OmsInline)
    ]
    assert found
    return found


@pytest.mark.parametrize("inline", inlines(), ids=lambda one: type(one).__name__)
def test_every_table_of_a_page_names_its_fields(inline):
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)

    assert issubclass(inline.get_formset(request).form, RowForm)


def test_a_field_says_its_row_and_a_new_row_only_what_it_is(client):
    client.force_login(User.objects.create_superuser("ada"))
    rate = TaxRate.objects.create(
        tax_class=TaxClass.objects.create(code="own", name="Own"), country="SE", percent=25, valid_from="2026-01-01"
    )

    page = client.get(f"/admin/catalog/taxclass/{rate.tax_class_id}/change/").content.decode()

    assert 'aria-label="Percent of SE 25.00 %"' in page
    assert 'aria-label="Percent"' in page


def test_what_chooses_a_row_of_another_table_is_named_too():
    step = next(one for one in inlines() if type(one).__name__ == "PlaybookStepInline")
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)

    widget = step.get_formset(request).form().fields["canned"].widget

    assert 'aria-label="Canned answer"' in widget.render("canned", None)
