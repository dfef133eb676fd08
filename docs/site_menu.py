"""The site's menu, made of the files there are, and the site kept from asking other hosts for anything."""

import re
from pathlib import Path

GUIDES = (
    "index", "csr", "warehouse", "warehouse-lead", "payments", "returns", "manager", "admin", "shop-developer",
    "customer", "user-test",
)  # fmt: skip
OPERATIONS = (
    "operations", "backup", "observability", "speed", "faults", "scale", "fault-matrix", "simulators", "imports", "analytics",
)
INTEGRATION = ("api", "webhooks", "feeds", "channels", "add-a-gateway", "add-a-carrier", "carriers", "mail")
REFERENCE = ("reports", "settings")
DIAGRAM = re.compile(r"```mermaid\n.*?```\n", re.DOTALL)
# The theme would fetch a drawing library and a patch for old browsers from here; neither is wanted.
ELSEWHERE = "https://unpkg.com"


def on_config(config):
    """The menu: guides in the order of an order's way, everything else by what it is for."""
    docs = Path(config.docs_dir)
    how = sorted(path.stem for path in (docs / "how").glob("*.md"))
    rest = [name for name in how if name not in (*OPERATIONS, *INTEGRATION, *REFERENCE)]
    config.nav = [
        {"Start": ["index.md", "quickstart.md", "map.md"]},
        {"Guides": [f"guides/{name}.md" for name in GUIDES]},
        {"How things work": pages(rest, how)},
        {"Operations": [*folder(docs, "operations"), *pages(OPERATIONS, how), {"Runbooks": folder(docs, "runbooks")}]},
        {"Integration": [*folder(docs, "integration"), *pages(INTEGRATION, how)]},
        {"Reference": [*folder(docs, "reference"), *pages(REFERENCE, how), {"States": folder(docs, "lifecycle")}, "proof.md"]},
        {"Decisions": folder(docs, "adr")},
    ]
    config.nav = [{title: without_empty(entries)} for part in config.nav for title, entries in part.items()]
    return config


def pages(names, known):
    return [f"how/{name}.md" for name in names if name in known]


def folder(docs, name):
    """The pages of a folder, its index first."""
    found = sorted((docs / name).glob("*.md"), key=lambda path: (path.stem not in ("index", "README"), path.stem))
    return [f"{name}/{path.name}" for path in found]


def without_empty(entries):
    return [entry for entry in entries if not isinstance(entry, dict) or any(entry.values())]


def on_page_markdown(markdown, page, **_):
    """A diagram that only other places draw is left out: the table below it tells the same."""
    return DIAGRAM.sub("", markdown)


def on_post_build(config):
    for script in Path(config.site_dir).rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        if ELSEWHERE in text:
            script.write_text(text.replace(ELSEWHERE, ""), encoding="utf-8")
    for sources in Path(config.site_dir).rglob("*.map"):
        sources.unlink()
