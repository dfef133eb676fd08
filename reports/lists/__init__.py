"""Every list of the office that can be written to a file, by its name (app.model)."""

from collections.abc import Mapping

from core.errors import NotFound
from reports.lists import money, orders, people, road, stock
from reports.lists.shape import PERSONAL, Column, ExportList

__all__ = ["EXPORT_LISTS", "PERSONAL", "Column", "ExportList", "list_named"]

EXPORT_LISTS: Mapping[str, ExportList] = {
    one.name: one for part in (orders, people, stock, money, road) for one in part.LISTS
}


def list_named(name: str) -> ExportList:
    """Raises NotFound for a list that cannot be written to a file."""
    found = EXPORT_LISTS.get(name)
    if found is None:
        raise NotFound(f"There is no list “{name}” to export.", list_name=name)
    return found
