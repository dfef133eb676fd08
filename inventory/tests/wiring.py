"""What inventory tells, caught by an effect that does nothing."""

from core.effects import effect_task


@effect_task(queue="default")
def hear(*, level_id: int) -> None:
    return


WIRING = {
    "inventory.received": ["inventory.tests.wiring.hear"],
    "inventory.shortfall": ["inventory.tests.wiring.hear"],
}
