"""What import-linter cannot see: keys between tables, late imports, signals, drawers."""

import ast
import re

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from tests.architecture.tree import FLOORS, ROOT, functions, imports, parsed, path_name, sources, sources_of_tests

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools", "lib"}
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
OF_THE_COMMAND = {"pre_migrate", "post_migrate"}  # sent by ``migrate``, once, and by no model
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
CATCH_ALL = {"Exception", "BaseException"}
MAY_CATCH_ALL = {"core/effects/runner.py"}


def our_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]


def test_foreign_keys_point_down_or_stay_at_home():
    upward = []
    for model in our_models():
        here = model._meta.app_label
        for column in model._meta.concrete_fields:
            if not isinstance(column, ForeignKey):
                continue
            there = column.remote_field.model._meta.app_label
            if (
                there in FLOORS
                and here != there
                and FLOORS[there] >= FLOORS[here]
                and there not in {"core", "accounts"}
            ):
                upward.append(f"{model.__name__}.{column.name} → {there}")

    assert upward == []


def test_nothing_is_imported_inside_a_function():
    late = [
        f"{path_name(path)}:{statement.lineno} {module}"
        for path in sources()
        if path.name != "apps.py"
        for function in functions(path)
        for module, statement in imports(function)
    ]

    assert late == []


def test_our_models_send_no_signals_and_are_found_by_no_string():
    found = []
    for path in sources():
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith("django.db.models.signals")
                and {name.name for name in node.names} - OF_THE_COMMAND
            ):
                found.append(f"{path_name(path)}:{node.lineno} signals")
            if isinstance(node, ast.Attribute) and node.attr in {"get_model", *SIGNALS}:
                found.append(f"{path_name(path)}:{node.lineno} {node.attr}")

    assert found == []


def test_a_service_passes_over_no_refusal_that_dooms_its_transaction():
    """``core.service.tried`` holds a refused service of a service in a savepoint; ``suppress`` does not."""
    found = [
        f"{path_name(path)}:{node.lineno} {ast.unparse(item.context_expr)}"
        for path in sources()
        if "services" in path.relative_to(ROOT).parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.With)
        for item in node.items
        if ast.unparse(item.context_expr).startswith(("suppress(", "contextlib.suppress("))
    ]

    assert found == []


def test_no_file_is_a_drawer():
    names = [
        path_name(path)
        for path in (*sources(), *sources_of_tests())
        if DRAWERS & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]

    assert names == []


def test_nothing_is_left_for_later():
    left = [
        f"{path_name(path)}:{number} {line.strip()}"
        for path in (*sources(), *sources_of_tests())
        if path.parent.name != "architecture"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]

    assert left == []


@pytest.mark.parametrize("path", sources(), ids=path_name)
def test_only_the_effect_runner_catches_everything(path):
    caught = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in CATCH_ALL))
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    ]

    assert path_name(path) in MAY_CATCH_ALL or caught == []
