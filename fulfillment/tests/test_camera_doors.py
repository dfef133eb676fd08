"""What reads codes where the browser cannot: it is ours to serve, unchanged, and the pages only name it."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from whitenoise.media_types import MediaTypes

from fulfillment.tests.factories import member

VENDORED = Path(settings.BASE_DIR, "static/vendor/barcode-detector")


def sum_of(name: str) -> str:
    return hashlib.sha256((VENDORED / name).read_bytes()).hexdigest()


def test_the_vendored_reader_is_what_its_readme_says_and_its_two_files_belong_together():
    told = dict(re.findall(r"\| `([\w.]+)` .*`(\w{64})` \|", (VENDORED / "README.md").read_text()))

    assert told == {name: sum_of(name) for name in ("ponyfill.js", "zxing_reader.wasm")}
    assert sum_of("zxing_reader.wasm") in (VENDORED / "ponyfill.js").read_text()
    assert {"LICENSE", "LICENSE-zxing-cpp"} <= {file.name for file in VENDORED.iterdir()}


def test_the_server_says_what_webassembly_is_or_browsers_would_not_compile_it_as_it_comes():
    assert MediaTypes().get_type("zxing_reader.wasm") == "application/wasm"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pack", "counter"])
def test_a_page_with_a_scan_field_offers_the_camera_and_loads_no_reader(client, shop, name):
    client.force_login(member(shop))
    page = client.get(reverse(f"warehouse:{name}", args=["w1"])).content.decode()

    assert page.count("data-camera-open") == page.count("data-scan") == 1
    assert re.findall(r'(?:src|href)="[^"]*vendor[^"]*"', page) == []
