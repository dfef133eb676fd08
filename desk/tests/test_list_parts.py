"""Filters and panels of a list come when they are looked at, and stand as the address says."""

import re

from catalog.models import Channel
from orders.tests.factories import placed_order

LIST = "/admin/orders/order/"
ADDRESS = re.compile(r'hx-get="([^"]+)" hx-trigger="intersect once"')


def test_the_list_names_where_its_filters_are_and_has_none_itself(client, shop, sign_in):
    placed_order(shop)
    sign_in("CSR")

    page = client.get(LIST, {"state": "placed", "q": "Ada & Co"}).content.decode()

    (address,) = ADDRESS.findall(page)
    assert address == f"{LIST}?state=placed&amp;q=Ada+%26+Co&amp;_part=filters"
    assert '<select name="state"' not in page


def test_the_filters_stand_as_the_address_says_and_keep_what_is_searched(client, shop, sign_in):
    sign_in("CSR")

    sheet = client.get(LIST, {"state": "placed", "q": "Ada", "_part": "filters"}).content.decode()

    assert sheet.lstrip().startswith("<form")
    assert re.search(r'<option value="placed"\s+selected', sheet)
    assert re.search(r'<input type="hidden" name="q" value="Ada"', sheet)
    assert "_part" not in sheet


def test_an_unknown_filter_is_refused_with_what_to_do(client, shop, sign_in):
    sign_in("CSR")

    answer = client.get(LIST, {"no_such_column": "1", "_part": "filters"})

    assert answer.status_code == 400
    assert "Open the list anew." in answer.content.decode()


def test_who_may_not_see_the_list_does_not_see_its_filters(client, shop, sign_in):
    sign_in("Picker")

    assert client.get("/admin/payments/payment/", {"_part": "filters"}).status_code == 403


def test_a_part_that_is_none_is_refused(client, shop, sign_in):
    sign_in("CSR")

    answer = client.get(LIST, {"_part": "nonsense"})

    assert answer.status_code == 400
    assert "has no part “nonsense”" in answer.content.decode()


def test_the_list_goes_by_channel_also_by_one_that_sells_no_more(client, shop, sign_in):
    order = placed_order(shop)
    Channel.objects.filter(pk=shop.channel.pk).update(is_active=False)
    sign_in("CSR")

    sheet = client.get(LIST, {"_part": "filters"}).content.decode()
    theirs = client.get(LIST, {"channel__id__exact": shop.channel.pk}).content.decode()
    none = client.get(LIST, {"channel__id__exact": shop.channel.pk + 1}).content.decode()

    assert f'<option value="{shop.channel.pk}"' in sheet
    assert order.number in theirs
    assert order.number not in none
