from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from inventory.models import WarehouseMember
from orders.models import Order
from returns.models import Return, ReturnerRule, ReturnFee, ReturnReason, RuleFinding, StrayItem
from returns.selectors.queues import KEY, queue_counts, returns_in
from returns.services.deciding import reject_return
from returns.tests.factories import approved_return, inspected_return, paid_and_delivered, requested_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = User.objects.create_user("rita", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["returns", "orders"]))
    client.force_login(user)
    return client


def move(ret: Return, name: str) -> str:
    return reverse("admin:returns_return_move", args=[ret.pk, name])


def test_the_list_and_the_page_show_a_return(office, shop):
    ret = requested_return(paid_and_delivered(shop, {0: 2}))

    assert ret.number in office.get(reverse("admin:returns_return_changelist")).content.decode()
    page = office.get(reverse("admin:returns_return_change", args=[ret.pk])).content.decode()
    assert "Approve" in page
    assert "Product 1" in page
    for name in ("returnreason", "returnpolicy"):
        assert office.get(reverse(f"admin:returns_{name}_changelist")).status_code == 200


def test_what_is_typed_into_a_list_says_which_row_it_is_of(office):
    reason = ReturnReason.objects.create(code="torn", label="It was torn", position=3)

    page = office.get(reverse("admin:returns_returnreason_changelist")).content.decode()

    assert f'aria-label="Position of {reason}"' in page
    assert f'aria-label="Is active of {reason}"' in page


def test_the_page_of_goods_sent_for_nothing_says_why_nothing_is_credited(office, shop):
    first, ret = paid_and_delivered(shop, {0: 1}), requested_return(paid_and_delivered(shop, {0: 1}))
    url = reverse("admin:returns_return_change", args=[ret.pk])
    assert "granted by a lead" not in office.get(url).content.decode()

    Order.objects.filter(pk=ret.order_id).update(total=0, original_order=first)

    page = office.get(url).content.decode()
    assert "granted by a lead" in page
    assert first.number in page


def test_the_page_names_who_asked_and_not_their_key(office, shop):
    ret = requested_return(paid_and_delivered(shop, {0: 1}))
    Return.objects.filter(pk=ret.pk).update(requested_by=f"user:{User.objects.get(username='rita').pk}")
    ReturnFee.objects.create(
        rma=ret, kind="return_shipping", amount=Decimal(1), waived_by="simulation:returns", waived_reason="Kind."
    )

    page = office.get(reverse("admin:returns_return_change", args=[ret.pk])).content.decode()

    assert ("rita" in page, "Simulation returns" in page) == (True, True)
    assert ("user:" in page, "simulation:" in page) == (False, False)


def test_goods_are_received_inspected_and_settled_by_buttons(office, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 3}), 3)
    line = ret.lines.get()

    assert "not in the parcel" in office.get(move(ret, "receive")).content.decode()
    office.post(move(ret, "receive"), {f"line_{line.pk}_received": 2, f"line_{line.pk}_short": 1})
    ret.refresh_from_db()
    assert ret.state == "received"

    came = ret.lines.get(reception="received")
    wrong = office.post(move(ret, "inspect"), {f"line_{came.pk}_restock": 1, f"line_{came.pk}_grade": "new"})
    assert "2 units are to be told, not 1" in wrong.content.decode()
    office.post(
        move(ret, "inspect"),
        {f"line_{came.pk}_restock": 1, f"line_{came.pk}_scrap": 1, f"line_{came.pk}_grade": "used"},
    )
    office.post(move(ret, "resolve"), {"resolution": "refund"})

    ret.refresh_from_db()
    assert (ret.state, str(ret.credited_amount)) == ("resolved", "24.0000")


def test_a_return_is_rejected_with_a_reason_only(office, shop):
    ret = requested_return(paid_and_delivered(shop))

    assert office.post(move(ret, "reject"), {"reason": ""}).status_code == 422
    office.post(move(ret, "reject"), {"reason": "Worn."})

    ret.refresh_from_db()
    assert (ret.state, ret.decision_note) == ("rejected", "Worn.")


def test_the_queue_to_decide_shows_how_many_wait(office, shop):
    cache.delete(KEY)  # as another test's half minute left it
    order = paid_and_delivered(shop, {0: 3})
    waiting = requested_return(order, 1)
    approved = approved_return(order, 1)

    page = office.get(reverse("admin:returns_return_changelist"), {"queue": "decide"}).content.decode()

    assert 'To decide <span class="oms-number">1</span>' in page
    assert waiting.number in page
    assert approved.number not in page


