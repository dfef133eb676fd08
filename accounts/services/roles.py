"""The groups of the house, brought in line with the table of roles."""

from django.contrib.auth.models import Group, Permission

from accounts.roles import ROLES
from core.service import service

Holding = Group.permissions.through


@service
def sync_roles() -> dict[str, int]:
    """Give every role's group exactly the rights of the table; tell how many each holds.

    Groups that are not roles stay as they are, and rows that are right already are not written again. Run after
    migrations, when permissions exist.
    """
    rights = Permission.objects.order_by().values_list("pk", "content_type__app_label", "codename")
    known = {f"{app}.{codename}": key for key, app, codename in rights}
    keys = dict(Group.objects.filter(name__in=[role.title for role in ROLES]).values_list("name", "pk"))
    for role in ROLES:
        if role.title not in keys:
            keys[role.title] = Group.objects.get_or_create(name=role.title)[0].pk
    due = {(keys[role.title], known[name]) for role in ROLES for name in role.select(known)}
    held = Holding.objects.filter(group_id__in=keys.values())
    rows = {(group, permission): key for key, group, permission in held.values_list("pk", "group_id", "permission_id")}
    Holding.objects.filter(pk__in=[key for pair, key in rows.items() if pair not in due]).delete()
    missing = [Holding(group_id=group, permission_id=permission) for group, permission in sorted(due - rows.keys())]
    Holding.objects.bulk_create(missing, ignore_conflicts=True)
    return {role.title: len(role.select(known)) for role in ROLES}
