"""Forms for new rows show what people read, and an address that leads nowhere says so."""

from django.contrib import admin
from django.urls import reverse

NOTHING = "/nothing/is/here/"


def test_no_form_for_a_new_row_shows_a_value_that_the_database_writes_later(sign_in, client, rf):
    request = rf.get("/")
    request.user = sign_in("Admin")
    models = [model for model, page in admin.site._registry.items() if page.has_add_permission(request)]
    odd = {}
    for model in models:
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
        if page.status_code != 200 or "object at 0x" in page.content.decode():
            odd[model._meta.label] = page.status_code

    assert len(models) > 30
    assert odd == {}


def test_an_address_without_a_page_says_so_and_leads_staff_back(sign_in, client):
    stranger = client.get(NOTHING)
    sign_in("CSR")
    staff = client.get(NOTHING)

    assert (stranger.status_code, staff.status_code) == (404, 404)
    assert "There is no such page" in stranger.content.decode()
    assert reverse("admin:index") not in stranger.content.decode()
    assert f'href="{reverse("admin:index")}"' in staff.content.decode()
