"""What the database refuses about goods and prices."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.models import SkuComponent
from catalog.tests.factories import (
    BarcodeFactory,
    ChannelFactory,
    PriceFactory,
    ShippingRateFactory,
    SkuFactory,
    TaxRateFactory,
)

pytestmark = pytest.mark.django_db


def refused(make, **values) -> bool:
    try:
        with transaction.atomic():
            make(**values)
    except IntegrityError:
        return True
    return False


def test_codes_are_unique():
    assert refused(SkuFactory, code=SkuFactory().code)
    assert refused(BarcodeFactory, code=BarcodeFactory().code)
    assert refused(ChannelFactory, code=ChannelFactory().code)


def test_a_price_is_not_negative_and_its_time_runs_forward():
    price = PriceFactory(amount=Decimal("0.000001"))

    assert refused(PriceFactory, amount=Decimal("-0.01"))
    assert refused(PriceFactory, valid_to=price.valid_from - timedelta(seconds=1))
    assert refused(PriceFactory, sku=price.sku, channel=price.channel)


def test_a_kit_is_made_of_other_things():
    kit, part = SkuFactory(), SkuFactory()
    SkuComponent.objects.create(kit=kit, sku=part, quantity=2)

    assert refused(SkuComponent.objects.create, kit=kit, sku=kit)
    assert refused(SkuComponent.objects.create, kit=part, sku=kit, quantity=0)


def test_tax_is_a_percentage():
    assert refused(TaxRateFactory, percent=Decimal("100.01"))
    assert refused(TaxRateFactory, percent=Decimal("-1"))


def test_one_rate_for_a_method_country_and_channel():
    rate = ShippingRateFactory()

    assert refused(ShippingRateFactory, method=rate.method, channel=rate.channel)
    assert not refused(ShippingRateFactory, method=rate.method, channel=rate.channel, country="AT")
