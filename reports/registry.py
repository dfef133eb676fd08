"""Every report of the house, by its name in addresses."""

from collections.abc import Mapping

from reports.definitions import aftercare, customers, delivery, floor, money, sales, stages, stock
from reports.definitions.kinds import Elsewhere, Report

ALL: tuple[Report | Elsewhere, ...] = (
    *sales.REPORTS, *customers.REPORTS, *stages.REPORTS, *delivery.REPORTS, *floor.REPORTS, *money.REPORTS,
    *aftercare.REPORTS, *stock.REPORTS,
)  # fmt: skip
REPORTS: Mapping[str, Report] = {one.slug: one for one in ALL if isinstance(one, Report)}