def test_who_takes_boxes_in_is_counted_the_returns_of_their_house_alone(office, client, shop):
    order = paid_and_delivered(shop, {0: 3})
    here = requested_return(order, 1)
    there = requested_return(order, 1)
    Return.objects.filter(pk=there.pk).update(warehouse=shop.warehouses[1])
    user = User.objects.create_user("willi", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["receive_return", "view_return"]))
    WarehouseMember.objects.create(warehouse=shop.warehouses[0], user=user)
    address = reverse("admin:returns_return_changelist")
    cache.delete(KEY)
    assert 'To decide <span class="oms-number">2</span>' in office.get(address).content.decode()

    client.force_login(user)
    page = client.get(address).content.decode()

    assert 'To decide <span class="oms-number">1</span>' in page
    assert (here.number in page, there.number in page) == (True, False)


def test_foreign_goods_of_a_return_that_is_over_are_still_counted(shop):
    ret = requested_return(paid_and_delivered(shop, {0: 1}))
    ret = reject_return(return_id=ret.pk, reason="Worn.", actor=SYSTEM)
    assert queue_counts(Return.objects.all())["strays"] == 0

    StrayItem.objects.create(rma=ret, warehouse=shop.warehouses[0], sku=shop.skus[2], quantity=1)

    assert queue_counts(Return.objects.all())["strays"] == Return.objects.filter(returns_in("strays")).count() == 1


def test_a_settlement_against_a_rule_asks_why(office, shop):
    order = paid_and_delivered(shop, {0: 1})
    ret = inspected_return(order)
    RuleFinding.objects.create(rma=ret, rule="window", sentence="Too late by a week.")

    assert "Too late by a week." in office.get(move(ret, "resolve")).content.decode()
    assert office.post(move(ret, "resolve"), {"resolution": "refund"}).status_code == 422
    office.post(move(ret, "resolve"), {"resolution": "refund", "override_reason": "She was ill."})

    ret.refresh_from_db()
    assert (ret.state, ret.findings.get().reason) == ("resolved", "She was ill.")


def test_who_settles_reads_the_sum_and_the_fees_before_deciding(office, shop):
    ret = inspected_return(paid_and_delivered(shop, {0: 3}), 2)
    free = office.get(move(ret, "resolve")).content.decode()
    Return.objects.filter(pk=ret.pk).update(shipping_fee=Decimal("4.90"))
    page = office.get(move(ret, "resolve")).content.decode()

    assert ("The goods are worth €24.00." in free, "takes no fees" in free) == (True, True)
    assert "<strong>€19.10</strong>" in page
    assert "Left empty these are taken off: €4.90 for return shipping." in page
    assert not ret.lines.filter(refunded_amount__gt=0).exists()
    office.post(move(ret, "resolve"), {"resolution": "refund"})
    ret.refresh_from_db()
    assert ret.credited_amount == Decimal("19.10")


def test_each_way_a_return_can_end_in_is_told_with_its_sum(office, shop):
    ret = inspected_return(paid_and_delivered(shop, {0: 1}), 1)
    Return.objects.filter(pk=ret.pk).update(shipping_fee=Decimal("2.40"), bonus_percent=5)

    page = office.get(move(ret, "resolve")).content.decode()

    assert "Money back: <strong>€9.60</strong>." in page
    assert "Store credit: <strong>€10.08</strong>, €0.48 of it the policy&#x27;s bonus." in page
    assert "Exchange: <strong>€9.60</strong> towards the new goods." in page
    assert "Repair: <strong>the goods</strong>." in page


def test_the_pages_of_labels_foreign_goods_and_returners_open(office, shop):
    sku = shop.skus[2]
    ret = requested_return(paid_and_delivered(shop, {0: 1}))
    stray = StrayItem.objects.create(rma=ret, warehouse=ret.warehouse, sku=sku, quantity=1)
    ReturnerRule.objects.create(min_orders=1, max_percent=10)

    assert sku.code in office.get(reverse("admin:returns_strayitem_change", args=[stray.pk])).content.decode()
    page = office.get(reverse("admin:returns_return_change", args=[ret.pk])).content.decode()
    assert "Sends most of it back" in page
    assert office.get(reverse("admin:returns_returnerrule_changelist")).status_code == 200
    office.post(reverse("admin:returns_strayitem_move", args=[stray.pk, "send_back"]), {})
    stray.refresh_from_db()
    assert stray.fate == "sent_back"
