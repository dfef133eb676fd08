"""A card number sent everywhere, and the search for it afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

NUMBER = "4111111111111111"
SPACED = "4111 1111 1111 1111"
PATTERN = "4111[ -]?1111[ -]?1111[ -]?1111"
_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND (c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'tsvector', 'ARRAY')
       OR c.data_type IN ('bigint', 'numeric'))
ORDER BY 1, 2
"""


def places_in_the_database() -> list[str]:
    """``table.column`` of everything that holds the number; each text, JSON, byte and long number column is read."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {text} ~ %s', [PATTERN])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def files_with_it(folder: Path) -> list[str]:
    plain = (NUMBER.encode(), SPACED.encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in plain)]


def texts_of(document: dict[str, Any]) -> Iterator[tuple[str, str, list[str | int]]]:
    """(method, path, way to the field) of every text of every body that the API takes."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                for way in ways(content["schema"], document, 0):
                    yield method, path, way


def ways(schema: dict[str, Any], document: dict[str, Any], depth: int) -> Iterator[list[str | int]]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if depth > 6:
        return
    for part in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
        yield from ways(part, document, depth)
    if schema.get("type") == "string":
        yield []
    for name, part in schema.get("properties", {}).items():
        yield from ([name, *way] for way in ways(part, document, depth + 1))
    if isinstance(schema.get("items"), dict):
        yield from ([0, *way] for way in ways(schema["items"], document, depth + 1))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from (["any", *way] for way in ways(schema["additionalProperties"], document, depth + 1))


def body_with(way: list[str | int], value: str) -> str:
    """A body that has nothing but the value, at the end of the way."""
    body: Any = value
    for part in reversed(way):
        body = [body] if isinstance(part, int) else {part: body}
    return json.dumps(body)
