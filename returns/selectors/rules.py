"""The rules a return breaks, each named in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orders.models import OrderLine
from returns.models import RuleCode
from returns.selectors.returnable import LineTerms


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that units of one line or of one kind of goods break."""

    rule: RuleCode
    sentence: str
    until: str = ""

    @property
    def right(self) -> str:
        """Who may let it pass."""
        return f"returns.override_{self.rule}"


def broken_rules(wanted: Mapping[int, int], terms: Mapping[int, LineTerms]) -> list[Broken]:
    """What stands against ``wanted`` units by line; ``terms`` are those of every line of the order."""
    asked = [(terms[key], count) for key, count in wanted.items()]
    return [
        *(one for line, _ in asked if line.policy.is_final_sale for one in [_final(line.line)]),
        *(_late(line, count) for line, count in asked if not line.policy.is_final_sale and count > line.in_time),
        *_too_many(wanted, terms.values()),
    ]


def _final(line: OrderLine) -> Broken:
    return Broken(RuleCode.FINAL_SALE, f"{line.name} was a final sale: it does not come back.")


def _late(line: LineTerms, count: int) -> Broken:
    day = f"{line.ends_at:%Y-%m-%d}" if line.ends_at else "an earlier day"
    what = f"{line.line.name} could be returned until {day}"
    sentence = f"{what}." if not line.in_time else f"Of {count} {line.line.name} only {line.in_time} can be returned."
    return Broken(RuleCode.WINDOW, sentence, line.ends_at.isoformat() if line.ends_at else "")


def _too_many(wanted: Mapping[int, int], terms: Iterable[LineTerms]) -> Sequence[Broken]:
    """Goods of one policy count together, with what of them came back or is announced."""
    counts: dict[int, int] = defaultdict(int)
    asked: dict[int, LineTerms] = {}
    for line in terms:
        key = line.policy.pk or 0
        counts[key] += wanted.get(line.line.pk, 0) + line.line.returned + line.line.return_requested
        if wanted.get(line.line.pk):
            asked[key] = line
    broken = []
    for key, line in asked.items():
        most = line.policy.max_units
        if most is not None and counts[key] > most:
            goods = line.policy.category or "these goods"
            sentence = f"Of {goods} at most {most} units of an order come back, and these would make {counts[key]}."
            broken.append(Broken(RuleCode.MAX_UNITS, sentence))
    return broken
