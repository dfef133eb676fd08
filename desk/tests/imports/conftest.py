"""Imports stand on master data kept in the process for seconds; each test begins without it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from core.audit.runner import audit
from desk.imports.live import shelves
from orders.intake.reference import forget_reference


@pytest.fixture(autouse=True)
def fresh_master_data():
    forget_reference()
    shelves._shelves.cache_clear()
    yield
    forget_reference()
    shelves._shelves.cache_clear()


@pytest.fixture
def take_in():
    """Run the command; tells the figures it prints."""

    def run(*paths, mode="historical"):
        out = StringIO()
        call_command(
            "import_orders", *map(str, paths), format="uci-retail", mode=mode, create_skus=True, json=True, stdout=out
        )
        return json.loads(out.getvalue())

    return run


@pytest.fixture
def broken_promises():
    """Promises of the books with violations, by name."""

    def find():
        return {finding.name: finding.sample for finding in audit() if finding.violations}

    return find
