from inventory.admin import (
    bins,
    counts,
    floor_work,
    levels,
    lots,
    movements,
    planning,
    reorder,
    reservations,
    supplies,
    warehouses,
)

__all__ = [
    "bins",
    "counts",
    "floor_work",
    "levels",
    "lots",
    "movements",
    "planning",
    "reorder",
    "reservations",
    "supplies",
    "warehouses",
]
