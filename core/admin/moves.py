"""Moves as buttons: offered when possible, explained when not, made by services alone.

A page shows its next moves. A move that the state allows but something blocks is shown disabled
with its reasons; a move that the state does not allow, or that the user lacks the right for, is
not shown. Nobody types a state.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from core.actors import Actor
from core.admin.move_form import MoveForm
from core.errors import Blocker
from core.fsm import blockers_of, right_of

NOT_NOW = "wrong_state"


def always(_: Any) -> Iterable[Blocker]:
    """For a move that nothing ever stands in the way of."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a move would do: rows of (what, how much), and notes. The same preview has the same ``fingerprint``."""

    rows: Sequence[tuple[str, str]]
    notes: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr((tuple(self.rows), tuple(self.notes))).encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move as a button: the service that makes it, and how to ask for it.

    The service is called with the row's key (``id_argument``, by default ``<model>_id``) if it takes it,
    the actor, and those fields of ``form`` that it names (``reason`` and ``expected_version`` among them).
    ``find_blockers`` stands in for the machine where the move is none of it; a blocker with the code
    ``wrong_state`` hides the button. ``told`` makes the sentence afterwards from what the service gave, where
    ``done`` cannot. With ``preview`` the user sees what it would do, and the move is made when that was seen.
    """

    service: Callable[..., Any]
    label: str
    icon: str = "arrow_forward"
    question: str = ""
    done: str = ""
    form: type[MoveForm] = MoveForm
    needs_reason: bool = False
    is_danger: bool = False
    is_primary: bool = False
    right: str = ""
    id_argument: str = ""
    find_blockers: Callable[[Any], Iterable[Blocker]] | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    told: Callable[[Any], str] | None = None
    preview: Callable[[Any, Actor, Mapping[str, Any]], Preview | None] | None = None

    @property
    def asks(self) -> bool:
        """Whether a person is asked before the move is made."""
        return self.needs_reason or self.is_danger or bool(self.question) or self.form is not MoveForm

    def call(self, instance: Model, *, actor: Actor, given: Mapping[str, Any]) -> Any:
        """Raises whatever the service refuses with."""
        taken = inspect.signature(self.service).parameters
        arguments = {name: value for name, value in given.items() if name in taken}
        key = self.id_argument or f"{instance._meta.model_name}_id"
        if key in taken:
            arguments[key] = instance.pk
        return self.service(**arguments, **self.arguments, actor=actor)

    def blockers(self, instance: Model, name: str) -> list[Blocker]:
        """Why the move is not possible now."""
        if self.find_blockers is not None:
            return list(self.find_blockers(instance))
        return blockers_of(instance, name)


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A button that leads to the page where something is decided; it moves nothing itself."""

    label: str
    url: str
    icon: str = "arrow_forward"
    is_primary: bool = False


@dataclass(frozen=True)
class MoveButton:
    """A move as the page shows it to one user now."""

    name: str
    move: Move
    url: str
    blockers: Sequence[Blocker]

    @property
    def is_open(self) -> bool:
        return not self.blockers


def move_right(model: type[Model], name: str, move: Move) -> str:
    """The permission that the move asks for: its own, else the one of the machine."""
    return move.right or (right_of(model, name) if hasattr(model, name) else "")


def may_move(request: HttpRequest, model: type[Model], name: str, move: Move) -> bool:
    right = move_right(model, name, move)
    return not right or request.user.has_perm(right)


def move_buttons(
    request: HttpRequest, instance: Model, moves: Mapping[str, Move], *, url_name: str, seen: Mapping[str, Any]
) -> list[MoveButton]:
    """The buttons for ``instance`` that the user may see, in the order of ``moves``."""
    buttons = []
    for name, move in moves.items():
        if not may_move(request, type(instance), name, move):
            continue
        blockers = move.blockers(instance, name)
        if any(blocker.code == NOT_NOW for blocker in blockers):
            continue
        url = f"{reverse(url_name, args=[instance.pk, name])}?{urlencode(seen)}"
        buttons.append(MoveButton(name, move, url, blockers))
    return buttons
