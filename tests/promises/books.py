"""A small shop whose orders stand at every stage, made through the real services, workers and simulators."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM
from core.links.services import make_link
from inventory.models import LocationKind
from inventory.selectors.arrivals import arrival_sheet
from inventory.selectors.locations import special_location
from inventory.services.arrivals import Reading, scan_arrival
from inventory.services.booking import book_arrival
from inventory.services.counting import enter_count, start_count
from inventory.services.receiving import receive_supply
from inventory.services.reserving import reserve_stock
from inventory.services.supplies import create_supply
from inventory.services.transferring import create_transfer, send_transfer
from orders.intake.requests import DiscountRequest
from orders.models import Order
from orders.services.archiving import archive_order, pack_some
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.drafts import create_draft
from orders.services.holding import hold_order, release_hold
from orders.tests.factories import Shop, open_shop, placed_order
from orders.tests.kits import kit_order, sell_kit
from orders.tests.voucher_factories import VoucherFactory
from payments.gateways.contract import DisputeNews
from payments.models import PaymentTransaction
from payments.services.disputing import record_dispute
from payments.statuses import DisputeKind, DisputeState
from payments.tests.billing import SELLER
from returns.models import Disposition
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from shipping.models import ShippingLabel
from shipping.tasks import poll_tracking
from support.services.feedback import give_feedback
from tests.journeys import people
from tests.promises.aftersale_books import exchange_and_claim
from tests.promises.bank_books import pay_by_transfer
from tests.promises.credit_books import pay_by_gift_card_and_store_credit
from tests.promises.journal_books import close_the_journal, open_the_journal


def walk(carrier_url: str) -> None:
    """Orders delivered and returned, shipped, packed, picked, short of goods, held, called off in part, a draft."""
    shop = open_shop(stock=20, invoice_on="shipment", **SELLER)
    open_the_journal()
    gift = DiscountRequest(label="Welcome", amount=Decimal("3.33"))
    once = VoucherFactory(code="ONCE", max_uses_per_customer=1)
    returned = placed_order(
        shop, {0: 2, 1: 1}, discounts=[gift], voucher_codes=[once.code], idempotency_key="k-1", external_id="e-1"
    )
    _ship(shop)
    _deliver(carrier_url)
    _give_back(returned)
    make_link(order_id=returned.pk, purpose="track", valid_for=timedelta(days=30))
    give_feedback(order_id=returned.pk, rating=1, words="Broken.", actor=SYSTEM)
    placed_order(shop, {0: 1})
    _ship(shop)
    _complain()
    placed_order(shop, {2: 3})
    placed_order(shop, {1: 4}, tenders=pay_by_gift_card_and_store_credit(shop))
    pay_by_transfer(shop)
    sell_kit(shop, {0: 2, 2: 1})
    kit_order(shop, 2, intake="phone")
    people.work()
    people.pack(people.release_and_pick(shop.warehouses[0].pk)[0])
    _call_off_and_hold(shop)
    first, second = (warehouse.pk for warehouse in shop.warehouses)
    transfer = create_transfer(origin_id=first, warehouse_id=second, units={shop.skus[2].pk: 3}, actor=SYSTEM)
    send_transfer(supply_id=transfer.pk, actor=SYSTEM)
    receive_supply(supply_id=transfer.pk, units={transfer.lines.get().pk: 2}, actor=SYSTEM)
    _take_in_a_delivery(shop)
    count = start_count(location_id=special_location(second, LocationKind.RECEIVING).pk, actor=SYSTEM)
    enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 1}, actor=SYSTEM)
    reserve_stock(units={shop.skus[2].pk: 2}, holder="a cart", actor=SYSTEM)
    exchange_and_claim(returned)
    people.work()
    close_the_journal()


def _take_in_a_delivery(shop: Shop) -> None:
    """Two of three units come, are checked at the dock and booked."""
    units = {shop.skus[1].pk: 3}
    supply = create_supply(warehouse_id=shop.warehouses[1].pk, supplier="Acme", units=units, actor=SYSTEM)
    reading = Reading(code=shop.skus[1].code, quantity=2)
    scan_arrival(supply_id=supply.pk, scan_id="delivery", reading=reading, actor=SYSTEM)
    sheet = arrival_sheet(supply)
    book_arrival(arrival_id=sheet.arrival.pk, seen=sheet.seen, actor=SYSTEM)


def _ship(shop: Shop) -> None:
    people.work()
    for work in people.release_and_pick(shop.warehouses[0].pk):
        people.pack(work)
    people.work()
    people.hand_over(shop.warehouses[0].pk)
    people.work()


def _complain() -> None:
    """A bank takes the money of the newest capture."""
    capture = PaymentTransaction.objects.filter(kind="capture", outcome="succeeded").latest("pk")
    news = DisputeNews(
        reference="dp_1", capture=capture.gateway_reference, kind=DisputeKind.CHARGEBACK,
        state=DisputeState.NEEDS_RESPONSE, amount=capture.amount, currency=capture.currency, withdrawn=True,
    )  # fmt: skip
    record_dispute(gateway=capture.gateway, news=news)
    people.work()


def _deliver(carrier_url: str) -> None:
    people.deliver(carrier_url)
    for label in ShippingLabel.objects.filter(parcel__state="shipped"):
        poll_tracking(label_id=label.pk)
    people.work()


def _give_back(order: Order) -> None:
    line = order.lines.order_by("position").first()
    ret = request_return(order_id=order.pk, units={line.pk: 1}, reason_code="changed_mind", actor=SYSTEM)
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgments = {ret.lines.get().pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)]}
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)
    people.work()


def _call_off_and_hold(shop: Shop) -> None:
    waiting = placed_order(shop, {0: 30}, external_id="e-2")
    cancel_lines(order_id=waiting.pk, units={waiting.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    held = placed_order(shop, {1: 1})
    hold = hold_order(order_id=held.pk, kind="manual", reason="", actor=SYSTEM)
    release_hold(hold_id=hold.pk, actor=SYSTEM)
    regret = placed_order(shop, {2: 1}, voucher_codes=[VoucherFactory().code])
    cancel_order(order_id=regret.pk, actor=SYSTEM, reason="changed mind")
    create_draft(shop.request({0: 1}), actor=SYSTEM)
    people.work()
    archive_order(order_id=regret.pk, actor=SYSTEM)
    pack_some(orders=Order.objects.filter(pk=regret.pk), now=timezone.now())
