"""No two installed distributions write the same module, and none brings a package of ours."""

from collections import defaultdict
from importlib.metadata import distributions, packages_distributions

from tests.architecture.tree import PACKAGES


def test_no_module_comes_from_two_distributions():
    owners: dict[str, set[str]] = defaultdict(set)
    for distribution in distributions():
        # Asked for once: each time it is read, the file it stands in is parsed anew.
        name = distribution.metadata["Name"]
        for file in distribution.files or ():
            if file.suffix == ".py" and ".." not in file.parts:
                owners[str(file)].add(name)

    assert {file: sorted(names) for file, names in owners.items() if len(names) > 1} == {}


def test_no_distribution_shadows_a_package_of_ours():
    assert set(PACKAGES) & set(packages_distributions()) == set()
