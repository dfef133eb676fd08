"""For every promise of the books one way to break it, as raw SQL, by the name of the promise."""

from collections.abc import Mapping

from tests.promises.corruptions import (
    aftermath,
    archive,
    bank,
    billing,
    core,
    credit,
    floor,
    imports,
    inventory,
    journal,
    money,
    orders,
    road,
)

CORRUPTIONS: Mapping[str, str] = {
    **core.CORRUPTIONS,
    **archive.CORRUPTIONS,
    **inventory.CORRUPTIONS,
    **orders.CORRUPTIONS,
    **money.CORRUPTIONS,
    **billing.CORRUPTIONS,
    **bank.CORRUPTIONS,
    **credit.CORRUPTIONS,
    **floor.CORRUPTIONS,
    **road.CORRUPTIONS,
    **aftermath.CORRUPTIONS,
    **imports.CORRUPTIONS,
    **journal.CORRUPTIONS,
}
