LEFT = "(SELECT min(id) FROM fulfillment_parcel WHERE state IN ('shipped', 'delivered'))"

CORRUPTIONS = {
    "one_live_label_per_parcel": f"""
        DO $$ DECLARE guard text; BEGIN
            FOR guard IN SELECT indexname FROM pg_indexes WHERE tablename = 'shipping_shippinglabel'
                         AND indexdef LIKE 'CREATE UNIQUE%' AND indexdef LIKE '%parcel_id%' LOOP
                EXECUTE 'DROP INDEX ' || guard;
            END LOOP;
        END $$;
        UPDATE shipping_shippinglabel SET parcel_id = {LEFT}
    """,
    "labeled_parcels_have_their_label": f"""
        UPDATE shipping_shippinglabel SET state = 'voided' WHERE parcel_id = {LEFT}
    """,
    "manifests_hold_what_left": f"UPDATE fulfillment_parcel SET state = 'packed' WHERE id = {LEFT}",
    "remedies_exist": f"""
        INSERT INTO shipping_remedy (parcel_id, kind, reference, made_by, made_at)
        SELECT {LEFT}, 'reship', 'nothing', 'system', now() - interval '1 hour'
    """,
    "missing_signatures_match": "UPDATE orders_order SET missing_signatures = missing_signatures + 1",
}
