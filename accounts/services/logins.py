"""Demo logins: one member of staff for each role."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES, Role
from core.service import service

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Login:
    """A login as it is printed; ``password`` is None when it was set earlier and nobody knows it any more."""

    role: str
    username: str
    password: str | None


def readable_password() -> str:
    """Three pronounceable words and two digits: easy to type, about 44 bits."""
    words = ["".join(secrets.choice(letters) for letters in (_CONSONANTS, _VOWELS) * 2) for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


@service
def seed_logins(*, reset: bool = False) -> list[Login]:
    """One login per role, made when missing; ``reset`` gives known ones a new password."""
    return [_seed_login(role, reset=reset) for role in ROLES]


def _seed_login(role: Role, *, reset: bool) -> Login:
    user, is_new = User.objects.get_or_create(
        username=role.code,
        defaults={
            "first_name": role.title,
            "last_name": "Demo",
            "email": f"{role.code}@shop.example",
            "is_staff": True,
            "is_superuser": role.code == "admin",
        },
    )
    group, _ = Group.objects.get_or_create(name=role.title)
    user.groups.add(group)
    if not (is_new or reset):
        return Login(role.title, user.username, None)
    password = readable_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    return Login(role.title, user.username, password)
