"""What would still be left of erased customers, as one query for the books."""

from core.privacy.erasing import full, tables_to_empty
from core.privacy.kinds import Kind
from core.privacy.registry import reach

# Words may be written again about an order of somebody erased, by a bank or a colleague: the nightly pass empties
# them. Who it was never comes back.
WATCHED = [kind for kind in Kind if kind.is_erased and kind != Kind.TEXT]


def traces_of(customers: str) -> str:
    """SQL with a row (table, key) for every row of these customers (SQL for their keys) that still tells who it was."""
    parts = []
    for table in tables_to_empty():
        condition = full(table, kinds=WATCHED)
        if table.of and condition != "FALSE":
            whose = reach(table.of, customers=customers)
            parts.append(
                f"SELECT '{table.model} ' || t.{table.key} AS reference FROM {table.name} t"
                f" WHERE ({whose}) AND ({condition})"
            )
    return "\nUNION ALL\n".join(parts)
