"""The form of a new key, as the office sees it."""

import pytest
from django.urls import reverse

from api.models import ApiKey
from api.models.key import Scope

pytestmark = pytest.mark.django_db
ADD = "admin:api_apikey_add"


def test_the_form_of_a_new_key_has_a_box_per_scope_and_asks_for_nothing_a_made_key_has(admin_client):
    page = admin_client.get(reverse(ADD)).content.decode()

    assert page.count('type="checkbox" name="scopes"') == len(Scope.choices)
    assert "DatabaseDefault" not in page
    assert "Created at" not in page


def test_the_ticked_scopes_are_the_keys_and_its_page_shows_when_it_was_made(admin_client, shop):
    sent = {"name": "Shop", "channel": shop.channel.pk, "scopes": [Scope.READ, Scope.STOCK]}

    admin_client.post(reverse(ADD), sent)

    key = ApiKey.objects.get(name="Shop")
    assert key.scopes == ["orders:read", "stock:read"]
    page = admin_client.get(reverse("admin:api_apikey_change", args=[key.pk])).content.decode()
    assert "Created at" in page


def test_a_key_without_a_scope_or_with_an_unknown_one_is_refused(admin_client, shop):
    for scopes in ([], ["orders:everything"]):
        admin_client.post(reverse(ADD), {"name": "Shop", "channel": shop.channel.pk, "scopes": scopes})

    assert not ApiKey.objects.filter(name="Shop").exists()
