from fulfillment.admin import parcels, picking, waves, work

__all__ = ["parcels", "picking", "waves", "work"]
