"""Exports that nobody works on any more: their effect gave up, and who asked must not wait for ever."""

from django.utils import timezone

from core.actors import SYSTEM
from core.fsm import perform
from core.models import Effect, EffectState
from core.service import service
from reports.lifecycle import UNDER_WAY
from reports.models import Export
from reports.services.ending import erase_later, tell_later
from reports.services.requesting import TASK

AT_ONCE = 200
ALIVE = (EffectState.DUE, EffectState.CLAIMED)
WORDS = (
    "It was tried several times and did not come to its end. Nothing of it is handed out, and whoever runs the system "
    "sees the error. Choose “Make it again” under “My exports”; if that fails too, choose a shorter period or fewer "
    "columns."
)


def end_abandoned_exports() -> int:
    """How many exports under way have no effect left and are failed now, each in a transaction of its own."""
    under_way = Export.objects.filter(state__in=UNDER_WAY).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return sum(fail_abandoned(export_id=pk) for pk in list(under_way) if not _is_worked_on(pk))


@service
def fail_abandoned(*, export_id: int) -> bool:
    """Whether the export is failed now; not when somebody works on it after all. Who asked is told by mail.

    The next stretch is promised under the export's lock, in the commit that records the one before: under this lock
    there is an effect for whatever still goes on.
    """
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id).first()
    if export is None or not export.is_under_way or _is_worked_on(export_id):
        return False
    perform(export, "fail", actor=SYSTEM, words=WORDS, now=timezone.now())
    export.save(update_fields=["state", "message", "finished_at"])
    erase_later(export)
    tell_later(export)
    return True


def _is_worked_on(export_id: int) -> bool:
    """Whether an effect of it is due or at work; a prefix of the key that is known beforehand is found by its index."""
    return Effect.objects.filter(key__startswith=f"{TASK}:{export_id}:", state__in=ALIVE).exists()
