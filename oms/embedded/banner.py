"""What a person needs to know once everything runs."""

import json
from collections.abc import Mapping
from pathlib import Path

from oms.embedded.places import Places

ADDRESSES = (
    ("Office", "/admin/"),
    ("Warehouse", "/warehouse/"),
    ("API", "/api/v1/docs"),
)


def banner(places: Places, *, site_url: str, environment: Mapping[str, str], seconds: float) -> str:
    """The addresses and, for each role, a login."""
    lines = ["", f"  The house is open (started in {seconds:.1f} s).", ""]
    lines += [f"  {name:<12} {site_url}{path}" for name, path in ADDRESSES]
    if "MAIL_CATCHER_URL" in environment:
        lines.append(f"  {'Sent mail':<12} {environment['MAIL_CATCHER_URL']}/")
    if "CARRIER_URL" in environment:
        lines.append(f"  {'Carrier':<12} {environment['CARRIER_URL']}/ (simulated: docs/how/simulators.md)")
    lines += ["", *login_lines(places.logins_file)]
    if not places.demo_mark.exists():
        lines.append("  Demo data is being made in the background; orders appear as you watch.")
    lines += [f"  Data and logs are kept in {places.data}. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def login_lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    rows = [(str(row["role"]), str(row["username"]), str(row["password"])) for row in json.loads(path.read_text())]
    table = [("Role", "User", "Password"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    lines = ["   ".join(f"{word:<{width}}" for word, width in zip(row, widths, strict=True)) for row in table]
    return [*(f"  {line.rstrip()}" for line in lines), ""]
