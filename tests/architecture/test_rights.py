"""The right a move asks for exists, and somebody holds it. Moves without one only record what happened outside."""

import pytest
from django.apps import apps

from accounts.roles import ROLES
from core.fsm import right_of
from core.lifecycles import machines, moves_of


def known_rights() -> set[str]:
    rights = set()
    for model in apps.get_models():
        meta = model._meta
        own = [f"{action}_{meta.model_name}" for action in meta.default_permissions]
        rights |= {f"{meta.app_label}.{codename}" for codename in [*own, *(name for name, _ in meta.permissions)]}
    return rights


GUARDED = [
    (model, move.name) for model, column in machines() for move in moves_of(model, column) if right_of(model, move.name)
]


@pytest.mark.parametrize(("model", "move"), GUARDED, ids=[f"{model.__name__}.{move}" for model, move in GUARDED])
def test_a_move_asks_for_a_right_that_somebody_holds(model, move):
    right = right_of(model, move)

    assert right in known_rights()
    assert [role.code for role in ROLES if role.code != "admin" and right in role.select(known_rights())]
