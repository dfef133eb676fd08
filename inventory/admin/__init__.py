from inventory.admin import bins, levels, movements, supplies, warehouses

__all__ = ["bins", "levels", "movements", "supplies", "warehouses"]
