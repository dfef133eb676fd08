"""Goods and channels for tests."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from catalog.models import SKU, Barcode, Channel, Price, Product, ShippingMethod, ShippingRate, TaxClass, TaxRate


class ChannelFactory(DjangoModelFactory):
    class Meta:
        model = Channel

    code = factory.Sequence(lambda n: f"channel-{n}")
    name = factory.LazyAttribute(lambda channel: channel.code.title())
    currency = "EUR"
    country = "DE"


class TaxClassFactory(DjangoModelFactory):
    class Meta:
        model = TaxClass

    code = factory.Sequence(lambda n: f"tax-{n}")
    name = "Standard"


class TaxRateFactory(DjangoModelFactory):
    class Meta:
        model = TaxRate

    tax_class = factory.SubFactory(TaxClassFactory)
    country = "DE"
    percent = Decimal(19)
    valid_from = datetime.date(2020, 1, 1)


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Product {n}")


class SkuFactory(DjangoModelFactory):
    class Meta:
        model = SKU

    product = factory.SubFactory(ProductFactory)
    code = factory.Sequence(lambda n: f"SKU-{n:05}")
    name = factory.LazyAttribute(lambda sku: sku.product.name)
    tax_class = factory.SubFactory(TaxClassFactory)
    weight_grams = 500
    hs_code = "691200"
    origin_country = "DE"


class BarcodeFactory(DjangoModelFactory):
    class Meta:
        model = Barcode

    sku = factory.SubFactory(SkuFactory)
    code = factory.Sequence(lambda n: f"400000{n:07}")


class PriceFactory(DjangoModelFactory):
    class Meta:
        model = Price

    sku = factory.SubFactory(SkuFactory)
    channel = factory.SubFactory(ChannelFactory)
    currency = factory.SelfAttribute("channel.currency")
    amount = Decimal("9.99")
    valid_from = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class ShippingMethodFactory(DjangoModelFactory):
    class Meta:
        model = ShippingMethod

    code = factory.Sequence(lambda n: f"method-{n}")
    name = "Standard"
    tax_class = factory.SubFactory(TaxClassFactory)


class ShippingRateFactory(DjangoModelFactory):
    class Meta:
        model = ShippingRate

    method = factory.SubFactory(ShippingMethodFactory)
    channel = factory.SubFactory(ChannelFactory)
    amount = Decimal(5)
