"""What the stock's columns say of people: nothing of customers. Who acted stands there by key alone."""

from core.privacy import table

TABLES = [
    table("inventory.arrival", none="id supply state opened_at opened_by decided_at decided_by"),
    table("inventory.arrivalline", none="id arrival sku lot expires_on serial units is_left"),
    table(
        "inventory.cyclecount",
        none="id number location state opened_at counted_at counted_by begun_at begun_by second_by decided_at "
        "decided_by note",
    ),
    table("inventory.cyclecountline", none="id count sku lot expected counted first_counted"),
    table("inventory.adjustmentreason", none="id code label is_active"),
    table("inventory.methodcutoff", none="id warehouse method cutoff_at"),
    table(
        "inventory.stockscan",
        none="id client_id warehouse kind code quantity ok message arrival line actor at undone_at",
    ),
    table("inventory.pickface", none="id sku location minimum maximum"),
    table("inventory.countrhythm", none="id warehouse stock_class every_days"),
    table("inventory.lot", none="id sku code expires_on quarantined_at quarantine_reason"),
    table(
        "inventory.stockmovement",
        none="id level location lot kind quantity cause_kind cause_reference actor at",
    ),
    table(
        "inventory.reorderrule",
        none="id sku warehouse reorder_point order_up_to supplier lead_days minimum_units multiple_units "
        "is_active",
    ),
    table(
        "inventory.planningpolicy",
        none="id warehouse service_a service_b service_c a_share b_share review_days lead_days lead_spread_percent "
        "cover_days order_cost order_cost_currency holding_percent overstock_days dead_days",
    ),
    table(
        "inventory.forecastrun",
        none="id state until weeks horizon methods checkpoint claimed_until attempts pairs open_slot asked_by "
        "asked_at finished_at message",
    ),
    table(
        "inventory.demandforecast",
        none="id sku warehouse run demand_class adi cv2 method first_week history future weekly error mase "
        "last_demand_on computed_at",
    ),
    table(
        "inventory.replenishmentadvice",
        none="id sku warehouse run status abc xyz demand_class weekly lead_days lead_spread lead_source service_level "
        "safety_stock reorder_point order_quantity order_up_to projected excess excess_value yearly_value currency "
        "supplier differs inputs computed_at",
    ),
    table("inventory.advicedecision", none="id advice act key before after supply decided_by decided_at"),
    table("inventory.deliveryarea", none="id warehouse country postal_prefix distance_km parcel_cost"),
    # A shop may write into ``holder`` what it likes, but never who.
    table(
        "inventory.reservation", named=["holder"],
        none="id level quantity reserved_by created_at expires_at ended_at ending", text="holder", sealed="token",
    ),
    table(
        "inventory.stocklevel",
        none="id sku warehouse on_hand unavailable allocated reserved backordered shortfall shortfall_since",
    ),
    table("inventory.binstock", none="id sku location lot quantity"),
    table(
        "inventory.supply",
        none="id number kind supplier origin warehouse state expected_on note created_at sent_at received_at",
    ),
    table("inventory.supplyline", none="id supply sku ordered sent received lost"),
    table(
        "inventory.warehouse",
        none="id code name line1 city region postal_code country phone time_zone cutoff_at works_on closed_on priority "
        "capacity count_variance_limit has_counter counter_hours pickup_days is_active is_practice",
    ),
    table("inventory.warehousemember", none="id warehouse user"),
    table("inventory.location", none="id warehouse code zone kind pick_sequence"),
]  # fmt: skip
