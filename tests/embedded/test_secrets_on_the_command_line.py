"""A secret may begin with any character; the simulators take it as it is."""

from pathlib import Path

from oms.embedded import simulators
from oms.embedded.children import stop_all
from oms.embedded.pytest_plugin import Simulator, started


def test_a_secret_that_looks_like_an_option_is_still_a_secret(tmp_path: Path):
    port = simulators.free_port()
    child = simulators.simulator(
        "gateway", port=port, home=tmp_path, log=tmp_path / "log", mark="tests", webhook_secret="-begins-with-a-dash"
    )
    running = started(child, port, Simulator(f"http://{simulators.HOST}:{port}", "-begins-with-a-dash"))
    next(running)

    assert simulators.healthy(port)
    stop_all([child], patience=3)
    running.close()
