from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from core.admin.columns import pre, pretty_json
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.effects.registry import QUEUES
from core.errors import Blocker
from core.models import Effect, EffectState
from core.services.retrying import retry_effect

TONES = {"due": "info", "claimed": "info", "done": "good", "dead": "bad", "withdrawn": "neutral"}


def only_when_dead(effect: Effect) -> Iterator[Blocker]:
    if effect.state != EffectState.DEAD:
        yield Blocker(NOT_NOW, "only a dead effect is tried again by hand.")


@admin.register(Effect)
class EffectAdmin(MovesAdmin):
    """What is to be done outside, what was done, and what gave up."""

    list_display = ["id", "task", "state_shown", "attempts", "run_after", "order_id", "error_shown"]
    list_filter = [
        fixed_filter("state", "state", EffectState.choices),
        fixed_filter("queue", "queue", [(queue, queue) for queue in QUEUES]),
    ]
    search_fields = ["key__exact", "order_id__exact"]
    search_help_text = "Key or order id"
    ordering = ["-id"]
    jump_moment = "created_at"
    fields = [
        "task", "state", "queue", "priority", "key", "order_id", "attempts", "run_after", "queued_at",
        "claimed_until", "claimed_by", "created_at", "finished_at", "payload_shown", "last_error_shown",
    ]  # fmt: skip
    moves = {
        "retry": Move(
            service=retry_effect, label="Try again", icon="replay", right="core.retry_effect", is_primary=True,
            find_blockers=only_when_dead, done="It is due again and will run within seconds.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, effect: Effect) -> SafeString:
        return state_chip(effect.state, effect.get_state_display(), TONES)

    @admin.display(description="Last error")
    def error_shown(self, effect: Effect) -> str:
        return effect.last_error.strip().rpartition("\n")[2][:120]

    @admin.display(description="Payload")
    def payload_shown(self, effect: Effect) -> SafeString:
        return pretty_json(effect.payload)

    @admin.display(description="Last error")
    def last_error_shown(self, effect: Effect) -> SafeString:
        return pre(effect.last_error or "None.")
