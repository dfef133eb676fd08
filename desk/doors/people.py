"""Stand-ins for the roles: users who hold exactly a role's rights and stand in no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.http import HttpRequest

from accounts.models import User
from accounts.roles import ROLES


@dataclass(frozen=True)
class Person:
    """Somebody of one role; ``code`` is the role's."""

    code: str
    title: str
    rights: frozenset[str]

    def request(self) -> HttpRequest:
        """A request of this person, as the admin's questions about rights need one."""
        user = User(username=self.code, is_staff=True, is_active=True)
        user._perm_cache = set(self.rights)  # type: ignore[attr-defined]
        request = HttpRequest()
        request.method = "GET"
        request.user = user
        return request

    def holds(self, rights: Iterable[str]) -> bool:
        return self.rights.issuperset(rights)


def known_rights() -> set[str]:
    """Every right that the models of the house bring with them, as ``app.codename``."""
    rights = set()
    for model in apps.get_models():
        meta = model._meta
        own = [f"{verb}_{meta.model_name}" for verb in meta.default_permissions]
        rights |= {f"{meta.app_label}.{name}" for name in (*own, *(name for name, _ in meta.permissions))}
    return rights


@cache
def people() -> tuple[Person, ...]:
    """One person for each role, in the order of the roles."""
    known = known_rights()
    return tuple(Person(role.code, role.title, frozenset(role.select(known))) for role in ROLES)
