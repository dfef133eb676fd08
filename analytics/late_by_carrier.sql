-- Late parcels by carrier and the weekday they left: delivered after the order's promised day, by the UTC day.
SELECT a.name AS carrier, l.service, dayname(p.shipped_at) AS weekday, count(*) AS parcels,
       count(*) FILTER (WHERE p.delivered_at IS NOT NULL) AS delivered,
       count(*) FILTER (WHERE p.delivered_at::DATE > o.promised_on) AS late,
       round(100.0 * late / nullif(delivered, 0), 1) AS "late %"
FROM parcels p
JOIN works w ON w.id = p.fulfillment_order_id
JOIN orders o ON o.id = w.order_id
JOIN labels l ON l.parcel_id = p.id AND l.state = 'purchased'
JOIN carrier_accounts a ON a.id = l.account_id
WHERE p.shipped_at IS NOT NULL AND o.promised_on IS NOT NULL
GROUP BY a.name, l.service, weekday, dayofweek(p.shipped_at)
ORDER BY a.name, l.service, dayofweek(p.shipped_at);
