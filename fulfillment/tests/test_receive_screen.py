"""Receive at the dock, by scanner: what is shown before it is booked, and who may."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.models import SKU
from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM
from fulfillment.tests.factories import bin_units, member
from inventory.models import ArrivalLine, Supply
from inventory.services.supplies import create_supply
from inventory.services.transferring import create_transfer, send_transfer


def page(name, *arguments, code="w1"):
    return reverse(f"stock:{name}", args=[code, *arguments])


@pytest.fixture
def supply(shop):
    units = {shop.skus[0].pk: 5, shop.skus[1].pk: 2}
    return create_supply(warehouse_id=shop.warehouses[0].pk, supplier="Acme", units=units, actor=SYSTEM)


@pytest.fixture
def floor(client, shop):
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=["receive_supply"]))
    client.force_login(pia)
    return client


def scan(floor, supply, code, scan_id, **more):
    sent = {**more, "code": code, "scan_id": scan_id}
    return floor.post(page("arrival", supply.pk), sent).content.decode()


@pytest.mark.parametrize("word", ["number", "SKU-1", "sku-2"])
def test_a_supply_is_found_by_its_number_or_by_goods(floor, supply, word):
    code = supply.number.lower() if word == "number" else word

    assert floor.post(page("receive"), {"code": code}).headers["Location"] == page("arrival", supply.pk)


def test_several_that_bring_the_goods_are_offered_and_none_is_said(floor, supply, shop):
    other = create_supply(warehouse_id=shop.warehouses[0].pk, supplier="Bolt", units={shop.skus[0].pk: 1}, actor=SYSTEM)
    text = floor.post(page("receive"), {"code": "SKU-1"}).content.decode()
    assert supply.number in text
    assert other.number in text

    assert "Nothing that is expected here is called SKU-3" in floor.post(
        page("receive"), {"code": "SKU-3"}
    ).content.decode()  # fmt: skip


def test_over_under_and_wrong_are_shown_before_they_are_booked(floor, supply, shop):
    assert "SKU-1: 7 here, 2 more than expected" in scan(floor, supply, "SKU-1", "a", quantity="7")
    assert "SKU-2: 1 of 2." in scan(floor, supply, "SKU-2", "b")
    refused = scan(floor, supply, "SKU-3", "c")
    assert 'data-feedback="wrong"' in refused
    assert "Note 1 as not ordered" in refused
    scan(floor, supply, "SKU-3", "d", note="SKU-3")

    text = floor.get(page("finish", supply.pk)).content.decode()
    for words in ("7 came, 2 more than the 5", "1 of 2 came. Still expected: 1", "1 × SKU-3 were not ordered"):
        assert words in text
    seen = floor.get(page("finish", supply.pk)).context["sheet"]
    line = seen.not_ordered[0]
    answer = floor.post(
        page("finish", supply.pk), {"seen": seen.seen, f"line_{line.pk}": "take", "rest": "close"}, follow=True
    )

    assert "is booked. Now put it away." in answer.content.decode()
    assert (bin_units(shop, "DOCK", 0), bin_units(shop, "DOCK", 1), bin_units(shop, "QUARANTINE", 2)) == (7, 1, 1)
    assert Supply.objects.get(pk=supply.pk).state == "received"


def fields_of(text, action):
    """What the browser would send of the form with the button or field that has these words, typed in nothing."""
    form = next(one for one in text.split("<form")[1:] if action in one).split("</form>")[0]
    tags = re.findall(r"<(?:input|button)[^>]*name=[^>]*>", form)
    read = lambda tag, name: (re.search(rf'{name}="([^"]*)"', tag) or ["", ""])[1]  # noqa: E731
    return {read(tag, "name"): read(tag, "value") for tag in tags if "scan_id" not in tag}


@pytest.mark.parametrize(("kept_by", "asked"), [
    ({"lot_tracked": True}, {"lot": "L-7", "expires_on": "2031-02-03"}),
    ({"serial_tracked": True}, {"serial": "S-1"}),
    ({"lot_tracked": True, "serial_tracked": True}, {"lot": "L-7", "expires_on": "2031-02-03", "serial": "S-1"}),
])  # fmt: skip
def test_goods_kept_by_lot_or_serial_that_nobody_ordered_are_noted(floor, supply, shop, kept_by, asked):
    SKU.objects.filter(code="SKU-3").update(**kept_by)
    text = scan(floor, supply, "SKU-3", "a")
    text = scan(floor, supply, scan_id="b", **fields_of(text, "as not ordered"))
    for step, name in enumerate(one for one in ("lot", "serial") if one in asked):
        typed = {key: asked[key] for key in (("lot", "expires_on") if name == "lot" else ("serial",))}
        text = scan(floor, supply, scan_id=f"c{step}", **{**fields_of(text, f'name="{name}"'), **typed})

    assert "1 × SKU-3 noted as not ordered" in text
    line = ArrivalLine.objects.get()
    assert (line.lot, line.serial) == (asked.get("lot", ""), asked.get("serial", ""))
    assert str(line.expires_on or "") == asked.get("expires_on", "")


def test_another_code_scanned_over_what_was_to_be_noted_is_asked_for_anew(floor, supply, shop):
    SKU.objects.filter(code="SKU-3").update(lot_tracked=True)
    text = scan(floor, supply, "SKU-3", "a", note="SKU-3")
    fields = {**fields_of(text, 'name="lot"'), "code": SkuFactory(code="CUP").code, "lot": "L"}

    assert "was not ordered" in scan(floor, supply, scan_id="b", **fields)
    assert not ArrivalLine.objects.exists()


def test_that_nothing_more_comes_is_offered_for_purchases_alone(floor, supply, shop):
    scan(floor, supply, "SKU-1", "a")
    assert "Nothing more will come" in floor.get(page("finish", supply.pk)).content.decode()
    home, away = shop.warehouses
    transfer = create_transfer(origin_id=away.pk, warehouse_id=home.pk, units={shop.skus[0].pk: 2}, actor=SYSTEM)
    shop.receive(5, warehouse=1)
    send_transfer(supply_id=transfer.pk, actor=SYSTEM)
    scan(floor, transfer, "SKU-1", "b")

    text = floor.get(page("finish", transfer.pk)).content.decode()
    assert "Nothing more will come" not in text
    assert "unless the office records them as lost" in text


def test_a_booking_of_what_was_not_seen_is_refused_in_words(floor, supply):
    scan(floor, supply, "SKU-1", "a")

    text = floor.post(page("finish", supply.pk), {"seen": "old"}, follow=True).content.decode()

    assert "Look again, then confirm" in text


def test_the_last_scan_is_taken_back(floor, supply):
    scan(floor, supply, "SKU-1", "a", quantity="3")

    assert "3 × SKU-1 taken back" in floor.post(
        page("arrival_act", supply.pk, "undo"), follow=True
    ).content.decode()  # fmt: skip
    assert not ArrivalLine.objects.exists()


def test_another_house_and_a_stranger_see_nothing(floor, client, shop):
    far = create_supply(warehouse_id=shop.warehouses[1].pk, supplier="Far", units={shop.skus[0].pk: 1}, actor=SYSTEM)
    assert floor.get(page("arrival", far.pk)).status_code == 404
    assert floor.post(page("arrival", far.pk), {"code": "SKU-1", "scan_id": "x"}).status_code == 404
    for name in ("home", "receive"):
        assert floor.get(page(name, code="w2")).status_code == 404
    client.logout()
    assert client.get(page("receive")).status_code == 302


def test_who_may_not_receive_reads_and_is_refused(client, shop, supply):
    client.force_login(member(shop, "olaf"))

    assert "You may look, not receive" in client.get(page("arrival", supply.pk)).content.decode()
    assert "lacks the right" in scan(client, supply, "SKU-1", "a")
    assert not ArrivalLine.objects.exists()
