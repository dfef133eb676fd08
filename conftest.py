"""Every test has real servers at hand; see ``oms/embedded/pytest_plugin.py``."""

pytest_plugins = ["oms.embedded.pytest_plugin"]
