"""Short files, short functions: the budgets of the house."""

from statistics import median, quantiles

from tests.architecture.tree import functions, line_count, path_name, sources, sources_of_tests

FILE_MEDIAN, FILE_P90, FILE_MAX = 80, 200, 400
FUNCTION_P90, FUNCTION_MAX = 25, 60


def p90(values: list[int]) -> float:
    return quantiles(values, n=10)[-1]


def function_lengths() -> dict[str, int]:
    return {
        f"{path_name(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources()
        for node in functions(path)
    }


def test_no_file_is_longer_than_a_person_reads_at_once():
    lengths = {path_name(path): line_count(path) for path in (*sources(), *sources_of_tests())}

    assert {name: length for name, length in lengths.items() if length > FILE_MAX} == {}


def test_most_files_are_short():
    lengths = [length for path in sources() if (length := line_count(path)) > 1]

    assert median(lengths) <= FILE_MEDIAN
    assert p90(lengths) <= FILE_P90


def test_no_function_is_longer_than_a_screen():
    assert {name: length for name, length in function_lengths().items() if length > FUNCTION_MAX} == {}


def test_most_functions_are_short():
    assert p90(list(function_lengths().values())) <= FUNCTION_P90
