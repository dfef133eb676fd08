"""Which orders reports count. The one place that says so."""

from orders.selectors.real import REAL_SQL

# Practice is real in every way but is no business. Orders taken over from another system are counted, and said so.
# In statements that call the order ``o``, and the warehouse ``w``.
REAL_ORDER = REAL_SQL
REAL_WAREHOUSE = "NOT w.is_practice"
