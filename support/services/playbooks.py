"""A playbook is seen as one change and made all or none: one transaction, locks in the house's order."""

from collections.abc import Iterator, Mapping

from django.db.models import Prefetch

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused, NotFound, OmsError
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import StockLevel
from orders.locks import lock_lines
from orders.models import OrderLine
from support.acts.contract import NO_ORDER, ActKind, Foreseen, RunWish, Scene
from support.acts.registry import ACTS
from support.events import PlaybookRan
from support.lifecycle import SETTLED
from support.locks import ensure_unchanged, lock_case
from support.models import Act, Case, CasePlaybook, PlaybookRun, PlaybookStep, StepMode
from support.services.moving import change, remark

RIGHT = "support.run_caseplaybook"


@service
def run_playbook(
    *, case_id: int, playbook_id: int, wish: RunWish, actor: Actor, expected_version: int | None = None
) -> PlaybookRun:
    """Every chosen step made, or none; what leaves the house leaves after the commit. The same key again is one run.

    Raises CaseNotFound, CaseChanged, NotPermitted, NotFound, MoveRefused with every reason that can be known before,
    and whatever refuses a step.
    """
    case = lock_case(case_id)
    ensure_may(actor, RIGHT)
    if (before := run_with_key(case, wish.key)) is not None:
        return before
    ensure_unchanged(case, expected_version)
    playbook = playbook_named(playbook_id)
    scene = set_scene(case, playbook, wish, actor=actor, lines=lock_lines(case.order) if case.order else {})
    _lock_stock(scene)
    if reasons := [blocker for one in foresee_steps(scene, playbook) for blocker in one.blockers]:
        raise MoveRefused(f"run {playbook.name}", reasons)
    scene.run = PlaybookRun.objects.create(
        case=case, playbook=playbook, name=playbook.name, key=wish.key, ran_by=actor.label
    )
    scene.run.made = [{"act": kind.act, "made": kind.do(scene, step)} for kind, step in _steps(scene, playbook)]
    scene.run.save(update_fields=["made"])
    remark(case, _minutes(scene.run, wish), actor=actor)
    change(case, [], PlaybookRan, actor=actor, run_id=scene.run.pk)
    return scene.run


def foresee_playbook(*, case: Case, playbook_id: int, wish: RunWish, actor: Actor) -> list[Foreseen]:
    """Each step as it would be made now, with what stands in its way; nothing is locked or written."""
    lines = {line.pk: line for line in case.order.lines.select_related("sku")} if case.order else {}
    playbook = playbook_named(playbook_id)
    return foresee_steps(set_scene(case, playbook, wish, actor=actor, lines=lines), playbook)


def run_with_key(case: Case, key: str) -> PlaybookRun | None:
    """What the same form did before."""
    return PlaybookRun.objects.filter(key=key, case=case).first()


def playbook_named(playbook_id: int) -> CasePlaybook:
    """The active playbook with its steps. Raises NotFound."""
    steps = Prefetch("steps", queryset=PlaybookStep.objects.select_related("canned"))
    found = CasePlaybook.objects.filter(pk=playbook_id, is_active=True).prefetch_related(steps).first()
    if found is None:
        raise NotFound("There is no such playbook any more. Choose another.", playbook_id=playbook_id)
    return found


def set_scene(
    case: Case, playbook: CasePlaybook, wish: RunWish, *, actor: Actor, lines: Mapping[int, OrderLine]
) -> Scene:
    """What the acts look at; only steps of the playbook are chosen, and those it always makes are."""
    always = {step.act for step in playbook.steps.all() if step.mode == StepMode.ALWAYS}
    own = {step.act for step in playbook.steps.all()}
    return Scene(
        case=case, wish=wish, actor=actor, order=case.order, lines=lines, chosen=frozenset(always | (wish.acts & own))
    )


def foresee_steps(scene: Scene, playbook: CasePlaybook) -> list[Foreseen]:
    """The chosen steps in the order they are made, each with every reason against it."""
    found = [_foresee(scene, kind, step) for kind, step in _steps(scene, playbook)]
    if not found:
        nothing = Blocker("no_step", "no step is chosen.", fix="Choose at least one.")
        found.append(Foreseen(act=Act.CLOSE, blockers=[nothing]))
    if {Act.RESHIP, Act.REFUND} <= scene.chosen:
        both = Blocker("both", "the customer gets the goods anew or their money, never both.", fix="Choose one.")
        found.append(Foreseen(act=Act.REFUND, blockers=[both]))
    return found


def _foresee(scene: Scene, kind: ActKind, step: PlaybookStep) -> Foreseen:
    if reasons := list(_reasons(scene, kind)):
        return Foreseen(act=kind.act, blockers=reasons)
    try:
        return Foreseen(act=kind.act, rows=kind.foresee(scene, step))
    except MoveRefused as error:
        return Foreseen(act=kind.act, blockers=error.blockers)
    except OmsError as error:
        return Foreseen(act=kind.act, blockers=[Blocker(error.code, error.message)])


def _reasons(scene: Scene, kind: ActKind) -> Iterator[Blocker]:
    if scene.case.state in SETTLED:
        yield Blocker("settled", "the case is settled.", fix="Reopen it first.")
    for right in (right for right in kind.rights if not scene.actor.may(right)):
        sentence = f"“{kind.act.label}” needs the right “{right}”, which you lack."
        yield Blocker("no_right", sentence, fix="Ask a lead to run it, or leave the step out.")
    if kind.needs_order and scene.order is None:
        yield NO_ORDER
    elif kind.needs_goods:
        yield from _goods_reasons(scene)


def _goods_reasons(scene: Scene) -> Iterator[Blocker]:
    if not scene.units:
        yield Blocker("no_units", "no goods are chosen.", fix="Say how many units of which line.")
    for key, count in scene.units.items():
        line = scene.lines.get(key)
        if line is None:
            yield Blocker("strange_line", "a line belongs to another order.")
        elif count > line.shipped:
            yield Blocker("not_shipped", f"of {line.sku.code} only {line.shipped} were shipped.")


def _steps(scene: Scene, playbook: CasePlaybook) -> list[tuple[ActKind, PlaybookStep]]:
    by_act = {step.act: step for step in playbook.steps.all()}
    return [(kind, by_act[kind.act]) for kind in ACTS if kind.act in scene.chosen]


def _lock_stock(scene: Scene) -> None:
    """Every level that an act may touch at once, by key: a second act must not go back for a lower one."""
    if {Act.RESHIP, Act.WRITE_OFF} <= scene.chosen:
        skus = {line.sku_id for line in scene.lines.values()}
        levels_for_update(list(StockLevel.objects.filter(sku_id__in=skus).values_list("pk", flat=True)))


def _minutes(run: PlaybookRun, wish: RunWish) -> str:
    made = "\n".join(f"- {each['made']}" for each in run.made)
    return f"{run.name}: {wish.reason}\n{made}"
