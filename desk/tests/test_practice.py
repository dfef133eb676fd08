"""The practice warehouse: real work, and nothing of it reaches anybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, Misconfigured, MoveRefused, NotPermitted
from desk.practice.filling import TEACHER, fill_practice
from desk.selectors.figures import sales
from inventory.models import StockLevel, Warehouse
from inventory.services.transferring import create_transfer
from orders.models import Order
from orders.selectors.real import real_orders
from orders.services.swapping import swap_allocation
from orders.tests.factories import placed_order
from payments.models import Payment, PaymentTransaction
from payments.selectors.instructions import instruction_of
from shipping.models import CarrierAccount
from shipping.selectors.accounts import active_accounts, ensure_practice_stays, first_account

pytestmark = pytest.mark.django_db


def filled(token: str = "t", orders: int = 3) -> list[Order]:
    numbers = fill_practice(actor=TEACHER, token=token, orders=orders)
    return list(Order.objects.filter(number__in=numbers).order_by("pk"))


def test_one_press_makes_orders_to_pick_in_a_house_of_its_own_and_the_same_press_no_more(shop):
    orders = filled()

    assert len({order.number for order in orders}) == 3
    assert {order.is_practice for order in orders} == {True}
    levels = StockLevel.objects.filter(allocations__line__order__in=orders)
    assert {level.warehouse.is_practice for level in levels} == {True}
    assert [order.pk for order in filled()] == [order.pk for order in orders]
    assert Order.objects.count() == 3
    assert real_orders().count() == 0
    assert sales(now=timezone.now(), midnight=timezone.now() - timedelta(hours=1)).orders == 0


def test_who_does_not_lead_a_floor_fills_nothing(shop, sign_in, client):
    actor = actor_of(sign_in("CSR"))
    with pytest.raises(NotPermitted):
        fill_practice(actor=actor, token="t")

    assert client.get(reverse("desk:practice")).status_code == 403
    assert not Warehouse.objects.filter(is_practice=True).exists()


def test_a_floor_lead_fills_it_from_the_page(shop, sign_in, client):
    sign_in("Warehouse lead")
    client.post(reverse("desk:practice"), {"orders": "2", "token": "press"})
    page = client.get(reverse("desk:practice")).content.decode()

    assert Order.objects.filter(is_practice=True).count() == 2
    assert "2 awaiting payment" in page
    assert "Open the floor of Practice warehouse" in page


def test_practice_money_goes_to_the_sandbox_whatever_gateway_the_house_has(paying, settings):
    settings.PAYMENT_GATEWAY = "stripe"
    (order,) = filled(orders=1)
    drain()

    assert Payment.objects.get(order=order).gateway == "sandbox"
    assert Order.objects.get(pk=order.pk).state == "confirmed"


def test_a_practice_order_is_refused_at_the_last_door_to_a_real_gateway(paying):
    (order,) = filled(orders=1)
    drain()
    again = PaymentTransaction.objects.create(
        payment=Payment.objects.get(order=order), kind="capture", outcome="requested", amount=1, currency="EUR",
        key="k", gateway="stripe",
    )  # fmt: skip
    with pytest.raises(Misconfigured, match="never reaches the gateway stripe"):
        instruction_of(again.pk)


def test_practice_parcels_are_asked_for_at_the_simulator_alone(shop):
    real_one = CarrierAccount.objects.create(code="ups", name="UPS", carrier="ups", priority=1)
    (order,) = filled(orders=1)
    business = placed_order(shop)

    assert first_account(order).carrier == "simcarrier"
    assert {account.carrier for account in active_accounts(order)} == {"simcarrier"}
    assert "practice" not in {account.code for account in active_accounts(business)}
    with pytest.raises(Misconfigured, match="never reaches the carrier ups"):
        ensure_practice_stays(order, real_one)


def test_goods_change_sides_neither_by_transfer_nor_by_swap(shop):
    (order,) = filled(orders=1)
    business = placed_order(shop)
    practice = Warehouse.objects.get(is_practice=True)

    with pytest.raises(InvalidInput, match="never change sides"):
        create_transfer(
            origin_id=practice.pk, warehouse_id=shop.warehouses[0].pk, units={shop.skus[0].pk: 1}, actor=SYSTEM
        )

    give, take = business.lines.get(), order.lines.order_by("pk").first()
    order.lines.filter(pk=take.pk).update(sku=give.sku)
    with pytest.raises(MoveRefused, match="one of the orders is for practice"):
        swap_allocation(
            from_line_id=give.pk, to_line_id=take.pk, level_id=shop.level().pk, quantity=1, reason="x", actor=SYSTEM
        )


def test_the_floor_and_the_order_say_that_it_is_practice(shop, sign_in, client):
    (order,) = filled(orders=1)
    sign_in("Admin")
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    floor = client.get(reverse("warehouse:today", args=["practice"])).content.decode()

    assert "Practice: nothing of this order is real" in page
    assert "Practice: nothing here is real" in floor
