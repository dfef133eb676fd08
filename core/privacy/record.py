"""What is kept of an erased customer, and why: in words, with no word of theirs."""

from django.db import connection

from core.privacy.registry import reach, tables

BOOKS = "Amounts, taxes, countries, goods, states and moments: the books, without a person."


def kept_and_why(customer_id: int) -> list[dict[str, str | int]]:
    """One entry per kind of record that keeps a column about the customer: how many rows, which column, the reason."""
    found: list[dict[str, str | int]] = []
    with connection.cursor() as cursor:
        for table in tables().values():
            if not table.keeps or not table.of:
                continue
            cursor.execute(f"SELECT count(*) FROM {table.name} t WHERE {reach(table.of)}", {"customer": customer_id})
            rows = cursor.fetchone()[0]
            if rows:
                found += [
                    {"table": table.model, "column": name, "rows": rows, "why": why}
                    for name, why in table.keeps.items()
                ]
    return [*found, {"table": "everything", "column": "else", "rows": 0, "why": BOOKS}]
