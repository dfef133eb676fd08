"""What a key of a shop opens: each operation with the scope that its description names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import resolve, reverse

_SCOPE = re.compile(r"`([a-z]+:[a-z_]+)`")


@dataclass(frozen=True)
class Operation:
    """One operation of the API; ``scopes`` are those of which its key needs the one that fits what is asked."""

    method: str
    path: str
    name: str
    words: str
    scopes: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"


def operations() -> Iterator[Operation]:
    """The API's operations as its description tells them."""
    for path, by_method in described()["paths"].items():
        for method, told in by_method.items():
            text = " ".join(told.get("description", "").split())
            named = tuple(_SCOPE.findall(text.partition("Scope ")[2].partition(";")[0]))
            yield Operation(method.upper(), path, told["operationId"], told.get("summary", ""), named)


def described() -> dict[str, Any]:
    """The description of the API, read at its own address."""
    view: Any = resolve(reverse("api:openapi-json")).func
    schema: dict[str, Any] = view.keywords["api"].get_openapi_schema()
    return schema
