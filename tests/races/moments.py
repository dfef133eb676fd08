"""A moment of the whole database, kept, and gone back to in milliseconds."""

from typing import Any

from django.db import connection, transaction

from oms.embedded.cleanroom import WRITABLE_COLUMNS, tables_with_rows

# Who may do what and what is sold: no race changes that, and the permissions alone are a thousand rows.
UNTOUCHED = ("auth_", "django_", "accounts_", "catalog_")


class Moment:
    """All rows that may change, as they were when it was made; a schema of its own holds them."""

    def __init__(self, name: str) -> None:
        self.schema = f"moment_{name.replace(' ', '_')}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            every = [table for (table,) in cursor.fetchall() if not table.startswith(UNTOUCHED)]
            kept = [table for table in tables_with_rows(cursor) if table in every]
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')
            cursor.execute(f'CREATE SCHEMA "{self.schema}"')
            for table in kept:
                cursor.execute(f'CREATE TABLE "{self.schema}"."{table}" AS TABLE public."{table}"')
            # One text, one way to the server; triggers and keys do not fire.
            self.way_back = ";".join(
                [
                    "SET LOCAL session_replication_role = replica",
                    *(f'DELETE FROM public."{table}"' for table in every),
                    *(self._refill(cursor, table) for table in kept),
                ]
            )

    def _refill(self, cursor: Any, table: str) -> str:
        cursor.execute(WRITABLE_COLUMNS, [table])
        columns = cursor.fetchone()[0]
        return (
            f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE '
            f'SELECT {columns} FROM "{self.schema}"."{table}"'
        )

    def again(self) -> None:
        """Make the database what it was."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.way_back)

    def forget(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')
