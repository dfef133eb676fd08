"""Returns that would have stayed where no button leads on, and doors that led too far."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.errors import InvalidInput
from fulfillment.screens.asked import key_of
from inventory.models import StockLevel, WarehouseMember
from returns import tasks
from returns.models import Disposition, Reception, Return, ReturnReceipt
from returns.services.deciding import approve_return, expire_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.sending import record_return_sent
from returns.tests.factories import approved_return, paid_and_delivered, received_return, requested_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def willi(client, shop) -> User:
    """Somebody of the first warehouse, signed in."""
    user = User.objects.create_user("willi", is_staff=True)
    rights = ("receive_return", "inspect_return", "view_return", "view_order")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    WarehouseMember.objects.create(warehouse=shop.warehouses[0], user=user)
    client.force_login(user)
    return user


def test_a_box_in_which_everything_is_missing_leaves_nothing_to_look_at_and_passes_on(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}))
    missing = {line.pk: [(Reception.SHORT, line.quantity)] for line in ret.lines.all()}
    assert receive_return(return_id=ret.pk, parts=missing, actor=SYSTEM).state == "inspected"


def test_a_box_with_foreign_goods_alone_passes_on_and_the_goods_wait_for_a_decision(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    missing = {line.pk: [(Reception.WRONG_ITEM, line.quantity)] for line in ret.lines.all()}
    done = receive_return(return_id=ret.pk, parts=missing, strays={shop.skus[1].pk: 1}, actor=SYSTEM)
    assert (done.state, done.strays.get().fate) == ("inspected", "")


def test_what_a_carrier_lost_expires_later_than_what_was_never_sent(shop):
    order = paid_and_delivered(shop, {0: 2})
    ret = record_return_sent(return_id=approved_return(order, 1).pk, actor=SYSTEM)
    now = timezone.now()
    Return.objects.filter(pk=ret.pk).update(expires_at=now - timedelta(days=29))
    tasks.sweep_returns()
    assert Return.objects.get(pk=ret.pk).state == "in_transit"
    Return.objects.filter(pk=ret.pk).update(expires_at=now - timedelta(days=31))
    tasks.sweep_returns()
    order.refresh_from_db()
    assert (Return.objects.get(pk=ret.pk).state, order.lines.first().return_requested) == ("expired", 0)


def test_what_nobody_announced_has_a_time_too_and_its_missing_box_is_given_up(shop):
    ret = requested_return(paid_and_delivered(shop, {0: 2}))
    assert ret.expires_at is None
    rest = {line.pk: [(Reception.RECEIVED, 1), (Reception.AWAITING, 1)] for line in ret.lines.all()}
    assert receive_return(return_id=ret.pk, parts=rest, actor=SYSTEM).expires_at is not None


def test_a_return_that_refuses_does_not_stop_the_sweep_for_those_behind_it(shop, monkeypatch):
    first, second = (approved_return(paid_and_delivered(shop, {0: 1})) for _ in range(2))
    Return.objects.update(expires_at=timezone.now() - timedelta(days=1))

    def sometimes(*, return_id: int) -> Return:
        if return_id == first.pk:
            raise InvalidInput("Not this one.", field="return")
        return expire_return(return_id=return_id)

    monkeypatch.setattr(tasks, "expire_return", sometimes)
    tasks.sweep_returns()
    assert [Return.objects.get(pk=one.pk).state for one in (first, second)] == ["approved", "expired"]


def test_levels_of_one_act_are_locked_by_key_before_the_first_is_changed(shop, django_assert_max_num_queries):
    """Two clerks with the same goods in another order would wait for each other."""
    order = paid_and_delivered(shop, {0: 1, 1: 1})
    units = {line.pk: 1 for line in order.lines.all()}
    ret = request_return(order_id=order.pk, units=units, reason_code="changed_mind", actor=SYSTEM)
    ret = approve_return(return_id=ret.pk, actor=SYSTEM)
    with django_assert_max_num_queries(200) as queries:
        receive_return(return_id=ret.pk, actor=SYSTEM)
        judged = {line.pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)] for line in ret.lines.all()}
        inspect_return(return_id=ret.pk, judgments=dict(reversed(judged.items())), actor=SYSTEM)
    keys = ", ".join(map(str, order.lines.order_by("sku__levels").values_list("sku__levels", flat=True)))
    table = StockLevel._meta.db_table
    locks = [one["sql"] for one in queries if table in one["sql"] and "FOR NO KEY UPDATE" in one["sql"]]
    assert f"IN ({keys})" in locks[0]
    assert any(f"IN ({keys})" in sql for sql in locks[1:])


def test_keys_of_a_large_house_are_taken_and_nonsense_is_not():
    assert key_of(QueryDict("order=1000001"), "order") == 1_000_001
    for nonsense in ("", "²", "9" * 19, "-1", "x"):
        with pytest.raises(InvalidInput, match="Load the page again"):
            key_of(QueryDict(mutable=True) | {"order": nonsense}, "order")


def test_a_box_booked_twice_by_a_second_press_leads_to_its_goods(client, shop, willi):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    client.post(reverse("returns:dock", args=["w1"]), {"code": ret.number})
    box = ReturnReceipt.objects.get()
    client.post(reverse("returns:box", args=["w1", box.pk]), {"scan_id": "a", "code": shop.skus[0].code})
    pressed = [client.post(reverse("returns:finish", args=["w1", box.pk]), {"seen": "1"}) for _ in range(2)]
    assert {answer.url for answer in pressed} == {reverse("returns:inspect", args=["w1", ret.pk])}


def test_the_people_of_one_warehouse_see_no_return_of_another_by_its_address(client, shop, willi):
    own, other = (received_return(paid_and_delivered(shop, {0: 1})) for _ in range(2))
    Return.objects.filter(pk=other.pk).update(warehouse=shop.warehouses[1])
    listed = client.get(reverse("admin:returns_return_changelist")).content.decode()
    assert own.number in listed
    assert other.number not in listed
    assert client.get(reverse("admin:returns_return_change", args=[own.pk])).status_code == 200
    assert client.get(reverse("admin:returns_return_change", args=[other.pk])).status_code == 302
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(reverse("admin:returns_return_change", args=[other.pk])).status_code == 200
