"""Members of staff as the services know them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.actors import Actor

_KEPT = "_oms_actor"


def actor_with_key(user_id: int) -> Actor:
    """Who acts when this member of staff does, with the rights held now; one who left holds none."""
    return actor_of(User.objects.filter(pk=user_id).first() or AnonymousUser())


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """Who acts when this user does, with all rights; resolved once per user object (one request).

    Somebody who is not signed in, or no longer active, holds no rights.
    """
    if not isinstance(user, User) or not user.is_active:
        return Actor(kind="anonymous", name="Somebody who is not signed in")
    kept: Actor | None = user.__dict__.get(_KEPT)
    if kept is None:
        kept = Actor(
            kind="user",
            reference=str(user.pk),
            name=user.get_full_name() or user.username,
            rights=frozenset(user.get_all_permissions()),
            user_id=user.pk,
        )
        user.__dict__[_KEPT] = kept
    return kept
