"""What a shop's key is called."""

from collections.abc import Iterable, Mapping

from api.models import ApiKey


def shop_names(keys: Iterable[int]) -> Mapping[int, str]:
    """Each key's name as people read it, revoked ones included; one query."""
    named = ApiKey.objects.filter(pk__in=list(keys)).values_list("pk", "name")
    return {pk: f"Shop “{name}”" for pk, name in named}
