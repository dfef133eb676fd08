"""Drafts over HTTP: written, rewritten, placed; each request once."""

from api.tests.asking import body
from inventory.models import Reservation, StockLevel
from orders.models import Order

NEW = {"lines": [{"sku": "SKU-1", "quantity": 3}]}


def test_a_draft_is_written_rewritten_and_placed(caller, shop):
    draft = caller.post("/drafts", body()).json()
    path = f"/drafts/{draft['number']}"

    rewritten = caller.put(path, body(**NEW, expected_version=draft["version"])).json()
    untouched = shop.level().allocated
    placed = caller.post(f"/orders/{draft['number']}/place", {"expected_version": rewritten["version"]}).json()

    assert (draft["state"], draft["total"], draft["placed_at"]) == ("draft", "30.00", None)
    assert (rewritten["number"], rewritten["lines"][0]["ordered"], rewritten["total"]) == (draft["number"], 3, "42.00")
    assert untouched == 0
    assert (placed["state"], placed["lines"][0]["allocated"], placed["external_id"]) == ("placed", 3, "S-1")
    assert shop.level().allocated == 3


def test_each_request_for_a_draft_is_done_once(caller):
    first = caller.post("/drafts", body())
    again = caller.post("/drafts", body())
    other = caller.post("/drafts", body(po_number="7"))
    number = first.json()["number"]
    rewrite = [caller.put(f"/drafts/{number}", body(**NEW)) for _ in range(2)]
    changed = caller.put(f"/drafts/{number}", body())
    place = [caller.post(f"/orders/{number}/place", {}) for _ in range(2)]
    elsewhere = caller.post(f"/orders/{number}/place", {"expected_version": 9})

    assert (first.status_code, again.status_code, again.json()["number"]) == (201, 200, number)
    assert [one.json()["code"] for one in (other, changed, elsewhere)] == ["idempotency_mismatch"] * 3
    assert rewrite[0].json() == rewrite[1].json()
    assert place[0].json() == place[1].json()
    assert [one.status_code for one in place] == [200, 200]
    assert Order.objects.count() == 1


def test_a_number_of_the_shop_is_one_order_whether_drafted_or_placed(caller):
    draft = caller.post("/drafts", body(), key="a").json()

    again = caller.post("/drafts", body(po_number="7"), key="b")
    placed = caller.post("/orders", body(), key="c")

    assert [(one.status_code, one.json()["number"]) for one in (again, placed)] == [(200, draft["number"])] * 2


def test_the_shops_number_stays_and_only_drafts_are_rewritten(caller):
    draft = caller.post("/drafts", body()).json()["number"]
    order = caller.post("/orders", body(external_id="S-2")).json()["number"]

    renamed = caller.put(f"/drafts/{draft}", body(external_id="other"), key="b")
    placed = caller.put(f"/drafts/{order}", body(external_id=""), key="c")

    assert (renamed.status_code, renamed.json()["field"]) == (422, "external_id")
    assert (placed.status_code, placed.json()["code"]) == (409, "move_refused")
    assert placed.json()["blockers"][0]["sentence"]


def test_a_refused_draft_leaves_its_key_free(caller):
    refused = caller.post("/drafts", body(lines=[{"sku": "nope", "quantity": 1}]))

    assert refused.json()["field"] == "lines[0].sku"
    assert caller.post("/drafts", body()).status_code == 201


def test_a_stale_version_is_a_conflict_that_changes_nothing(caller):
    draft = caller.post("/drafts", body()).json()

    answer = caller.put(f"/drafts/{draft['number']}", body(**NEW, expected_version=draft["version"] + 5))

    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    assert caller.get(f"/orders/{draft['number']}").json() == draft


def test_a_draft_uses_the_goods_held_for_it_when_it_is_placed(caller, shop):
    held = caller.post("/reservations", {"lines": [{"sku": "SKU-1", "quantity": 2}], "holder": "cart"}).json()
    number = caller.post("/drafts", body()).json()["number"]

    caller.post(f"/orders/{number}/place", {"reservation": held["token"]})

    assert Reservation.objects.get().ending == "used"
    assert StockLevel.objects.get(sku=shop.skus[0], warehouse=shop.warehouses[0]).reserved == 0
