"""Fixtures of all tests: surroundings without a real AWS, emulators of it, and a wire in front of them.

A test that asks for `emulator` is run once on each of them; `ministack` and `moto` are only one. All are accounts of
the test's own. A test that asks for `wire` besides has one in front of the emulator that it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import emulators, surroundings
from tests.support.emulators import Emulator
from tests.support.matrix import ALL, chosen
from tests.support.wire import Wire

# A machine that is busy isn't what a property is about.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


SHARED = frozenset(
    {
        "applied",  # a project that has been applied (cli/conftest.py)
        "cells",  # the calls of all runs (aws/test_fault_matrix.py)
        "fifty",  # fifty functions (benchmarks/test_engine.py)
        "marked",  # what pyright says (typing/test_api.py)
        "queues",  # queues with messages (cli/test_queue.py)
        "running",  # a local AWS (local/conftest.py)
        "runs",  # all runs, each in an account of its own (aws/test_permissions.py)
    }
)
"""Fixtures that take seconds, for tests that change nothing in them."""


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that share such a fixture run in one process, so that it is made once. Of what runs on both emulators, a
    whole suite takes a third on moto, another third with each commit; `TOUCHDOWN_MATRIX=all` takes all."""
    for item in items:
        for name in SHARED.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(name))
    on_moto = [item for item in items if _emulator_of(item) == "moto"]
    if len(on_moto) >= WHOLE_SUITE and not ALL:
        kept = {*map(id, chosen(on_moto, 0, len(on_moto) // 3, "on moto"))}
        left_out = [item for item in on_moto if id(item) not in kept]
        going = {*map(id, left_out)}
        items[:] = [item for item in items if id(item) not in going]
        config.hook.pytest_deselected(items=left_out)


WHOLE_SUITE = 200
"""So many tests on moto are collected by a run of the whole suite only; of fewer, none is left out."""


def _emulator_of(item: pytest.Item) -> object:
    called: object = getattr(item, "callspec", None)
    return getattr(called, "params", {}).get("emulator")


@pytest.fixture(scope="session", autouse=True)
def _surroundings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        surroundings.keep_caches(patch)
        surroundings.cut_off_from_aws(patch)
        surroundings.heed_interruptions()
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own, empty home."""
    home = tmp_path_factory.mktemp("home")
    surroundings.move_to(home, monkeypatch)
    return home


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def ministack_address(run_folder: Path) -> Iterator[str]:
    with emulators.running("ministack", run_folder / "emulators") as address:
        yield address


@pytest.fixture(scope="session")
def moto_address(run_folder: Path) -> Iterator[str]:
    with emulators.running("moto", run_folder / "emulators") as address:
        yield address


@pytest.fixture
def ministack(ministack_address: str) -> Emulator:
    return emulators.account_in("ministack", ministack_address)


@pytest.fixture
def moto(moto_address: str) -> Emulator:
    return emulators.account_in("moto", moto_address)


@pytest.fixture(params=["ministack", "moto"])
def emulator(request: pytest.FixtureRequest) -> Emulator:
    return request.getfixturevalue(request.param)


@pytest.fixture
def wire_to() -> Iterator[Callable[[Emulator], Wire]]:
    """Puts a wire in front of an emulator: from then on `emulator.address` leads through it."""
    with ExitStack() as stack:

        def put(emulator: Emulator) -> Wire:
            wire = stack.enter_context(Wire(emulator.direct_address))
            emulator.address = wire.address
            return wire

        yield put


@pytest.fixture
def wire(request: pytest.FixtureRequest, wire_to: Callable[[Emulator], Wire]) -> Wire:
    for name in ("emulator", "ministack", "moto"):
        if name in request.fixturenames:
            return wire_to(request.getfixturevalue(name))
    raise pytest.UsageError("A wire leads to an emulator: ask for `emulator`, `ministack` or `moto` besides.")
