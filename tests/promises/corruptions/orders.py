ONE_ORDER = "(SELECT min(id) FROM orders_order WHERE state = 'processing')"
ONE_LINE = f"(SELECT min(id) FROM orders_orderline WHERE order_id = {ONE_ORDER})"
CLAIMED_LINE = "(SELECT min(line_id) FROM orders_allocation WHERE quantity > 0)"


RUNNING = """
    (number, customer_id, state, basis, note, requested_by, decided_by, marks, record)
    SELECT 'ER-1', min(id), 'running', 'asked', '', 'user:1', 'user:2', '[]', '{}' FROM customers_customer
"""


def of_order(column: str, value: str) -> str:
    return f"UPDATE orders_order SET {column} = {value} WHERE id = {ONE_ORDER}"


CORRUPTIONS = {
    "levels_match_claims": """
        UPDATE inventory_stocklevel SET backordered = backordered + 1
        WHERE id = (SELECT min(id) FROM inventory_stocklevel)
    """,
    "line_quantities_add_up": f"""
        ALTER TABLE orders_orderline DROP CONSTRAINT line_units_accounted;
        UPDATE orders_orderline SET shipped = shipped + 1 WHERE id = {ONE_LINE}
    """,
    "lines_match_claims": f"DELETE FROM orders_allocation WHERE line_id = {CLAIMED_LINE}",
    "claims_are_on_the_lines_sku": f"""
        UPDATE orders_orderline SET sku_id = (SELECT max(id) FROM catalog_sku) + 1 WHERE id = {CLAIMED_LINE}
    """,
    "no_placed_unit_without_a_source": f"""
        UPDATE orders_orderline SET allocated = allocated - 1, unplaced = 1, released = 0, picked = 0, packed = 0
        WHERE id = {CLAIMED_LINE}
    """,
    "kits_have_their_units": """
        UPDATE orders_orderline SET per_kit = per_kit + 1
        WHERE id = (SELECT min(id) FROM orders_orderline WHERE kit_id IS NOT NULL)
    """,
    "kits_cost_what_their_lines_do": "UPDATE orders_orderkit SET amount = amount + 0.01",
    "order_totals_add_up": of_order("total", "total + 0.01"),
    "amounts_are_in_minor_units": of_order("total", "total + 0.001"),
    "order_sums_are_in_minor_units": of_order("lines_total", "lines_total + 0.001"),
    "charges_are_in_minor_units": "UPDATE orders_ordercharge SET amount = amount + 0.001",
    "discounts_are_in_minor_units": "UPDATE orders_orderdiscount SET amount = amount + 0.001",
    "tenders_are_in_minor_units": "UPDATE orders_ordertender SET amount = 10.001",
    "canceled_shares_are_exact": f"""
        UPDATE orders_orderline SET canceled_amount = canceled_amount + 0.01 WHERE id = {ONE_LINE}
    """,
    "discount_shares_sum_exactly": "UPDATE orders_orderdiscount SET amount = amount + 0.01",
    "line_discounts_within_the_line": f"""
        UPDATE orders_orderline SET discount_amount = amount + 0.01 WHERE id = {ONE_LINE}
    """,
    "tax_is_rounded_once_per_rate": f"UPDATE orders_orderline SET tax_amount = tax_amount + 0.01 WHERE id = {ONE_LINE}",
    "waived_tax_is_not_charged": of_order("tax_treatment", "'exempt'"),
    "voucher_uses_are_counted": "UPDATE orders_voucher SET used_count = used_count + 1",
    "vouchers_are_redeemed_by_living_orders": """
        UPDATE orders_voucherredemption SET given_back_at = now() WHERE given_back_at IS NULL
    """,
    "credit_is_within_the_total": of_order("credited_amount", "total + 1"),
    "an_order_has_its_channels_currency": of_order("currency", "'USD'"),
    "fulfillment_status_is_recomputed": of_order("fulfillment_status", "'backordered'"),
    "payment_status_is_recomputed": of_order("payment_status", "'refunded'"),
    "return_status_is_recomputed": of_order("return_status", "'returned'"),
    "display_status_is_recomputed": of_order("display_status", "'draft'"),
    "is_on_hold_is_recomputed": "UPDATE orders_orderhold SET released_at = NULL",
    "state_and_timestamps_agree": of_order("completed_at", "now()"),
    "state_events_are_a_chain": of_order("state", "'confirmed'"),
    "every_order_has_events": f"DELETE FROM core_event WHERE order_id = {ONE_ORDER}",
    "external_numbers_are_unique": """
        ALTER TABLE orders_order DROP CONSTRAINT order_channel_external_unique;
        UPDATE orders_order SET external_id = 'the same'
    """,
    "orders_are_practice_as_their_channel": of_order("is_practice", "true"),
    "practice_and_real_stock_are_apart": "UPDATE inventory_warehouse SET is_practice = true",
    "open_money_counted": of_order("open_money", "open_money + 1"),
    "open_exchanges_counted": of_order("open_exchanges", "open_exchanges + 1"),
    "keys_name_their_order": "UPDATE core_idempotencykey SET reference = '0'",
    "orders_are_found_by_their_words": f"DELETE FROM orders_ordersearch WHERE order_id = {ONE_ORDER}",
    "no_link_for_an_erased_customer": "UPDATE customers_customer SET erased_at = now(), email = '', phone = ''",
    "nothing_left_of_an_erased_customer": "UPDATE customers_customer SET erased_at = now()",
    "running_erasures_go_on": f"INSERT INTO customers_erasure {RUNNING}",
    "an_erasure_marks_its_customer": f"INSERT INTO customers_erasure {RUNNING}",
}
