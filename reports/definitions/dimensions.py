"""By what reports are told apart, and what they are narrowed to. ``r`` is a row of the report's source."""

from reports.definitions.kinds import Dimension

DAY = Dimension(code="day", label="Day", key="r.day", text="to_char(r.day, 'YYYY-MM-DD')", is_time=True)
WEEK = Dimension(
    code="week", label="Week", key="date_trunc('week', r.day)::date",
    text="to_char(r.day, 'IYYY') || ' week ' || to_char(r.day, 'IW')", is_time=True,
)  # fmt: skip
MONTH = Dimension(
    code="month", label="Month", key="date_trunc('month', r.day)::date", text="to_char(r.day, 'YYYY-MM')", is_time=True
)
TIMES = (DAY, WEEK, MONTH)
CHANNEL = Dimension(
    code="channel", label="Channel", key="r.channel_id", text="ch.name",
    join="JOIN catalog_channel ch ON ch.id = r.channel_id",
)  # fmt: skip
COUNTRY = Dimension(
    code="country", label="Country", key="r.country", text="CASE r.country WHEN '' THEN 'Nowhere' ELSE r.country END"
)
SKU = Dimension(
    code="sku", label="SKU", key="r.sku_id", text="sk.code || ' ' || sk.name",
    join="JOIN catalog_sku sk ON sk.id = r.sku_id",
)  # fmt: skip
CATEGORY = Dimension(
    code="category", label="Category", key="pr.category", text="coalesce(nullif(pr.category, ''), 'No category')",
    join="JOIN catalog_sku sk ON sk.id = r.sku_id JOIN catalog_product pr ON pr.id = sk.product_id",
)  # fmt: skip
WAREHOUSE = Dimension(
    code="warehouse", label="Warehouse", key="r.warehouse_id", text="wh.name",
    join="JOIN inventory_warehouse wh ON wh.id = r.warehouse_id",
)  # fmt: skip
CARRIER = Dimension(
    code="carrier", label="Carrier", key="coalesce(r.account_id, 0)", text="coalesce(ca.name, 'No label of ours')",
    join="LEFT JOIN shipping_carrieraccount ca ON ca.id = r.account_id",
)  # fmt: skip
SERVICE = Dimension(
    code="service", label="Carrier and service", key="coalesce(r.account_id, 0) || ':' || r.service",
    text="coalesce(ca.name, 'No label of ours') || ' ' || r.service",
    join="LEFT JOIN shipping_carrieraccount ca ON ca.id = r.account_id",
)  # fmt: skip
PICKER = Dimension(
    code="picker", label="Picker", key="coalesce(r.picker_id, 0)", text="coalesce(us.username, 'Nobody known')",
    join="LEFT JOIN accounts_user us ON us.id = r.picker_id", right="support.rate_pickers",
)  # fmt: skip

# What a report is narrowed to: the condition, with the value as a parameter of the filter's name.
FILTERS = {
    "channel": "r.channel_id = %(f_channel)s::bigint",
    "warehouse": "r.warehouse_id = %(f_warehouse)s::bigint",
    "country": "r.country = %(f_country)s",
    "currency": "r.currency = %(f_currency)s",
    "sku": "r.sku_id IN (SELECT id FROM catalog_sku WHERE upper(code) = upper(%(f_sku)s))",
    "category": "r.sku_id IN (SELECT s.id FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id"
    " WHERE p.category = %(f_category)s)",
    "carrier": "r.account_id = %(f_carrier)s::bigint",
}
