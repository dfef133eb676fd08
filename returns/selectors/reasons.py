"""Why goods come back: the tree that is offered."""

from dataclasses import dataclass

from core.errors import InvalidInput
from returns.models import ReturnReason


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Reasons below a heading; an empty heading for those that stand by themselves."""

    heading: str
    reasons: tuple[tuple[str, str], ...]


def active_reasons() -> list[ReturnReason]:
    """The reasons that can be chosen, in their order: no headings, and none below one that is put away."""
    reasons = ReturnReason.objects.filter(is_active=True, is_heading=False).exclude(parent__is_active=False)
    return list(reasons.select_related("parent"))


def reason_tree(language: str = "en") -> list[ReasonGroup]:
    """(code, label) of what can be chosen, grouped below the headings, in the language. One query."""
    groups: dict[int, tuple[int, str, list[tuple[str, str]]]] = {}
    for reason in active_reasons():
        top = reason.parent or reason
        heading = reason.parent.label_in(language) if reason.parent else ""
        key = reason.parent_id or -reason.pk
        groups.setdefault(key, (top.position, heading, []))[2].append((reason.code, reason.label_in(language)))
    ordered = sorted(groups.values(), key=lambda group: group[0])
    return [ReasonGroup(heading, tuple(reasons)) for _, heading, reasons in ordered]


def reason_coded(code: str) -> ReturnReason:
    """The reason that was chosen. Raises InvalidInput for a heading, for one put away, and for an unknown one."""
    reason = ReturnReason.objects.select_related("parent").filter(code=code).first()
    if reason is None:
        raise InvalidInput("Choose a reason for the return.", field="reason")
    if reason.is_heading:
        raise InvalidInput(f"“{reason}” is only a heading. Choose one of the reasons below it.", field="reason")
    if not reason.is_active or (reason.parent is not None and not reason.parent.is_active):
        raise InvalidInput(f"“{reason}” is not offered any more. Choose another reason.", field="reason")
    return reason
