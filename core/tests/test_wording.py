from core.wording import units_are, units_have, units_said


def test_one_unit_is_and_several_are():
    assert [units_said(1), units_said(2), units_said(0)] == ["1 unit", "2 units", "0 units"]
    assert [units_are(1), units_are(2)] == ["1 unit is", "2 units are"]
    assert [units_have(1), units_have(2)] == ["1 unit has", "2 units have"]
