"""A migrated database for every test process, and a quick way back to it after a test that committed.

Migrations run once, into a template; each process copies it. A test that really commits is undone by deleting the
rows of the tables that have some and putting the migrations' own rows back: milliseconds instead of a flush.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

BUILDING = 7_203_115  # the advisory lock of whoever makes the template
SEEDS = "seeds"

TABLES_WITH_ROWS = """
SELECT coalesce(string_agg(format('SELECT %L::text WHERE EXISTS (SELECT 1 FROM public.%I)', tablename, tablename),
                           ' UNION ALL '), 'SELECT NULL WHERE false')
  FROM pg_tables WHERE schemaname = 'public'
"""
WRITABLE_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""


@contextmanager
def server() -> Iterator["psycopg.Connection[Any]"]:
    """A connection that can create databases: to none of those under test."""
    there = settings.DATABASES["default"]
    address = {"host": there["HOST"], "port": there["PORT"], "user": there["USER"], "password": there["PASSWORD"]}
    with psycopg.connect(
        dbname="postgres", autocommit=True, **{name: value for name, value in address.items() if value}
    ) as wire:
        yield wire


def use(name: str) -> None:
    """Let Django's connection, and processes started from here, work on database ``name``."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    # Only the path: the role may be called as the database is.
    os.environ["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def fingerprint() -> str:
    """Changes with any migration."""
    found = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:10]


def make_template(wire: "psycopg.Connection[Any]") -> str:
    """The name of the migrated template; one process makes it, the others wait for it."""
    name = f"test_template_{fingerprint()}"
    wire.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
    try:
        if wire.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            unfinished = f"{name}_unfinished"
            drop(wire, unfinished)
            wire.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            use(unfinished)
            call_command("migrate", verbosity=0, interactive=False)
            call_command("sync_roles", stdout=StringIO())
            keep_seeds()
            connection.close()
            wire.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
            )
    finally:
        wire.execute("SELECT pg_advisory_unlock(%s)", [BUILDING])
    return name


def copy_template(*, name: str) -> None:
    """Make ``name`` a fresh copy of the template and use it."""
    with server() as wire:
        template = make_template(wire)
        drop(wire, name)
        wire.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    use(name)


def drop(wire: "psycopg.Connection[Any]", name: str) -> None:
    wire.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def keep_seeds() -> None:
    """Remember the rows the migrations made."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SEEDS}")
        for table in tables_with_rows(cursor):
            cursor.execute(f'CREATE TABLE {SEEDS}."{table}" AS TABLE public."{table}"')


def put_seeds_back() -> None:
    """Make the database what the migrations made it, whatever was committed since; triggers do not fire."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables_with_rows(cursor):
            cursor.execute(f'DELETE FROM public."{table}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SEEDS])
        for (table,) in cursor.fetchall():
            cursor.execute(WRITABLE_COLUMNS, [table])
            columns = cursor.fetchone()[0]
            cursor.execute(
                f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE '
                f'SELECT {columns} FROM {SEEDS}."{table}"'
            )


def tables_with_rows(cursor: Any) -> list[str]:
    cursor.execute(TABLES_WITH_ROWS)
    cursor.execute(cursor.fetchone()[0])
    return [name for (name,) in cursor.fetchall()]
