"""Dashboards, alert rules and runbooks speak of figures and pages that exist."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from django_prometheus.middleware import PrometheusAfterMiddleware
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from core.counting import count
from core.heartbeats import own_heartbeat, tell
from core.models import Alert, AuditRun, BackupRun
from desk.runbooks import as_page
from desk.selectors import diagnosis

ROOT = Path(__file__).resolve().parents[2]
RULES = yaml.safe_load((ROOT / "ops/prometheus/oms-alerts.yml").read_text())["groups"][0]["rules"]
BOARD = json.loads((ROOT / "ops/grafana/oms.json").read_text())
RUNBOOKS = {path.stem for path in (ROOT / "docs/runbooks").glob("*.md")}
NAME = re.compile(r"\b(?:oms|django)_[a-z0-9_]+")
# The one figure Prometheus adds itself.
OF_PROMETHEUS = {"up"}


@pytest.fixture
def told(client, settings, db) -> set[str]:
    """The name of every sample a scrape can have."""
    settings.METRICS_TOKEN = "t"
    now = timezone.now()
    AuditRun.objects.create(finished_at=now)
    AuditRun.objects.create(finished_at=now, changed_since=now)
    for kind in ("backup", "drill"):
        BackupRun.objects.create(kind=kind, state="good", finished_at=now)
    Alert.objects.create(kind="broken_promise", reference="x", message="x")
    count("conflict:stale_version")
    tell(own_heartbeat("worker", version="1"))
    text = client.get("/metrics", headers={"Authorization": "Bearer t"}).content.decode()
    house = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    families = {family.name for family in text_string_to_metric_families(text)}
    PrometheusAfterMiddleware(lambda request: None)
    web = {family.name + ending for family in REGISTRY.collect() for ending in ("", "_total", "_bucket")}
    return house | families | web


def test_every_figure_of_rules_and_dashboard_is_one_we_tell(told):
    asked = [rule["expr"] for rule in RULES]
    asked += [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    named = {name for text in asked for name in NAME.findall(text)}

    assert len(named) > 20
    assert named - told == set()


def test_every_alert_has_a_runbook_that_says_what_to_look_at_and_do():
    missing = [rule["alert"] for rule in RULES if not (ROOT / rule["annotations"]["runbook"]).is_file()]
    texts = [(ROOT / "docs/runbooks" / f"{slug}.md").read_text() for slug in RUNBOOKS]

    assert missing == []
    assert all(part in text for text in texts for part in ("## What it means", "## Look at", "## Do"))


def test_every_runbook_the_doctor_names_exists_and_none_is_left_over():
    source = Path(diagnosis.__file__).read_text()
    known = {slug for slug in RUNBOOKS if f'"{slug}"' in source}
    of_rules = {Path(rule["annotations"]["runbook"]).stem for rule in RULES}

    assert RUNBOOKS - known - of_rules == set()
    assert set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) <= RUNBOOKS


def test_a_runbook_is_shown_with_everything_in_it_escaped():
    page = as_page("# T\n\n## Do\n\n1. Run `a <b>`\n2. Then\n   rest\n\n```\n<x>\n```\n")

    assert '<li>Run <code class="oms-code">a &lt;b&gt;</code></li><li>Then rest</li>' in page
    assert "&lt;x&gt;</pre>" in page


def test_the_scrape_asks_where_the_figures_are_and_shows_a_token():
    job = yaml.safe_load((ROOT / "ops/prometheus/scrape.yml").read_text())["scrape_configs"][0]

    assert job["metrics_path"] == "/metrics"
    assert job["authorization"]["type"] == "Bearer"
