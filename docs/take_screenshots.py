"""Take the pictures of the readme from a running house.

python docs/take_screenshots.py http://127.0.0.1:8000 manager PASSWORD warehouse PASSWORD
"""

import argparse
import re
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
DESK: ViewportSize = {"width": 1440, "height": 960}
PHONE: ViewportSize = {"width": 390, "height": 844}


def main() -> None:
    asked = arguments()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        desk = signed_in(browser, asked.address, asked.manager, asked.manager_password, DESK)
        take_dashboard(desk)
        take_order(desk, asked.order)
        phone = signed_in(browser, asked.address, asked.picker, asked.picker_password, PHONE)
        take_pick(phone)
        browser.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    for name in ("manager", "manager_password", "picker", "picker_password"):
        parser.add_argument(name)
    parser.add_argument("--order", help="number of the order to show; the newest return's order without it")
    return parser.parse_args()


def signed_in(browser: Browser, address: str, user: str, password: str, viewport: ViewportSize) -> Page:
    page = browser.new_context(base_url=address, viewport=viewport, reduced_motion="reduce").new_page()
    page.goto("/admin/login/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    return page


def take_dashboard(page: Page) -> None:
    page.goto("/admin/", wait_until="networkidle")
    page.wait_for_timeout(1500)  # the chart grows
    shoot(page, "dashboard")


def take_order(page: Page, number: str | None) -> None:
    if number:
        page.goto(f"/admin/find/?q={number}")
    else:
        page.goto("/admin/returns/return/")
        page.locator("#result_list a[href*='/orders/order/']").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "order")


def take_pick(page: Page) -> None:
    """The first stop of a batch, its place just scanned; releases work where no batch waits."""
    page.goto("/warehouse/")
    if page.locator("main ul.rows a").count():
        page.locator("main ul.rows a").first.click()
    today = page.url
    page.goto(f"{today}pick/")
    if not start(page):
        page.goto(f"{today}release/")
        page.get_by_role("button", name="Release most urgent").click()
        start(page)
    take = page.get_by_role("button", name="Take this task")
    if take.count():
        take.click()
    page.wait_for_selector("[data-scan]")
    if page.get_by_text("Scan the place").count():
        page.keyboard.type(page.locator(".place").inner_text())
        page.keyboard.press("Enter")
        page.wait_for_selector(".feedback.right")
    shoot(page, "pick")


def start(page: Page) -> bool:
    button = page.get_by_role("button", name=re.compile("Start|Go on")).first
    if button.count() == 0:
        return False
    button.click()
    page.wait_for_url("**/pick/*/")
    return True


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
