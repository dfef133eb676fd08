from inventory.admin import bins, counts, levels, lots, movements, reorder, reservations, supplies, warehouses

__all__ = [
    "bins",
    "counts",
    "levels",
    "lots",
    "movements",
    "reorder",
    "reservations",
    "supplies",
    "warehouses",
]
