from collections.abc import Iterator

import pytest

from simulators.tests.processes import SECRET, Receiver, Simulator, start, start_receiver


@pytest.fixture(scope="session")
def gateway_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = start("gateway", tmp_path_factory.mktemp("gateway"), "--webhook-secret", SECRET)
    yield simulator
    simulator.stop()


@pytest.fixture(scope="session")
def carrier_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = start("carrier", tmp_path_factory.mktemp("carrier"), "--webhook-secret", SECRET)
    yield simulator
    simulator.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver, server = start_receiver()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(gateway_process: Simulator) -> Simulator:
    gateway_process.reset()
    return gateway_process


@pytest.fixture
def carrier(carrier_process: Simulator) -> Simulator:
    carrier_process.reset()
    return carrier_process
