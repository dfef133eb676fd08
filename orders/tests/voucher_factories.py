"""Vouchers for tests: ten percent off everything, without limits."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from orders.models import Voucher, VoucherKind


class VoucherFactory(DjangoModelFactory):
    class Meta:
        model = Voucher

    code = factory.Sequence(lambda n: f"CODE-{n}")
    name = factory.LazyAttribute(lambda voucher: f"Voucher {voucher.code}")
    percent = Decimal(10)
    valid_from = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class FixedVoucherFactory(VoucherFactory):
    kind = VoucherKind.FIXED
    percent = None
    amount = Decimal(15)
    currency = "EUR"


class ShippingVoucherFactory(VoucherFactory):
    kind = VoucherKind.FREE_SHIPPING
    percent = None
