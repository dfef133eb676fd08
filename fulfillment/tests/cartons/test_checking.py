import pytest

from fulfillment.cartons.checking import faults_of, missing_from
from fulfillment.cartons.measures import Box, Carton, Item, Placed

BOX = Box("box", 200, 200, 200, 100, 1_000)
CUBE = Item("CUBE", 100, 100, 100, 400)
VASE = Item("VASE", 50, 60, 150, 100, keep_upright=True)


def at(item, x, y, z, *lengths) -> Placed:
    return Placed(item, x, y, z, *(lengths or (item.length, item.width, item.height)))


def test_a_sound_carton_has_no_fault():
    assert faults_of(Carton(BOX, (at(CUBE, 0, 0, 0), at(CUBE, 0, 0, 100)))) == []


@pytest.mark.parametrize(
    ("placed", "fault"),
    [
        ([at(CUBE, 0, 0, 0), at(CUBE, 99, 99, 0)], "CUBE and CUBE overlap"),
        ([at(CUBE, 101, 0, 0)], "CUBE sticks out of the box"),
        ([at(CUBE, 0, -1, 0)], "CUBE sticks out of the box"),
        ([at(CUBE, 0, 0, 0, 100, 100, 90)], "CUBE has other lengths than it was measured with"),
        ([at(VASE, 0, 0, 0, 150, 60, 50)], "VASE does not stand upright"),
        ([at(CUBE, 0, 0, 50)], "CUBE hangs in the air"),
        ([at(CUBE, 0, 0, 0), at(CUBE, 51, 0, 100)], "CUBE hangs in the air"),
    ],
)
def test_each_fault_is_named(placed, fault):
    assert faults_of(Carton(BOX, tuple(placed))) == [fault]


def test_a_carton_that_is_too_heavy_is_at_fault_also_by_what_has_no_place():
    carton = Carton(BOX, (at(CUBE, 0, 0, 0),), loose=(CUBE, CUBE))

    assert faults_of(carton) == ["1300 g is more than 1000 g"]


def test_what_is_missing_and_what_is_there_twice_is_counted():
    carton = Carton(BOX, (at(CUBE, 0, 0, 0), at(CUBE, 100, 0, 0)))

    assert missing_from([carton], [CUBE, VASE]) == {CUBE: -1, VASE: 1}
