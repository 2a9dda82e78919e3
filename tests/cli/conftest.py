"""Fixtures of the tests of commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import emulators
from tests.support.declaring import CountingAws, counting_aws
from tests.support.emulators import Emulator
from tests.support.project import HELLO, Project


@pytest.fixture(scope="module")
def counter() -> Iterator[CountingAws]:
    """What counts the calls that shouldn't be made."""
    with counting_aws() as aws:
        yield aws


@pytest.fixture
def project(tmp_path: Path, ministack: Emulator) -> Project:
    """A project whose Touchdownfile isn't written yet."""
    return Project(tmp_path, ministack)


@pytest.fixture(scope="session")
def applied(tmp_path_factory: pytest.TempPathFactory, ministack_address: str) -> Project:
    """A project that has been applied, for tests that change nothing in it. It has two functions."""
    project = Project(tmp_path_factory.mktemp("applied"), emulators.account_in("ministack", ministack_address))
    project.declare(HELLO + 'aws.add_lambda_function(name="other", code=hello)\n')
    outcome = project.run("apply", "--yes")
    assert outcome.code == 0, outcome.stderr
    return project
