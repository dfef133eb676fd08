"""Prices and tax rates as the office types and imports them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from catalog.models import Channel, Price, TaxRate
from catalog.tests.factories import ChannelFactory, SkuFactory, TaxClassFactory, TaxRateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def page(name: str, *args) -> str:
    return reverse(f"admin:catalog_{name}", args=args)


def load(office, name: str, rows: str):
    shown = office.post(
        page(f"{name}_import"), {"import_file": SimpleUploadedFile("f.csv", rows.encode()), "format": "0"}
    )
    form = shown.context.get("confirm_form")
    if form is not None:
        office.post(page(f"{name}_process_import"), form.initial)
    return shown.content.decode()


def test_a_price_that_no_order_would_find_is_refused(office):
    channel, sku = ChannelFactory(name="Web", currency="EUR"), SkuFactory()
    price = {
        "sku": sku.pk, "channel": channel.pk, "amount": "5", "valid_from_0": "2026-01-01", "valid_from_1": "00:00",
        "valid_to_0": "", "valid_to_1": "",
    }  # fmt: skip

    refused = office.post(page("price_add"), {**price, "currency": "usd"})
    office.post(page("price_add"), {**price, "currency": "eur"})

    assert "Web sells in EUR; a price in USD would never be used." in refused.content.decode()
    assert Price.objects.get().currency == "EUR"


def test_a_tax_rate_has_a_country_and_days_in_order(office):
    rate = {"tax_class": TaxClassFactory().pk, "region": " CA ", "percent": "7.25", "valid_from": "2026-01-01"}

    country = office.post(page("taxrate_add"), {**rate, "country": "USA"})
    days = office.post(page("taxrate_add"), {**rate, "country": "us", "valid_to": "2025-01-01"})
    office.post(page("taxrate_add"), {**rate, "country": "us", "valid_to": "2026-01-01"})

    assert "at most 2 characters" in country.content.decode()
    assert "The last day must not be before the first." in days.content.decode()
    assert (TaxRate.objects.get().country, TaxRate.objects.get().region) == ("US", "CA")
    assert office.get(page("taxrate_changelist"), {"q": "ca", "has_valid_to": "filled"}).status_code == 200


def test_prices_come_from_a_file_and_are_changed_by_what_names_them(office):
    channel, sku = ChannelFactory(code="web"), SkuFactory(code="MUG")
    head = "sku,channel,currency,amount,valid_from,valid_to\n"

    load(office, "price", head + "MUG,web,eur,5.125,2026-01-01 00:00:00,\n")
    load(office, "price", head + "MUG,web,EUR,6,2026-01-01 00:00:00,\nMUG,web,EUR,7,2026-02-01 00:00:00,\n")
    wrong = load(office, "price", head + "MUG,web,USD,1,2026-03-01 00:00:00,\n")

    assert list(Price.objects.order_by("valid_from").values_list("amount", flat=True)) == [6, 7]
    assert set(Price.objects.values_list("sku", "channel")) == {(sku.pk, channel.pk)}
    assert "sells in EUR" in wrong


def test_tax_rates_come_from_a_file(office):
    TaxRateFactory(tax_class=TaxClassFactory(code="standard"))
    head = "tax_class,country,region,percent,valid_from,valid_to\n"

    load(office, "taxrate", head + "standard,de,,16,2020-01-01,2020-12-31\nstandard,us,CA,7.25,2020-01-01,\n")

    found = TaxRate.objects.order_by("country").values_list("country", "region", "percent")
    assert [(*where, float(percent)) for *where, percent in found] == [("DE", "", 16.0), ("US", "CA", 7.25)]


def test_a_channel_has_a_currency_a_country_and_a_clock_that_exist_and_keeps_its_currency(office):
    form = office.get(page("channel_add")).context["adminform"].form
    initial = {name: form[name].initial for name in form.fields}
    typed = {name: value for name, value in initial.items() if value is not None and value is not False}
    typed |= {"name": "Tokyo", "code": "tokyo", "country": "jp", "time_zone": "Asia/Tokyo"}

    wrong = office.post(
        page("channel_add"), {**typed, "currency": "XXQ", "country": "1A", "time_zone": "Moon"}
    ).content.decode()
    office.post(page("channel_add"), {**typed, "currency": "jpy"})
    channel = Channel.objects.get()
    office.post(page("channel_change", channel.pk), {**typed, "name": "Osaka", "currency": "EUR"})

    assert all(words in wrong for words in ("not an ISO 4217", "is not a country code", "is no time zone"))
    channel.refresh_from_db()
    assert (channel.name, channel.currency, channel.country) == ("Osaka", "JPY", "JP")
