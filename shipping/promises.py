"""What the books keep about labels and trucks."""

from core.audit.registry import promise

PROMISES = [
    promise(
        number=11,
        name="one_live_label_per_parcel",
        sql="""
            SELECT p.number || ': ' || count(*) || ' live labels'
            FROM shipping_shippinglabel l JOIN fulfillment_parcel p ON p.id = l.parcel_id
            WHERE l.state IN ('requested', 'purchased', 'unknown') AND {orders_changed l.order_id}
            GROUP BY p.number HAVING count(*) > 1
        """,
    ),
    promise(
        number=11,
        name="labeled_parcels_have_their_label",
        sql="""
            SELECT p.number || ': ' || p.state || ' without a bought label'
            FROM fulfillment_parcel p
            WHERE p.state IN ('labeled', 'manifested', 'shipped', 'delivered')
              AND EXISTS (
                  SELECT 1 FROM shipping_shippinglabel l WHERE l.parcel_id = p.id AND {orders_changed l.order_id})
              AND NOT EXISTS (
                  SELECT 1 FROM shipping_shippinglabel l WHERE l.parcel_id = p.id AND l.state = 'purchased')
        """,
    ),
    promise(
        number=11,
        name="manifests_hold_what_left",
        sql="""
            SELECT p.number || ': ' || p.state || ' on ' || m.state || ' manifest ' || m.number
            FROM shipping_manifestparcel e
            JOIN shipping_manifest m ON m.id = e.manifest_id
            JOIN fulfillment_parcel p ON p.id = e.parcel_id
            JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id AND {orders_changed f.order_id}
            WHERE (m.state = 'open' AND p.state <> 'manifested')
               OR (m.state = 'closed' AND p.state IN ('packing', 'packed', 'label_failed', 'labeled', 'canceled'))
               OR (m.state = 'closed' AND p.state = 'manifested' AND m.closed_at < now() - interval '5 minutes')
        """,
    ),
    promise(
        number=11,
        name="remedies_exist",
        sql="""
            SELECT p.number || ': ' || r.kind || ' ' || r.reference
            FROM shipping_remedy r
            JOIN fulfillment_parcel p ON p.id = r.parcel_id
            JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id AND {orders_changed f.order_id}
            WHERE r.made_at < now() - interval '5 minutes' AND (
                (r.kind = 'reship' AND NOT EXISTS (
                    SELECT 1 FROM orders_order o WHERE o.number = r.reference AND o.original_order_id = f.order_id))
                OR (r.kind = 'refund' AND NOT EXISTS (
                    SELECT 1 FROM payments_refund m WHERE m.number = r.reference AND m.order_id = f.order_id)))
        """,
    ),
    promise(
        number=9,
        name="missing_signatures_match",
        sql="""
            SELECT o.number, o.missing_signatures, e.missing
            FROM orders_order o
            JOIN LATERAL (
                SELECT count(*) AS missing FROM shipping_deliveryexception e
                WHERE e.order_id = o.id AND e.kind = 'signature_missing' AND e.resolved_at IS NULL
            ) e ON TRUE
            WHERE {orders_changed o.id} AND o.missing_signatures <> e.missing
        """,
    ),
]
