"""What the hands of somebody on the floor do: a wedge scanner that types, and keys; no mouse."""


def scan(page, code: str) -> None:
    """A wedge scanner types into whatever is open, and the page takes it."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def press(page, control, leads_to: str = "") -> None:
    """Tab through the page until the control has the focus, then Enter, and wait for the page it leads to."""
    go_to(page, control)
    page.keyboard.press("Enter")
    if leads_to:
        page.wait_for_url(leads_to)


def enter(page, control, text: str) -> None:
    """Tab to a field and type over what stands in it."""
    go_to(page, control)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def go_to(page, control) -> None:
    wanted = control.element_handle()
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: no way to {control} by keyboard")
