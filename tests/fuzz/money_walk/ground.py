"""One shop that sells in six ways: three currencies, prices with tax and without; and the gateway behind its cards."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import count, product
from uuid import uuid4

import httpx
from django.utils import timezone

from catalog.models import Channel, Price, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import SYSTEM
from core.money import minor_unit, quantize
from customers.models import Customer
from inventory.services.receiving import receive_stock
from orders.intake.reference import forget_reference
from orders.intake.requests import DiscountRequest, LineRequest, OrderRequest, TenderRequest
from orders.tests.factories import Shop, open_shop
from orders.tests.voucher_factories import VoucherFactory
from payments.services.issuing import grant_store_credit, issue_gift_card
from payments.tests.billing import SELLER

CURRENCIES = ("JPY", "EUR", "KWD")
WAYS = tuple(product(CURRENCIES, (False, True)))
PERCENTS = ("5.5", "8.875", "27")
# What a unit costs, in minor units: odd on purpose.
PRICES = (1, 333, 1999)


@dataclass(frozen=True)
class Wish:
    """What a walk begins with, as chance chose it."""

    lines: Sequence[tuple[int, int]]
    percents: Sequence[Decimal]
    tenders: Sequence[tuple[str, int]]
    codes: Sequence[str] = ()


@dataclass
class Ground:
    """Where the walks walk; what one leaves behind its savepoint takes away."""

    shop: Shop
    channels: dict[tuple[str, bool], Channel]
    gateway_url: str
    parcels: "count[int]" = field(default_factory=lambda: count(1))

    @cached_property
    def gateway(self) -> httpx.Client:
        return httpx.Client(base_url=self.gateway_url, headers={"Authorization": "Bearer sandbox"})

    def behave(self) -> None:
        self.gateway.delete("/_control/faults")

    def misbehave(self, operation: str, mode: str) -> None:
        body = {"operation": operation, "mode": mode, "times": 1}
        self.gateway.post("/_control/faults", json=body).raise_for_status()

    def truth(self) -> dict[str, tuple[str, Decimal, str]]:
        """What the gateway did, by key."""
        log = self.gateway.get("/_truth").json()
        return {
            row["key"]: (row["operation"], Decimal(row["amount"]), row["currency"])
            for row in log
            if row.get("key") and row["outcome"] == "succeeded"
        }

    def begin(self, way: tuple[str, bool], policies: dict[str, str]) -> None:
        """A customer with some store credit and a limit of credit, in a channel with these policies."""
        self.gateway.delete("/_truth")
        self.behave()
        Channel.objects.filter(pk=self.channels[way].pk).update(**policies)
        forget_reference()
        coin = minor_unit(way[0])
        who = {"name": "Ada Lovelace", "email": "ada@example.com", "credit_limit": 4000 * coin}
        customer = Customer.objects.create(number="CU-WALK", **who)
        grant_store_credit(customer_id=customer.pk, amount=2500 * coin, currency=way[0], reason="a walk", actor=SYSTEM)

    def request(self, way: tuple[str, bool], wish: Wish) -> OrderRequest:
        currency = way[0]
        lines = [LineRequest(sku_code=self.shop.skus[which].code, quantity=units) for which, units in wish.lines]
        worth = sum(units * PRICES[which] for which, units in wish.lines) * minor_unit(currency)
        return self.shop.request(
            channel_code=self.channels[way].code, lines=lines, voucher_codes=wish.codes,
            discounts=[DiscountRequest(label="Less", percent=percent) for percent in wish.percents],
            tenders=[
                self._tender(kind, share, worth, currency, is_last=place == len(wish.tenders))
                for place, (kind, share) in enumerate(wish.tenders, start=1)
            ],
        )  # fmt: skip

    @staticmethod
    def _tender(kind: str, share: int, worth: Decimal, currency: str, *, is_last: bool) -> TenderRequest:
        """The last one pays the rest. A gift card holds half of its share: asked for all of it, it is too little."""
        name, _, token = kind.partition(":")
        amount = quantize(worth * share / 10, currency) or minor_unit(currency)
        is_open = is_last
        if name == "gift_card":
            value = quantize(amount / 2, currency) or minor_unit(currency)
            token = issue_gift_card(amount=value, currency=currency, reason="a walk", actor=SYSTEM)[1]
            is_open = is_open or share % 4 != 0
        elif token:
            token = f"{token}-{uuid4().hex[:6]}"
        return TenderRequest(kind=name, token=token, amount=None if is_open else amount)


def open_ground(gateway_url: str) -> Ground:
    shop = open_shop(stock=8, code="nobody")
    for sku, percent in zip(shop.skus, PERCENTS, strict=True):
        sku.tax_class = TaxClass.objects.create(code=f"t-{percent}".replace(".", "-"), name=percent)
        sku.save()
        TaxRate.objects.create(tax_class=sku.tax_class, country="DE", percent=Decimal(percent), valid_from="2020-01-01")
    VoucherFactory(code="TEN", percent=Decimal("10.01"))
    channels = {way: _channel(shop, *way) for way in WAYS}
    forget_reference()
    return Ground(shop=shop, channels=channels, gateway_url=gateway_url)


def _channel(shop: Shop, currency: str, is_included: bool) -> Channel:
    channel = Channel.objects.create(
        code=f"{currency}-{is_included}".lower(), name=currency, currency=currency, country="DE",
        prices_include_tax=is_included, max_order_total=10**9,
        **{**SELLER, "invoice_prefix": f"{currency[:2]}{is_included:d}"},
    )  # fmt: skip
    coin, start = minor_unit(currency), timezone.now() - datetime.timedelta(days=1)
    method = ShippingMethod.objects.get(code="standard")
    ShippingRate.objects.create(method=method, channel=channel, amount=499 * coin, transit_days=2)
    for sku, price in zip(shop.skus, PRICES, strict=True):
        Price.objects.create(sku=sku, channel=channel, currency=currency, amount=price * coin, valid_from=start)
    return channel


def bring_goods(shop: Shop) -> None:
    """Goods for everything that waits."""
    for sku in shop.skus:
        receive_stock(
            warehouse_id=shop.warehouses[0].pk, sku_id=sku.pk, quantity=40, cause_kind="test",
            cause_reference="more", actor=SYSTEM,
        )  # fmt: skip
