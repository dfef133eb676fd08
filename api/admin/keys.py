from typing import Any

from django.contrib import admin, messages
from django.forms import CheckboxSelectMultiple, Field, ModelForm, TypedMultipleChoiceField
from django.http import HttpRequest

from accounts.selectors import actor_of
from api.models import ApiKey
from api.models.key import Scope
from api.services.keys import make_key, revoke_key
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker


def can_revoke(key: ApiKey) -> list[Blocker]:
    return [Blocker(NOT_NOW, "it is revoked.")] if key.revoked_at else []


@admin.register(ApiKey)
class ApiKeyAdmin(MovesAdmin):
    """Keys of shops. The text of a new key is shown once, on the page after saving."""

    when_empty = "No shop has a key yet. Add one: its text is shown once, after saving."
    list_display = [
        "name", "channel", "prefix", "scopes", "requests_per_minute", "expires_at", "last_used_at", "revoked_at",
    ]  # fmt: skip
    list_select_related = ["channel"]
    search_fields = ["name", "prefix__istartswith"]
    fields = ["name", "channel", "scopes", "requests_per_minute", "expires_at"]
    readonly_fields = ["prefix", "made_by", "created_at", "last_used_at", "revoked_at"]
    moves = {
        "revoke": Move(
            service=revoke_key, label="Revoke", icon="key_off", is_danger=True, right="api.change_apikey",
            find_blockers=can_revoke, question="The shop can no longer use it.", done="Revoked.",
        )
    }  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[Any]:
        """What only a made key has (its prefix, its times) is not asked of a new one."""
        return [*self.fields, *(self.readonly_fields if obj else [])]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Field | None:
        """The scopes are boxes to tick: nobody knows their names by heart."""
        if db_field.name == "scopes":
            return TypedMultipleChoiceField(choices=Scope.choices, widget=CheckboxSelectMultiple, coerce=str)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: ModelForm, change: bool) -> None:
        made, text = make_key(
            channel_id=obj.channel_id, name=obj.name, scopes=obj.scopes, expires_at=obj.expires_at,
            requests_per_minute=obj.requests_per_minute, actor=actor_of(request.user),
        )  # fmt: skip
        obj.pk, obj.prefix = made.pk, made.prefix
        messages.warning(request, f"The key, shown only now: {text}")
