"""Which version of the house this is."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def version_of_project() -> str:
    """The version the project gives itself; ``OMS_VERSION`` names a build more exactly."""
    with PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
