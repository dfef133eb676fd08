import pytest

from core.audit.runner import audit


@pytest.fixture(autouse=True)
def _wired_to_nobody(settings) -> None:
    settings.OMS_WIRING = "inventory.tests.wiring.WIRING"


@pytest.fixture
def stock_is_sound(db):
    """Tells the promises about stock that are broken, with samples."""

    def broken() -> dict[str, list[dict[str, object]]]:
        names = [
            "levels_match_movements", "bins_sum_to_levels", "bins_match_movements", "movements_stay_in_the_building",
            "unavailable_is_what_lies_aside",
        ]  # fmt: skip
        return {one.name: one.sample for one in audit(names) if one.violations}

    return broken
