"""Which plan holds for trouble on the road: the one written in the admin, else the house's own."""

from shipping.models import Playbook
from shipping.playbooks import Plan, house_plan


def plan_for(family: str, kind: str) -> Plan:
    """The written plan of this kind, else the house's own of this kind, else the same for the family. One query."""
    written = {row.kind: row for row in Playbook.objects.filter(family=family, kind__in=[kind, ""])}
    row = written.get(kind)
    own = house_plan(family, kind)
    if row is None and own is house_plan(family, ""):
        row = written.get("")
    if row is None:
        return own
    return Plan(text=row.text, steps=tuple(row.steps), act_within_hours=row.act_within_hours)
