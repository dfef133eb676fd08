"""Does a template name only what its event has? Every branch is read, also those that the sample does not take."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError, VariableDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, Template, Variable, VariableNode
from django.template.defaulttags import ForNode, WithNode
from django.template.loader_tags import ExtendsNode, IncludeNode

from notifications.errors import BadTemplate

# What the engine itself puts in.
_ENGINE = frozenset({"forloop", "block", "True", "False", "None"})
_UNKNOWN = object()
# Contexts are plain values: what a filter cannot do with one is the template's fault.
BREAKS = (
    TemplateSyntaxError, TemplateDoesNotExist, VariableDoesNotExist, ValueError, TypeError, ArithmeticError,
    AttributeError, LookupError,
)  # fmt: skip
Scope = Mapping[str, Any]


def ensure_known_names(template: Template, *, known: Scope, part: str) -> None:
    """Raises BadTemplate with the name, its line, and what may be named. ``known`` has a sample of each name."""
    for path, line in _unknown(template.nodelist, known):
        offered = ", ".join(sorted(name for name in known if name != "subject"))
        raise BadTemplate(
            f"Line {line} of the {part} names “{path}”, which this message does not have. It has: {offered}.",
            field=part, line=line,
        )  # fmt: skip


def _unknown(nodes: NodeList, scope: Scope) -> Iterator[tuple[str, int]]:
    for node in nodes:
        line = (node.token.lineno or 0) if node.token else 0
        for path in _paths(node):
            if _sample(path, scope) is _UNKNOWN:
                yield path, line
        for children, inner in _inside(node, scope):
            yield from _unknown(children, inner)


def _inside(node: Node, scope: Scope) -> Iterator[tuple[NodeList, Scope]]:
    """The lists of nodes within a node, each with the names that are known there."""
    inner: Scope = scope
    if isinstance(node, ForNode):
        first = _first_of(node.sequence, scope)
        inner = {**scope, **dict.fromkeys(node.loopvars, first if len(node.loopvars) == 1 else None)}
    elif isinstance(node, WithNode):
        inner = {**scope, **{name: _meant(one, scope) for name, one in node.extra_context.items()}}
    if isinstance(node, ExtendsNode):
        yield node.nodelist, scope
        return
    for attribute in node.child_nodelists:
        if isinstance(children := getattr(node, attribute, None), NodeList):
            yield children, scope if attribute == "nodelist_empty" else inner
    for _, children in getattr(node, "conditions_nodelists", ()):
        yield children, inner


def _meant(expression: FilterExpression, scope: Scope) -> Any:
    """What a new name stands for in the sample, so that what is looked up in it is checked like any other."""
    try:
        return expression.resolve(Context(dict(scope)), ignore_failures=True)
    except BREAKS:
        # Rendering the sample tells what is wrong.
        return None


def _paths(node: Node) -> Iterator[str]:
    """Every variable that the tag itself looks up."""
    found: list[Any] = []
    if isinstance(node, VariableNode):
        found = [node.filter_expression]
    elif isinstance(node, IncludeNode | ExtendsNode):
        found = [getattr(node, "template", None), *getattr(node, "extra_context", {}).values()]
    else:
        own = {name: value for name, value in vars(node).items() if name not in ("parent", "token", "origin")}
        found = [value for value in own.values() if not isinstance(value, NodeList | Node)]
    for one in found:
        yield from _within(one)


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, FilterExpression):
        yield from _within(value.var)
        for _, arguments in value.filters:
            for is_lookup, argument in arguments:
                if is_lookup:
                    yield from _within(argument)
    elif isinstance(value, Variable):
        if value.lookups is not None:
            yield ".".join(value.lookups)
    elif isinstance(value, Mapping):
        yield from (path for one in value.values() for path in _within(one))
    elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
        yield from (path for one in value for path in _within(one))
    else:
        # The conditions of an {% if %} are a tree of operators over literals.
        for name in ("value", "first", "second"):
            if (part := getattr(value, name, None)) is not None and not isinstance(value, str):
                yield from _within(part)


def _sample(path: str, scope: Scope) -> Any:
    """The sample that a path leads to, None where the sample says no more, ``_UNKNOWN`` where there is no such name."""
    first, *rest = path.split(".")
    if first in _ENGINE:
        return None
    if first not in scope:
        return _UNKNOWN
    value = scope[first]
    for step in rest:
        if isinstance(value, Mapping):
            if step not in value:
                return _UNKNOWN
            value = value[step]
        elif isinstance(value, list):
            value = value[0] if step.isdigit() and value else None if step.isdigit() else _UNKNOWN
        elif value is not None:
            return _UNKNOWN
        if value is _UNKNOWN:
            return _UNKNOWN
    return value


def _first_of(sequence: Any, scope: Scope) -> Any:
    paths = list(_within(sequence))
    found = _sample(paths[0], scope) if paths else None
    return found[0] if isinstance(found, list) and found else None
