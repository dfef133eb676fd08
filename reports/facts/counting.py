"""Which orders reports count. The one place that says so."""

# Practice is real in every way but is no business. Orders taken over from another system are counted, and said so.
REAL_ORDER = "NOT c.is_practice"
REAL_WAREHOUSE = "NOT w.is_practice"
