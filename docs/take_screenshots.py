"""Take the pictures of the guides: every page of `shown_pages.py` at two widths, light and dark.

python docs/take_screenshots.py                     starts a house of its own, waits for its demo data, stops it
python docs/take_screenshots.py --log RUN.LOG       uses the running house whose start was written into RUN.LOG
python docs/take_screenshots.py --only order pick --axe
"""

import argparse
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright
from shown_pages import HOUSE, PAGES, Shown

FOLDER = Path(__file__).parent / "screenshots"
ROOT = FOLDER.parent.parent
SIZES = {1440: 900, 390: 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Wide pages are kept this wide: readable on a page of the docs, a third of the bytes.
KEPT_WIDTH = 1080
COLORS = 96
MOST_BYTES = 6 * 1024 * 1024
PATIENCE_SECONDS = 600
READY = "the demo data is complete"
# WCAG 2.1 A and AA, as the tests of the browser ask.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@dataclass
class House:
    """A running house as its start told it: the address and a login for each role."""

    address: str
    mail: str
    passwords: dict[str, str]
    states: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def main() -> int:
    asked = arguments()
    FOLDER.mkdir(exist_ok=True)
    wanted = [page for page in PAGES if not asked.only or page.name in asked.only]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with running(asked.log) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        house.places["customer"] = customers_page(house)
        told = []
        for page in wanted:
            for line in take(browser, house, page, axe=asked.axe):
                print(line, flush=True)
                told.append(line)
        browser.close()
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {size / 1024**2:.1f} MiB.")
    return int(size > MOST_BYTES or any("axe" in line for line in told))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, help="what `make run` printed when the running house started")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of pages; all without it")
    parser.add_argument("--axe", action="store_true", help="tell what axe finds on each page; any finding fails")
    return parser.parse_args()


@contextmanager
def running(log: Path | None) -> Iterator[House]:
    """The house whose start the log tells, or one of our own for as long as it is needed."""
    if log is not None:
        yield read_start(log.read_text())
        return
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        written = Path(folder) / "run.log"
        surroundings = {**os.environ, "OMS_DATA_DIR": f"{folder}/data", "PORT": port}
        with written.open("w") as output:
            house = subprocess.Popen(
                [sys.executable, "-m", "oms.embedded.run"], cwd=ROOT, env=surroundings, stdout=output, stderr=output
            )
        try:
            yield read_start(wait_for(written, READY, house))
        finally:
            house.send_signal(signal.SIGINT)
            house.wait(timeout=60)


def wait_for(log: Path, words: str, process: subprocess.Popen) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if words in log.read_text():
            return log.read_text()
        time.sleep(1)
    raise SystemExit(f"The house did not get ready:\n{log.read_text()[-2000:]}")


def read_start(log: str) -> House:
    address = re.search(r"Office\s+(http\S+)/admin/", log)
    mail = re.search(r"Sent mail\s+(http\S+)", log)
    logins = dict(re.findall(r"^  \S.*?\s{2,}([a-z-]+)\s+([a-z]+-[a-z]+-[a-z]+-\d+)$", log, re.MULTILINE))
    if address is None or mail is None or not logins:
        raise SystemExit("The log tells no address or no logins: give what `make run` printed at its first start.")
    return House(address[1], mail[1].rstrip("/"), logins)


def customers_page(house: House) -> str:
    """The page of a customer whose parcel is on its way, by the link in the mail; empty while nobody was told."""
    for message in told_customers(house):
        with urlopen(f"{house.mail}/messages/{message['id']}.eml") as answer:  # noqa: S310
            text = answer.read().decode(errors="replace").replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")
        found = re.search(r"/o/[\w:.-]{20,}/", text)
        if found:
            return found[0]
    return ""


def told_customers(house: House) -> list[dict]:
    with urlopen(f"{house.mail}/messages?subject=parcel") as answer:  # noqa: S310
        return list(json.load(answer))


def take(browser: Browser, house: House, shown: Shown, *, axe: bool) -> Iterator[str]:
    """Picture one page in every size and scheme; tells what could not be, and what axe found."""
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=house.address, reduced_motion="reduce", color_scheme=scheme,
                viewport={"width": width, "height": height},
            )  # fmt: skip
            context.set_default_timeout(30_000)
            sign_in(context, house, shown.role)
            try:
                page = arrive(context, house, shown)
            except (LookupError, TimeoutError) as reason:
                yield f"{shown.name}: left out ({str(reason).splitlines()[0]})"
                return
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                yield f"{shown.name}, {width} px: {wide} px wide, it scrolls sideways"
            if f"{width}-{scheme}" in shown.looks:
                keep(page.screenshot(), f"{shown.name}-{width}-{scheme}")
            if axe:
                yield from complaints(page, f"{shown.name}-{width}-{scheme}")
            context.close()


def sign_in(context: BrowserContext, house: House, role: str) -> None:
    """By the form once per role, then by the cookie it gave."""
    if not role:
        return
    if role not in house.states:
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("[name=username]", role)
        page.fill("[name=password]", house.passwords[role])
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/")
        house.states[role] = context.cookies()
        page.close()
    context.add_cookies(house.states[role])


def arrive(context: BrowserContext, house: House, shown: Shown) -> Page:
    page = context.new_page()
    start = shown.start
    if "{house}" in start:
        start = start.replace("{house}/", own_warehouse(page))
    if "{customer}" in start:
        start = start.replace("{customer}", house.places["customer"])
    if not start:
        raise LookupError("no customer was written to yet")
    answer = page.goto(start)
    if answer is None or answer.status >= 400:
        raise LookupError(f"{start} answers {answer and answer.status}")
    for link in shown.follow:
        found = page.locator(link)
        if found.count() == 0:
            raise LookupError(f"nothing to press at {page.url}: {link}")
        found.first.click()
        page.wait_for_load_state()
    if shown.typed:
        page.keyboard.type(shown.typed)
        page.wait_for_timeout(1000)  # the palette waits for the typing to end
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)  # charts grow
    return page


def own_warehouse(page: Page) -> str:
    page.goto("/warehouse/")
    if page.locator(HOUSE).count():
        page.locator(HOUSE).first.click()
    return page.url.rstrip("/").rpartition("/")[2] + "/"


def keep(picture: bytes, name: str) -> None:
    """As a PNG of few colors, at the width it is read at."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.width > KEPT_WIDTH:
        image = image.resize((KEPT_WIDTH, round(image.height * KEPT_WIDTH / image.width)), Image.Resampling.LANCZOS)
    # Widest coverage keeps small spots of a loud color, such as a figure in alarm, which a median cut drowns in gray.
    few = image.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def complaints(page: Page, name: str) -> Iterator[str]:
    for broken in Axe().run(page, options=RULES).response["violations"]:
        where = "; ".join(str(node["target"][0]) for node in broken["nodes"][:3])
        yield f"{name}: axe {broken['id']} ({broken['impact']}) at {where}"


if __name__ == "__main__":
    sys.exit(main())
