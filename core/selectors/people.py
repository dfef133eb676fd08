"""Names for the labels that events keep."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

_KINDS = {
    "system": "The system",
    "user": "Staff",
    "customer": "The customer",
    "api": "Shop",
    "import": "Import",
    "simulation": "Simulation",
    "": "—",
}


def actor_names(labels: Iterable[str]) -> Mapping[str, str]:
    """A person's words for every actor label (``user:7``); at most one query for each kind that has names."""
    wanted = set(labels)
    users = _keys(wanted, "user")
    found = get_user_model().objects.filter(pk__in=users) if users else ()
    names = {f"user:{user.pk}": user.get_full_name() or user.get_username() for user in found}
    for kind, source in settings.OMS_ACTOR_NAMES.items():
        keys = _keys(wanted, kind)
        named = import_string(source)(keys) if keys else {}
        names |= {f"{kind}:{key}": name for key, name in named.items()}
    return {label: names.get(label) or _fallback(label) for label in wanted}


def _keys(labels: Iterable[str], wanted: str) -> set[int]:
    return {int(ref) for kind, ref in map(_parts, labels) if kind == wanted and ref.isdecimal()}


def _parts(label: str) -> tuple[str, str]:
    kind, _, reference = label.partition(":")
    return kind, reference


def _fallback(label: str) -> str:
    kind, reference = _parts(label)
    word = _KINDS.get(kind, kind.replace("_", " ").capitalize())
    return f"{word} {reference}" if reference and kind != "customer" else word
