"""What the customer was asked about late goods, and what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from orders.admin.choices import has_open_choice, newest_choice
from orders.models import Answer, DelayChoice, Order


@dataclass(frozen=True)
class ChoicePanel:
    """The newest question; ``standing`` says in a few words where it stands."""

    choice: DelayChoice
    options: Sequence[str]
    standing: str
    is_open: bool
    asked_by: str
    answered_by: str


def actors_of_choice(order: Order) -> list[str]:
    """Who asked and who answered, as labels."""
    choice = newest_choice(order)
    return [choice.asked_by, choice.answered_by] if choice else []


def choice_panel(order: Order, names: Mapping[str, str]) -> ChoicePanel | None:
    """None when nothing was asked; ``names`` has those of ``actors_of_choice``."""
    choice = newest_choice(order)
    if choice is None:
        return None
    is_open = not list(has_open_choice(order))
    return ChoicePanel(
        choice=choice, options=[Answer(code).label for code in choice.options], standing=_standing(choice, is_open),
        is_open=is_open, asked_by=names[choice.asked_by], answered_by=names[choice.answered_by],
    )  # fmt: skip


def _standing(choice: DelayChoice, is_open: bool) -> str:
    if choice.answer:
        return choice.get_answer_display()
    if is_open:
        return "Waiting for the customer"
    return "Unanswered: it waits" if timezone.now() >= choice.expires_at else "Overtaken"
