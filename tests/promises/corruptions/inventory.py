FIRST_LEVEL = "(SELECT min(id) FROM inventory_stocklevel WHERE on_hand > 0)"

CORRUPTIONS = {
    "levels_match_movements": f"UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE id = {FIRST_LEVEL}",
    "bins_sum_to_levels": "DELETE FROM inventory_binstock WHERE id = (SELECT min(id) FROM inventory_binstock)",
    "bins_match_movements": """
        UPDATE inventory_binstock SET lot = 'another' WHERE id = (
            SELECT id FROM inventory_binstock WHERE quantity > 0 LIMIT 1
        )
    """,
    "movements_stay_in_the_building": """
        UPDATE inventory_stockmovement SET location_id = (
            SELECT p.id FROM inventory_location p JOIN inventory_warehouse w ON w.id = p.warehouse_id
            WHERE w.code = 'w2' LIMIT 1
        ) WHERE id = (SELECT min(id) FROM inventory_stockmovement)
    """,
    "unavailable_is_what_lies_aside": f"""
        UPDATE inventory_stocklevel SET unavailable = unavailable + 1, shortfall = shortfall + 1
        WHERE id = {FIRST_LEVEL}
    """,
    "transfers_add_up": "UPDATE inventory_supplyline SET received = received + 1 WHERE sent > 0",
    "supplies_add_up": """
        UPDATE inventory_supplyline SET received = received + 1
        WHERE supply_id IN (SELECT id FROM inventory_supply WHERE kind = 'purchase')
    """,
    "arrivals_were_booked": "UPDATE inventory_arrivalline SET units = units + 1",
    "counts_were_recorded": "UPDATE inventory_cyclecountline SET counted = counted + 1",
    "levels_match_reservations": f"UPDATE inventory_stocklevel SET reserved = reserved + 1 WHERE id = {FIRST_LEVEL}",
    "no_reservation_outlives_its_time": """
        UPDATE inventory_reservation SET created_at = now() - interval '1 hour', expires_at = now() - interval '61 s'
    """,
    "no_shortfall_is_old": f"""
        UPDATE inventory_stocklevel SET shortfall = 3, unavailable = on_hand - allocated + 3,
               shortfall_since = now() - interval '6 minutes' WHERE id = {FIRST_LEVEL}
    """,
}
