-- Cohorts: of the customers of each first month, the share that ordered again in the months after it.
WITH placed AS (
    SELECT customer_id, date_trunc('month', placed_at)::date AS month
    FROM orders
    WHERE placed_at IS NOT NULL AND customer_id IS NOT NULL AND state NOT IN ('canceled', 'expired')
    GROUP BY ALL
), first AS (
    SELECT customer_id, min(month) AS cohort FROM placed GROUP BY customer_id
), counted AS (
    SELECT cohort, date_diff('month', cohort, month) AS later, count(*) AS customers
    FROM placed JOIN first USING (customer_id)
    GROUP BY ALL
)
SELECT cohort,
       sum(customers) FILTER (WHERE later = 0)::BIGINT AS customers,
       round(100.0 * sum(customers) FILTER (WHERE later = 1) / sum(customers) FILTER (WHERE later = 0), 1) AS "month 1 %",
       round(100.0 * sum(customers) FILTER (WHERE later = 2) / sum(customers) FILTER (WHERE later = 0), 1) AS "month 2 %",
       round(100.0 * sum(customers) FILTER (WHERE later = 3) / sum(customers) FILTER (WHERE later = 0), 1) AS "month 3 %",
       round(100.0 * sum(customers) FILTER (WHERE later BETWEEN 4 AND 6) / sum(customers) FILTER (WHERE later = 0), 1)
           AS "orders in months 4 to 6 %"
FROM counted
GROUP BY cohort
ORDER BY cohort;
