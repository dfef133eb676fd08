"""The stock page: who holds what until when, and what a person can do about it there."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Substitute
from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM
from inventory.models import AdjustmentReason, CycleCount, Lot, ReorderRule, Reservation, Supply
from inventory.services.receiving import receive_stock
from inventory.services.reserving import reserve_stock
from inventory.services.supplies import create_supply
from inventory.services.transferring import create_transfer, send_transfer
from orders.models import Allocation
from orders.tests.factories import placed_order

QUERY_LIMIT = 20


def page_of(shop, client, index: int = 0):
    return client.get(reverse("desk:stock", args=[shop.skus[index].pk]))


def busy(shop) -> None:
    """Claims of every kind on the first SKU."""
    first, second = shop.warehouses
    sku = shop.skus[0]
    reserve_stock(units={sku.pk: 1}, holder="Quote 17", actor=SYSTEM)
    placed_order(shop, {0: 7})
    placed_order(shop, {0: 5})
    create_supply(warehouse_id=first.pk, supplier="Acme", units={sku.pk: 4}, expected_on=date(2020, 1, 1), actor=SYSTEM)
    receive_stock(
        warehouse_id=second.pk, sku_id=sku.pk, quantity=2, lot="L-7", expires_on=date(2031, 1, 1), cause_kind="t",
        cause_reference="t", actor=SYSTEM,
    )  # fmt: skip
    Substitute.objects.create(sku=sku, other=shop.skus[1])


def test_it_shows_who_holds_what_until_when(client, shop, sign_in):
    busy(shop)
    sign_in("Manager")

    page = page_of(shop, client).content.decode()

    for order in {claim.line.order for claim in Allocation.objects.select_related("line__order")}:
        assert order.number in page
    for word in ("Quote 17", "Waits", "Acme", "late", "L-7", "expires 1 Jan 2031", "SKU-2", "Swap…", "Release…"):
        assert word in page


def test_it_takes_no_more_queries_however_much_there_is(client, shop, sign_in):
    sign_in("Manager")
    page_of(shop, client)
    busy(shop)
    with CaptureQueriesContext(connection) as few:
        page_of(shop, client)
    for _ in range(5):
        placed_order(shop, {0: 1})
        reserve_stock(units={shop.skus[1].pk: 1}, holder="cart", actor=SYSTEM)

    with CaptureQueriesContext(connection) as many:
        answer = page_of(shop, client)

    assert answer.status_code == 200
    assert len(many) == len(few) <= QUERY_LIMIT


def test_who_may_not_act_sees_no_buttons_and_who_may_not_look_no_page(client, shop, sign_in):
    busy(shop)
    sign_in("Payments")
    page = page_of(shop, client).content.decode()
    assert "Quote 17" in page
    for word in ("Swap…", "Release…", "Adjust…", "Count…", "Transfer…", "Reserve…"):
        assert word not in page

    client.logout()
    assert page_of(shop, client).status_code == 302


def test_a_sku_that_was_never_there_says_what_to_do(client, shop, sign_in):
    new = SkuFactory()
    sign_in("Manager")

    assert "No warehouse has had this SKU yet" in client.get(reverse("desk:stock", args=[new.pk])).content.decode()
    assert client.get(reverse("desk:stock", args=[0])).status_code == 404


def test_goods_are_given_to_another_order_from_the_page(client, shop, sign_in):
    giver, receiver = placed_order(shop, {0: 8}), placed_order(shop, {0: 5})
    claim = Allocation.objects.get(line__order=giver)
    sign_in("CSR lead")
    address = reverse("admin:orders_allocation_move", args=[claim.pk, "swap"])
    line = receiver.lines.get()

    form = client.get(address).content.decode()
    bad = client.post(address, {"to_line_id": line.pk, "quantity": 9, "reason": "urgent"})
    good = client.post(address, {"to_line_id": line.pk, "quantity": 3, "reason": "urgent"})

    assert f"{receiver.number}, Ada Lovelace: waits for 3" in form
    assert (bad.status_code, good.status_code) == (409, 302)
    assert good.headers["Location"] == reverse("desk:stock", args=[shop.skus[0].pk])
    assert (giver.lines.get().backordered, receiver.lines.get().backordered) == (3, 0)


def test_a_swap_without_the_right_is_forbidden(client, shop, sign_in):
    placed_order(shop, {0: 8})
    receiver = placed_order(shop, {0: 5})
    sign_in("CSR")

    answer = client.post(
        reverse("admin:orders_allocation_move", args=[Allocation.objects.first().pk, "swap"]),
        {"to_line_id": receiver.lines.get().pk, "quantity": 1, "reason": "urgent"},
    )

    assert answer.status_code == 403


def test_a_reservation_is_released_from_the_page(client, shop, sign_in):
    reserve_stock(units={shop.skus[0].pk: 4}, holder="Quote 17", actor=SYSTEM)
    row = Reservation.objects.get()
    sign_in("CSR")

    answer = client.post(reverse("admin:inventory_reservation_move", args=[row.pk, "release"]), {})

    row.refresh_from_db()
    assert (answer.status_code, row.ending, shop.level().reserved) == (302, "released", 0)


def test_goods_are_held_from_the_page(client, shop, sign_in):
    level = shop.level()
    sign_in("CSR")
    address = reverse("admin:inventory_stocklevel_move", args=[level.pk, "reserve"])

    answer = client.post(address, {"quantity": 4, "holder": "Quote 18", "hours": 2})
    too_many = client.post(address, {"quantity": 40, "holder": "Quote 19", "hours": 2})

    assert (answer.status_code, too_many.status_code, shop.level().reserved) == (302, 409, 4)


def test_a_bin_is_counted_from_the_page_and_a_large_difference_waits(client, shop, sign_in):
    place = shop.level().movements.first().location
    sign_in("Warehouse lead")

    started = client.post(reverse("admin:inventory_cyclecount_add"), {"location": place.pk})
    count = CycleCount.objects.get()
    again = client.post(reverse("admin:inventory_cyclecount_add"), {"location": place.pk})
    found = {f"line_{line.pk}": 10 for line in count.lines.all()}
    found[f"line_{count.lines.first().pk}"] = 1
    entered = client.post(reverse("admin:inventory_cyclecount_move", args=[count.pk, "record"]), found)
    own = client.post(reverse("admin:inventory_cyclecount_move", args=[count.pk, "approve"]), {})
    sign_in("Manager")
    approved = client.post(reverse("admin:inventory_cyclecount_move", args=[count.pk, "approve"]), {})

    assert (started.status_code, again.status_code, entered.status_code) == (302, 200, 302)
    assert "being counted already" in again.content.decode()
    assert (own.status_code, approved.status_code) == (409, 302)
    assert shop.level().on_hand == 1
    page = client.get(reverse("admin:inventory_cyclecount_change", args=[count.pk])).content.decode()
    assert "Recorded" in page
    assert "-9" in page


def test_goods_nobody_expected_are_entered_by_their_code(client, shop, sign_in):
    place = shop.warehouses[1].locations.get(kind="receiving")
    sign_in("Warehouse")
    client.post(reverse("admin:inventory_cyclecount_add"), {"location": place.pk})
    address = reverse("admin:inventory_cyclecount_move", args=[CycleCount.objects.get().pk, "record"])

    unknown = client.post(address, {"found_sku": "nope", "found_units": 2})
    known = client.post(address, {"found_sku": "sku-1", "found_units": 2})

    assert (unknown.status_code, known.status_code) == (422, 302)
    assert shop.level(warehouse=1).on_hand == 2


def test_an_adjustment_keeps_its_kind_of_reason(client, shop, sign_in):
    reason = AdjustmentReason.objects.create(code="damaged-here", label="Damaged here")
    level = shop.level()
    sign_in("Warehouse lead")
    address = reverse("admin:inventory_stocklevel_move", args=[level.pk, "adjust"])
    form = {"location": level.movements.first().location_id, "delta": -1}

    without = client.post(address, form)
    client.post(address, {**form, "why": reason.pk, "reason": "fell down"})

    assert without.status_code == 422
    assert level.movements.latest("pk").cause_reference == "Damaged here: fell down"


def test_a_transfer_is_drafted_sent_and_partly_lost_by_buttons(client, shop, sign_in):
    level = shop.level()
    sign_in("Warehouse lead")
    client.post(
        reverse("admin:inventory_stocklevel_move", args=[level.pk, "transfer"]),
        {"destination": shop.warehouses[1].pk, "quantity": 4},
    )
    supply = Supply.objects.get()

    def move(name, **form):
        return client.post(reverse("admin:inventory_supply_move", args=[supply.pk, name]), form).status_code

    line = supply.lines.get()
    assert move("send") == 302
    assert move("reschedule", expected_on="2031-01-01") == 302
    assert move("receive", **{f"line_{line.pk}": 3}) == 302
    assert move("close") == 409
    assert move("lost", **{f"line_{line.pk}": 1}, reason="fell off") == 302

    supply = Supply.objects.get()
    assert (supply.state, supply.expected_on, shop.level(warehouse=1).on_hand) == ("received", date(2031, 1, 1), 3)
    assert client.get(reverse("admin:inventory_supply_change", args=[supply.pk])).status_code == 200


def test_a_lot_goes_into_quarantine_and_back_by_buttons(client, shop, sign_in):
    busy(shop)
    lot = Lot.objects.get()
    sign_in("Warehouse lead")

    def move(name, **form):
        return client.post(reverse("admin:inventory_lot_move", args=[lot.pk, name]), form).status_code

    assert move("quarantine", reason="Smells") == 302
    assert shop.level(warehouse=1).unavailable == 2
    assert move("release") == 302
    assert shop.level(warehouse=1).unavailable == 0


def test_what_is_low_is_ordered_from_the_list(client, shop, sign_in):
    rule = ReorderRule.objects.create(
        sku=shop.skus[0], warehouse=shop.warehouses[0], reorder_point=10, order_up_to=25, supplier="Acme"
    )
    sign_in("Manager")
    page = client.get(reverse("desk:reorder")).content.decode()
    client.post(reverse("desk:reorder"), {"rule": [rule.pk]})
    client.post(reverse("desk:reorder"), {"rule": [rule.pk]})

    assert "SKU-1" in page
    assert Supply.objects.get().lines.get().ordered == 15
    assert "Nothing is at its reorder point" in client.get(reverse("desk:reorder")).content.decode()


def test_what_orders_wait_for_is_on_the_reorder_list_without_a_rule(client, shop, sign_in):
    placed_order(shop, {0: 13})
    sign_in("Manager")

    page = client.get(reverse("desk:reorder")).content.decode()
    rule = reverse("admin:inventory_reorderrule_add")
    form = client.get(f"{rule}?sku={shop.skus[0].pk}&warehouse={shop.warehouses[0].pk}")

    assert "no rule yet" in page
    assert f"{rule}?sku={shop.skus[0].pk}&amp;warehouse={shop.warehouses[0].pk}" in page
    assert form.context["adminform"].form.initial["sku"] == str(shop.skus[0].pk)
    sign_in("CSR")
    assert "Make one…" not in client.get(reverse("desk:reorder")).content.decode()


@pytest.mark.parametrize("role", ["CSR", "Payments"])
def test_ordering_needs_its_right(client, shop, sign_in, role):
    sign_in(role)

    assert client.post(reverse("desk:reorder"), {"rule": ["1"]}).status_code == 403


def test_a_transfer_on_the_road_shows_at_the_other_end(client, shop, sign_in):
    first, second = shop.warehouses
    shop.receive(1, warehouse=1)
    transfer = create_transfer(
        origin_id=first.pk, warehouse_id=second.pk, units={shop.skus[0].pk: 3}, actor=SYSTEM,
        expected_on=date(2031, 1, 3),
    )  # fmt: skip
    send_transfer(supply_id=transfer.pk, actor=SYSTEM)
    sign_in("Manager")

    assert f"{transfer.number}</a><span>3 from Berlin" in page_of(shop, client).content.decode()


@pytest.mark.parametrize(
    "model", ["warehouse", "lot", "reservation", "supply", "stocklevel", "reorderrule", "adjustmentreason"]
)
def test_the_pages_of_stock_open_and_those_that_can_be_typed_in_are_saved(client, shop, sign_in, model):
    busy(shop)
    ReorderRule.objects.create(
        sku=shop.skus[0], warehouse=shop.warehouses[0], reorder_point=1, order_up_to=2, supplier="Acme"
    )
    AdjustmentReason.objects.get_or_create(code="found", defaults={"label": "Found again"})
    sign_in("Admin")
    row = apps.get_model("inventory", model).objects.first()

    page = client.get(reverse(f"admin:inventory_{model}_change", args=[row.pk]))

    assert page.status_code == 200


def test_a_warehouses_closed_days_and_areas_are_typed_in(client, shop, sign_in):
    house = shop.warehouses[0]
    sign_in("Admin")
    address = reverse("admin:inventory_warehouse_change", args=[house.pk])
    form = {
        "name": house.name, "code": house.code, "line1": "1", "city": "B", "country": "DE", "time_zone": "UTC",
        "cutoff_at": "15:00", "works_on": "1111100", "closed_on": "2030-12-25,2030-12-26", "priority": 1,
        "is_active": "on", "count_variance_limit": 3, "capacity": 500, "pickup_days": 7,
        "members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0,
        "areas-TOTAL_FORMS": 1, "areas-INITIAL_FORMS": 0, "areas-0-country": "DE", "areas-0-postal_prefix": "1",
        "areas-0-distance_km": 20, "areas-0-parcel_cost": "4.5",
        "method_cutoffs-TOTAL_FORMS": 0, "method_cutoffs-INITIAL_FORMS": 0,
    }  # fmt: skip

    answer = client.post(address, form)

    house.refresh_from_db()
    assert answer.status_code == 302
    assert house.closed_on == [date(2030, 12, 25), date(2030, 12, 26)]
    assert house.areas.get().distance_km == 20
