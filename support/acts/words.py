"""Acts on the case itself: the answer, its priority, its end."""

from core.errors import InvalidInput
from support.acts.contract import ActKind, Rows, Scene
from support.canned.filling import fill_for
from support.canned.variables import left_open
from support.lifecycle import SETTLED
from support.models import Act, PlaybookStep, Priority
from support.services.letters import recipient_of
from support.services.moving import make_move
from support.services.ranking import set_rank
from support.services.talking import answer


def words_for(scene: Scene, step: PlaybookStep) -> str:
    """The answer as the person left it, else the canned one filled in."""
    if scene.wish.words.strip():
        return scene.wish.words.strip()
    return fill_for(scene.case, step.canned.text, actor=scene.actor).text if step.canned else ""


def foresee_mail(scene: Scene, step: PlaybookStep) -> Rows:
    text = words_for(scene, step)
    if left := left_open(text, has_order=scene.case.order_id is not None):
        named = ", ".join(f"{{{name}}}" for name in left)
        raise InvalidInput(f"Nothing was known for {named}: write it in, or take it out.", field="words")
    to = recipient_of(scene.case) or "the order's page, no address is known"
    return [(f"Answer to {to}", text)]


def send_mail(scene: Scene, step: PlaybookStep) -> str:
    answer(scene.case, words_for(scene, step), actor=scene.actor, request_key=f"run-{scene.wish.key}")
    return "Answered."


def foresee_priority(scene: Scene, step: PlaybookStep) -> Rows:
    return [("Priority", f"{scene.case.get_priority_display()} → {Priority(step.priority).label}")]


def set_priority(scene: Scene, step: PlaybookStep) -> str:
    set_rank(scene.case, kind=scene.case.kind, priority=step.priority, actor=scene.actor)
    return f"Priority: {Priority(step.priority).label.lower()}."


def foresee_close(scene: Scene, step: PlaybookStep) -> Rows:
    return [("Case", f"{scene.case.get_state_display()} → Resolved")]


def close_case(scene: Scene, step: PlaybookStep) -> str:
    if scene.case.state not in SETTLED:
        make_move(scene.case, "resolve", actor=scene.actor)
    return "Resolved."


MAIL = ActKind(
    act=Act.MAIL, rights=("support.reply_case",), foresee=foresee_mail, do=send_mail, needs_order=False,
)  # fmt: skip
PRIORITY = ActKind(
    act=Act.PRIORITY, rights=("support.work_case",), foresee=foresee_priority, do=set_priority, needs_order=False,
)  # fmt: skip
CLOSE = ActKind(
    act=Act.CLOSE, rights=("support.work_case",), foresee=foresee_close, do=close_case, needs_order=False,
)  # fmt: skip
