"""The examples of the documentation run as they stand, and its page asks no other host."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.models.key import Scope
from api.tests.asking import key_for

PAGE = Path(__file__).resolve().parents[2] / "docs/how/api.md"


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_runs(shop, live_server):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    _, text = key_for(shop, *Scope.values)
    script = "\n".join(["set -euo pipefail", *re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)])

    done = subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, text=True, timeout=60, check=False,
        env={"API": f"{live_server.url}/api/v1", "KEY": text, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr + done.stdout


def test_the_docs_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client):
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page) == []
    assert [attributes for attributes in re.findall(r"<script([^>]*)>", page) if "src=" not in attributes] == [
        ' type="application/json" id="swagger-settings"'
    ]
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        asset = client.get(path)
        assert asset.status_code == 200, path
        asset.close()
