"""State machines as drawings: what the code says, in Mermaid, which GitHub renders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from core.fsm import StateField, StateModel


@dataclass
class Move:
    """One move of a machine, with all states it may start from."""

    name: str
    target: str
    right: str
    meaning: str
    guards: list[str]
    sources: list[str] = field(default_factory=list)


def machines() -> list[tuple[type[Model], StateField]]:
    """Every model with a state machine and the field that holds its state, by name."""
    found = [
        (model, column)
        for model in apps.get_models()
        if issubclass(model, StateModel)
        for column in model._meta.concrete_fields
        if isinstance(column, StateField)
    ]
    return sorted(found, key=lambda machine: machine[0].__name__)


def file_name(model: type[Model]) -> str:
    return f"{model.__name__.lower()}.md"


def moves_of(model: type[Model], column: StateField) -> list[Move]:
    """The moves in the order in which the states are listed, then by name."""
    order = [str(value) for value, _ in column.flatchoices]
    moves: dict[tuple[str, str], Move] = {}
    for transition in column.get_all_transitions(model):
        key = transition.name, str(transition.target)
        if key not in moves:
            moves[key] = Move(
                name=transition.name,
                target=str(transition.target),
                right=str(transition.permission or ""),
                meaning=_first_sentence(getattr(model, transition.name)),
                guards=[_first_sentence(guard) or guard.__name__.replace("_", " ") for guard in transition.conditions],
            )
        moves[key].sources.extend(order if transition.source == "*" else [str(transition.source)])

    def place(move: Move) -> tuple[int, str]:
        return min(order.index(source) for source in move.sources), move.name

    for move in moves.values():
        move.sources.sort(key=order.index)
    return sorted(moves.values(), key=place)


def drawing_of(model: type[Model], column: StateField) -> str:
    """The machine as a page: a diagram, then a table of its moves."""
    moves = moves_of(model, column)
    lines = [
        f"# {str(model._meta.verbose_name).capitalize()}",
        "",
        _first_sentence(model),
        "",
        f"Drawn from `{model._meta.app_label}/lifecycle.py` by `python manage.py draw_lifecycles`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *_diagram(column, moves),
        "```",
        "",
        "| move | from | to | right | refused unless | meaning |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_row(move) for move in moves),
        "",
    ]
    return "\n".join(lines)


def drawings() -> dict[str, str]:
    """File name → page, for every machine."""
    return {file_name(model): drawing_of(model, column) for model, column in machines()}


def _diagram(column: StateField, moves: Iterable[Move]) -> Iterable[str]:
    yield f"    [*] --> {column.get_default()}"
    left: set[str] = set()
    for move in moves:
        for source in move.sources:
            left.add(source)
            yield f"    {source} --> {move.target}: {move.name.replace('_', ' ')}"
    for value, _ in column.flatchoices:
        if str(value) not in left:
            yield f"    {value} --> [*]"


def _row(move: Move) -> str:
    guards = "; ".join(guard.rstrip(".") for guard in move.guards)
    sources = ", ".join(move.sources)
    right = f"`{move.right}`" if move.right else ""
    cells = [move.name.replace("_", " "), sources, move.target, right, guards, move.meaning.rstrip(".")]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _first_sentence(documented: Any) -> str:
    return (documented.__doc__ or "").strip().partition("\n")[0]
