"""A safe state field and moves whose refusals are data.

django-fsm's traps and our answers: a transition checks no permission (``perform`` does); its
``refresh_from_db`` lowers protection for the whole class (ours only for the one instance); a
move changes memory only (services save). Nobody assigns a state.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldMixin

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused

# What Django's ``ModelState.render`` names as the module of its classes.
DRAWN_BY_MIGRATIONS = "__fake__"


class StateField(FSMField):  # type: ignore[misc]
    """A protected FSM column: set at creation, then changed by moves alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("protected", True)
        kwargs.setdefault("max_length", 24)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        """As django-fsm does, but models drawn by migrations are not searched for transitions: they have none.

        Each of its fields listens to every model that is prepared, and migrations prepare them by the ten thousand: a
        third of their time went into listeners of models long gone.
        """
        if cls.__module__ == DRAWN_BY_MIGRATIONS:
            super(FSMFieldMixin, self).contribute_to_class(cls, name, *args, **kwargs)
            return
        super().contribute_to_class(cls, name, *args, **kwargs)


class StateModel(models.Model):
    """A model with StateFields that can be re-read without lowering anybody else's guard."""

    class Meta:
        abstract = True

    def refresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        names = [f.attname for f in self._meta.concrete_fields if isinstance(f, StateField)]
        kept = {n: self.__dict__.pop(n) for n in names if n in self.__dict__ and (fields is None or n in fields)}
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        except BaseException:
            self.__dict__.update(kept)
            raise

    def blockers(self, move: str) -> list[Blocker]:
        """Why ``move`` is refused now; empty when it is open."""
        return blockers_of(self, move)


class Guard:
    """A condition of a move that can say why it refuses."""

    def __init__(self, find: Callable[[Any], Iterable[Blocker]]) -> None:
        self.find = find
        self.__name__ = find.__name__
        self.__doc__ = find.__doc__

    def __call__(self, instance: Any) -> bool:
        return next(iter(self.find(instance)), None) is None


def guard(find: Callable[[Any], Iterator[Blocker]]) -> Guard:
    """Make a guard of a generator of blockers, for ``@transition(conditions=[…])``."""
    return Guard(find)


def blockers_of(instance: Any, move: str) -> list[Blocker]:
    """Every reason why ``move`` is refused for ``instance`` now, each with its remedy."""
    method = getattr(type(instance), move)
    meta = method._django_fsm
    field = meta.field if not isinstance(meta.field, str) else instance._meta.get_field(meta.field)
    state = field.get_state(instance)
    if not meta.has_transition(state):
        label = dict(field.flatchoices).get(state, state)
        sources = ", ".join(sorted(str(dict(field.flatchoices).get(s, s)) for s in meta.transitions))
        sentence = f"it is {str(label).lower()}; only possible when {sources.lower()}."
        return [Blocker(code="wrong_state", sentence=sentence, turns_on=str(state))]
    found: list[Blocker] = []
    for condition in meta.get_transition(state).conditions:
        if isinstance(condition, Guard):
            found.extend(condition.find(instance))
        elif not condition(instance):
            found.append(Blocker(code=condition.__name__, sentence=(condition.__doc__ or condition.__name__).strip()))
    return found


def right_of(instance_or_class: Any, move: str) -> str:
    """The permission a move asks for (``app.codename``), or an empty string."""
    method = getattr(instance_or_class if isinstance(instance_or_class, type) else type(instance_or_class), move)
    for transition in method._django_fsm.transitions.values():
        if transition.permission:
            return str(transition.permission)
    return ""


def perform(instance: Any, move: str, *, actor: Actor, **arguments: Any) -> tuple[str, str]:
    """Make the move in memory and tell (old state, new state); the caller saves.

    Raises NotPermitted when the actor lacks the move's right and MoveRefused with the reasons.
    """
    right = right_of(instance, move)
    if right:
        ensure_may(actor, right)
    reasons = blockers_of(instance, move)
    if reasons:
        raise MoveRefused(move, reasons)
    field = getattr(type(instance), move)._django_fsm.field
    name = field if isinstance(field, str) else field.name
    before = str(getattr(instance, name))
    getattr(instance, move)(**arguments)
    return before, str(getattr(instance, name))
