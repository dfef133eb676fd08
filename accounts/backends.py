"""Who somebody is and what they may do, asked once per request."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from accounts.models import User
from core.compiled import Compiled

# Each page asks who it is for.
_by_key: Compiled[User] = Compiled(lambda key: User.objects.filter(pk=key))


class HouseBackend(ModelBackend):
    """Django's own, with the rights of a person and of their groups fetched by one statement instead of two."""

    def get_user(self, user_id: int) -> User | None:
        found = _by_key(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:  # type: ignore[override]
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rights = Permission.objects.all()
            if not user_obj.is_superuser:
                of_groups = Group.permissions.through.objects.filter(group__user=user_obj).values("permission_id")
                own = user_obj.user_permissions.values("pk")
                rights = rights.filter(Q(pk__in=own) | Q(pk__in=of_groups))
            named = rights.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in named}  # type: ignore[attr-defined]
        return set(user_obj._perm_cache)  # type: ignore[attr-defined]
