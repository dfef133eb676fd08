"""Names for the labels that events keep."""

from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model

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
    """A person's words for every actor label (``user:7``); at most one query."""
    wanted = set(labels)
    keys = {int(ref) for kind, ref in map(_parts, wanted) if kind == "user" and ref.isdigit()}
    users = get_user_model().objects.filter(pk__in=keys) if keys else ()
    names = {f"user:{user.pk}": user.get_full_name() or user.get_username() for user in users}
    return {label: names.get(label) or _fallback(label) for label in wanted}


def _parts(label: str) -> tuple[str, str]:
    kind, _, reference = label.partition(":")
    return kind, reference


def _fallback(label: str) -> str:
    kind, reference = _parts(label)
    word = _KINDS.get(kind, kind.replace("_", " ").capitalize())
    return f"{word} {reference}" if reference and kind != "customer" else word
