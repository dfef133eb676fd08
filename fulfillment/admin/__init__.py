from fulfillment.admin import parcels, picking, work

__all__ = ["parcels", "picking", "work"]
