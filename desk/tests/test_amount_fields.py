"""A form of the office shows amounts without the zeros that only the column needs."""

from decimal import Decimal

from django.urls import reverse

from payments.models import GoodwillLimit


def test_a_limit_is_shown_to_the_cent(shop, sign_in, client):
    sign_in("Admin")
    limit = GoodwillLimit.objects.get(group__name="CSR", currency="EUR")
    GoodwillLimit.objects.filter(pk=limit.pk).update(amount=Decimal(25))

    page = client.get(reverse("admin:payments_goodwilllimit_change", args=[limit.pk]))

    fields = page.context["adminform"].form
    assert str(fields["amount"].value()) == "25.00"
    assert 'value="25.00"' in page.rendered_content
