"""The groups of the house, brought in line with the table of roles."""

from django.contrib.auth.models import Group, Permission

from accounts.roles import ROLES
from core.service import service


@service
def sync_roles() -> dict[str, int]:
    """Give every role's group exactly the rights of the table; tell how many each holds.

    Groups that are not roles stay as they are. Run after migrations, when permissions exist.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    held: dict[str, int] = {}
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.title)
        names = role.select(known)
        group.permissions.set([known[name] for name in names])
        held[role.title] = len(names)
    return held
