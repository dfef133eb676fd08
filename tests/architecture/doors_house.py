"""One house with something behind each door, for asking who is let in."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLES
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from core.models import ImportJob
from desk.imports.table.staging import FORMAT
from fulfillment.services.packing import start_parcel
from fulfillment.services.photographing import keep_photo
from fulfillment.services.waves import plan_wave
from fulfillment.tests.factories import (
    box,
    open_work,
    packed_parcel,
    picked_work,
    put_on_shelves,
    released_work,
    tasks_of,
)
from fulfillment.tests.pickups import open_counter, waiting_pickup
from fulfillment.tests.pictures import photo_file
from inventory.models import BinStock, Location, WarehouseMember
from inventory.services.arrivals import Reading, scan_arrival
from inventory.services.counting import begin_count
from inventory.services.supplies import create_supply
from notifications.models import Template
from orders.services.attaching import attach_to_order
from orders.services.drafts import create_draft
from returns.models import Grade, ReturnLine
from returns.services.checking_in import open_receipt
from returns.services.photographing import keep_return_photo
from returns.tests.factories import approved_return, paid_and_delivered, received_return
from shipping.models import CarrierAccount
from shipping.services.booking import request_pickup
from shipping.tests.factories import open_truck
from support.models import Case


@dataclass(frozen=True)
class House:
    """``arguments`` are the parts of each address that name something here, by the address's name; ``sent`` is what
    makes an act a whole one, where the right is asked for only then.
    """

    shop: Any
    users: dict[str, User]
    arguments: dict[str, tuple]
    sent: dict[str, dict]


def members(shop) -> dict[str, User]:
    """One member of staff for each role, all of them at home in the first warehouse."""
    sync_roles()
    found = {}
    for role in ROLES:
        user = User.objects.create_user(role.code, is_staff=True)
        user.groups.set(Group.objects.filter(name=role.title))
        WarehouseMember.objects.create(user=user, warehouse=shop.warehouses[0])
        found[role.code] = user
    return found


def build(shop) -> House:
    """Work in every state of the floor, a return, a delivery, a count, a truck, a draft, a file."""
    box()
    put_on_shelves(shop)
    open_counter(shop)
    parts = {**floor(shop), **stock_work(shop), **road(shop), **dock(shop), **office(shop)}
    return House(shop, members(shop), parts, forms(parts) | {"desk:trials": {"channel": shop.channel.pk, "days": 7}})


def forms(parts: dict[str, tuple]) -> dict[str, dict]:
    """Whole forms, which come back to their page with nothing but the lack of the right."""
    account = {"account": CarrierAccount.objects.get(code="simcarrier").pk}
    day = timezone.localdate() + timedelta(days=2)
    (arrived,) = parts["returns:inspect"]
    line = ReturnLine.objects.get(rma=arrived)
    return {
        "returns:finish": {"rest": "missing"}, "returns:open": {"order": line.rma.order_id},
        "returns:inspect": {"line": line.pk, "grade": Grade.values[0], "fate_restock": 1},
        "shipping:book_pickup": {**account, "day": day.isoformat(), "ready_at": "09:00", "close_at": "17:00"},
        "shipping:handover": account, "warehouse:short": {"confirm": "1"},
    }  # fmt: skip


def floor(shop) -> dict[str, tuple]:
    released, picked = released_work(shop, {0: 1}), picked_work(shop, {1: 1})
    opened = start_parcel(fulfillment_order_id=picked.pk, actor=SYSTEM)
    photo = keep_photo(parcel_id=opened.pk, name="box.jpg", content=photo_file(), actor=SYSTEM)
    parcel = packed_parcel(shop, {1: 1})
    open_work(shop, {0: 1})
    wave = plan_wave(warehouse_id=shop.warehouses[0].pk, actor=SYSTEM)
    open_work(shop, {2: 1})
    (task,) = tasks_of(released)
    counter = waiting_pickup(shop, {2: 1})
    work, batch = parcel.fulfillment_order_id, released.batch_id
    return {
        "warehouse:put_back": (work,), "warehouse:works": ("late",), "warehouse:wave": (wave.pk,),
        "warehouse:wave_act": (wave.pk, "cancel"), "warehouse:batch": (batch,), "warehouse:batch_back": (batch,),
        "warehouse:batch_out": (batch, released.pk), "warehouse:task": (task.pk,),
        "warehouse:task_act": (task.pk, "take"), "warehouse:short": (task.pk,), "warehouse:bench": (picked.pk,),
        "warehouse:close": (picked.pk,), "warehouse:parcel_act": (work, parcel.pk, "repack"),
        "warehouse:take_photo": (work, parcel.pk), "warehouse:photo": (photo.pk,),
        "warehouse:hand_out": (counter.fulfillment_order_id,),
        "warehouse:pickup_act": (counter.fulfillment_order_id, "renew"), "warehouse:pick_list": (batch,),
        "warehouse:packing_slip": (parcel.pk,), "desk:parcel-photo": (photo.pk,),
        "shipping:retry_label": (parcel.pk,), "shipping:parcel_label": (parcel.pk, "pdf"),
    }  # fmt: skip


def stock_work(shop) -> dict[str, tuple]:
    house = shop.warehouses[0]
    supply = create_supply(warehouse_id=house.pk, supplier="Mill", units={shop.skus[0].pk: 5}, actor=SYSTEM)
    scan_arrival(supply_id=supply.pk, scan_id=uuid4().hex, reading=Reading(code="SKU-1"), actor=SYSTEM)
    shelf = Location.objects.get(warehouse=house, code="A-03")
    empty = Location.objects.create(warehouse=house, code="Z-01", pick_sequence=99)
    goods = BinStock.objects.filter(location=shelf, quantity__gt=0).first()
    count = begin_count(location_id=shelf.pk, actor=SYSTEM)
    return {
        "stock:arrival": (supply.pk,), "stock:finish": (supply.pk,), "stock:arrival_act": (supply.pk, "undo"),
        "stock:bin": (shelf.pk,), "stock:carry": ("move", goods.pk), "stock:look": (empty.pk, "empty"),
        "stock:count_bin": (count.pk,), "stock:count_decide": (count.pk, "approve"),
        "desk:stock": (shop.skus[0].pk,),
    }  # fmt: skip


def road(shop) -> dict[str, tuple]:
    truck = open_truck(shop)
    day = timezone.localdate() + timedelta(days=1)
    account = CarrierAccount.objects.get(code="simcarrier")
    booking = request_pickup(
        warehouse_id=shop.warehouses[0].pk, account_id=account.pk, day=day, ready_at=time(9), close_at=time(17),
        actor=SYSTEM,
    )  # fmt: skip
    return {
        "shipping:scan": (truck.pk,), "shipping:take_off": (truck.pk, 1), "shipping:close": (truck.pk,),
        "shipping:cancel_pickup": (booking.pk,),
    }  # fmt: skip


def dock(shop) -> dict[str, tuple]:
    awaited = approved_return(paid_and_delivered(shop, {0: 1}))
    arrived = received_return(paid_and_delivered(shop, {1: 1}, parcel_id=2))
    receipt = open_receipt(
        order_id=awaited.order_id, return_id=awaited.pk, warehouse_id=shop.warehouses[0].pk, actor=SYSTEM
    )
    photo = keep_return_photo(return_id=arrived.pk, name="mug.jpg", content=photo_file(), actor=SYSTEM)
    return {
        "returns:box": (receipt.pk,), "returns:finish": (receipt.pk,), "returns:box_act": (receipt.pk, "anew"),
        "returns:inspect": (arrived.pk,), "returns:take_photo": (arrived.pk,), "returns:photo": (photo.pk,),
        "returns:office_photo": (photo.pk,),
    }  # fmt: skip


def office(shop) -> dict[str, tuple]:
    draft = create_draft(shop.request(), actor=SYSTEM)
    order = paid_and_delivered(shop, {0: 1}, parcel_id=3)
    file = attach_to_order(order_id=order.pk, name="note.txt", content=b"Left with the neighbor.", actor=SYSTEM)
    job = ImportJob.objects.create(
        number="I-1", format=FORMAT, options={"headers": [], "mapping": {}, "policy": "", "channel": shop.channel.code}
    )
    case = Case.objects.create(number="C-1", subject="Late", order=order)
    return {
        "desk:advice": (0,), "desk:plan": (0,), "desk:trial": (0,), "desk:trial-cancel": (0,),
        "desk:attachment": (file.pk,), "desk:import": (job.pk,), "desk:import-refused": (job.pk,),
        **{f"desk:import-{act}": (job.pk,) for act in ("check", "start", "cancel")}, "desk:expiring-act": (0,),
        "admin:orders_order_draft": (draft.pk,), "admin:support_case_answer": (case.pk,),
        "admin:support_case_note": (case.pk,),
        **{f"admin:orders_order_{name}": (order.pk,) for name in ("edit", "note", "presence")},
        **{f"admin:orders_order_{name}": (order.pk, 0) for name in ("undo", "hurry", "read")},
        **{f"desk:{name}": (0,) for name in ("advice", "plan", "trial", "trial-cancel")},
        "admin:orders_order_then": (order.pk,), "desk:export-file": (0, "none"), "desk:runbook": ("dead-effects",),
        "desk:doctor-promise": ("0",),
        **{f"desk:export-{act}": (0,) for act in ("again", "cancel", "remove", "share")},
        **{f"desk:subscription-{act}": (0,) for act in ("pause", "resume", "end")},
        "admin:notifications_template_preview": (Template.objects.first().pk,),
        "admin:customers_customerexport_download": (0, "none"),
        "admin:auth_user_password_change": (0,), "admin:reports_journalday_csv": (0,),
    }  # fmt: skip
