"""Make the demo house once; a second call finds it and leaves it alone."""

from collections.abc import Sequence

from accounts.models import User
from catalog.models import SKU, Channel
from core.actors import Actor
from core.service import service
from desk.demo.cases import make_house_of_cases
from desk.demo.codes import make_vouchers
from desk.demo.goods import make_goods
from desk.demo.kits import make_kits
from desk.demo.mails import make_mail_routes
from desk.demo.messages import make_messages
from desk.demo.places import make_boxes, make_channels, make_shipping, make_taxes, make_warehouses
from desk.demo.returns import make_return_policies
from desk.imports.live.shelves import shelf_for
from desk.people.invent import number_for
from inventory.models import Warehouse, WarehouseMember
from inventory.services.receiving import Receipt, receive_many
from orders.intake.reference import forget_reference

SEEDER = Actor(kind="system", reference="demo", name="The demo", is_trusted=True)
MARKER = "shop-eu"
FLOOR_STAFF = ("warehouse", "warehouse-lead")


def is_seeded() -> bool:
    """Whether the demo house stands."""
    return Channel.objects.filter(code=MARKER).exists()


@service
def seed_base(*, seed: int) -> bool:
    """Goods, channels, buildings and stock in one transaction; False when they were there already."""
    if is_seeded():
        return False
    taxes = make_taxes()
    channels = make_channels()
    make_shipping(channels, taxes["standard"])
    make_boxes()
    make_vouchers()
    make_mail_routes(channels["shop-eu"])
    make_return_policies(channels)
    make_messages(channels["shop-eu"], SEEDER)
    make_house_of_cases()
    skus = make_goods(channels, taxes)
    make_kits(channels, taxes, skus)
    warehouses = make_warehouses(SEEDER)
    _fill_shelves(warehouses, skus, seed)
    _staff(warehouses)
    forget_reference()
    return True


def _staff(warehouses: Sequence[Warehouse]) -> None:
    """The demo's people of the floor are at home in every building, where their logins exist."""
    people = User.objects.filter(username__in=FLOOR_STAFF)
    WarehouseMember.objects.bulk_create(
        WarehouseMember(warehouse=warehouse, user=user) for warehouse in warehouses for user in people
    )


def _fill_shelves(warehouses: Sequence[Warehouse], skus: Sequence[SKU], seed: int) -> None:
    """Plenty of most things, little of some and nothing of a few, so that backorders show."""
    receipts = []
    for index, warehouse in enumerate(warehouses):
        for sku in skus:
            number = number_for(f"{seed} stock {warehouse.code} {sku.code}")
            units = 0 if number % 12 == 0 else 3 if number % 7 == 0 else 40 + number % 160
            if units:
                shelf = shelf_for(warehouse.pk, sku.code)
                receipts.append(Receipt(warehouse.pk, sku.pk, units // (index + 1) or 1, location_id=shelf))
    receive_many(receipts=receipts, cause_kind="demo", cause_reference="opening stock", actor=SEEDER)
