PICKED = "(SELECT min(id) FROM orders_orderline WHERE picked > packed)"
LEFT = "(SELECT min(id) FROM fulfillment_parcel WHERE state IN ('shipped', 'delivered'))"

CORRUPTIONS = {
    "lines_match_floor": f"UPDATE orders_orderline SET picked = picked - 1 WHERE id = {PICKED}",
    "work_matches_tasks": """
        UPDATE fulfillment_picktask SET picked_quantity = picked_quantity - 1 WHERE state = 'picked'
    """,
    "work_matches_parcels": f"UPDATE fulfillment_parcelitem SET quantity = quantity + 1 WHERE parcel_id = {LEFT}",
    "open_parcels_match": "UPDATE orders_order SET open_parcels = 7",
    "shipped_units_in_one_parcel": f"UPDATE fulfillment_parcel SET state = 'canceled' WHERE id = {LEFT}",
    "picks_within_allocation": """
        UPDATE orders_allocation SET quantity = 0, released = 0, picked = 0
        WHERE line_id IN (SELECT id FROM orders_orderline WHERE picked > 0)
    """,
    "plans_are_drafts": """
        UPDATE fulfillment_fulfillmentorder SET state = 'open'
        WHERE id = (SELECT min(id) FROM fulfillment_fulfillmentorder WHERE batch_id IS NOT NULL)
    """,
    "units_in_one_batch": """
        UPDATE fulfillment_picktask SET state = 'open', quantity = quantity + 9 WHERE state = 'picked'
    """,
}
