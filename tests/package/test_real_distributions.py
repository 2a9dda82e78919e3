"""Distributions that many functions need, as their makers publish them: what is shipped fits the machine, and answers.

They are downloaded from the index that uv is configured for, so only `make packages` takes them.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import emulators, libraries
from tests.support.declaring import in_process
from tests.support.matrix import ALL
from tests.support.project import Project
from tests.support.pythons import other_python, touchdown_in
from touchdown.package.requirements.bundle import bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import target_of

pytestmark = pytest.mark.skipif(not ALL, reason="`make packages` takes them")

RUNTIMES = ("python3.11", "python3.13")
ARCHITECTURES = ("x86_64", "arm64")
HERE = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())

ANSWERS: dict[str, tuple[str, str, Any]] = {
    "numpy": ("import numpy", "int(numpy.arange(4).sum())", 6),
    "pandas": ("import pandas", "int(pandas.DataFrame({'a': [1, 2]}).sum()['a'])", 3),
    "pydantic": ("import pydantic", "pydantic.TypeAdapter(int).validate_python('3')", 3),
    "cryptography": (
        "from cryptography.hazmat.primitives.hashes import SHA256, Hash",
        "Hash(SHA256()).finalize().hex()[:8]",
        "e3b0c442",
    ),
    "lxml": ("from lxml import etree", "etree.fromstring('<a><b/></a>')[0].tag", "b"),
    "Pillow": ("from PIL import Image", "list(Image.new('RGB', (2, 3)).resize((4, 6)).size)", [4, 6]),
    "psycopg[binary]": ("import psycopg", "psycopg.pq.__impl__", "binary"),
    "orjson": ("import orjson", "orjson.dumps({'a': 1}).decode()", '{"a":1}'),
    # There is its source only.
    "docopt": ("import docopt", "docopt.docopt('usage: x <name>', ['Ada'])['<name>']", "Ada"),
}

FUNCTION = """
def {name}(event, context):
    {imported}

    return {answer}

aws.add_lambda_function(
    name="{name}", code={name}, requirements=["{distribution}"], runtime="{runtime}", architecture="{architecture}",
    timeout=60,
)
"""


def name_of(distribution: str) -> str:
    return distribution.partition("[")[0].lower()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("distribution", ANSWERS)
def test_what_is_compiled_is_for_the_machine_of_the_function(
    distribution: str, runtime: str, architecture: str, tmp_path: Path
) -> None:
    target, required = target_of(runtime, architecture), from_lines([distribution], tmp_path)
    assert target is not None
    bundle = bundle_of(required, resolve(required, target, []), target, frozenset(), tmp_path / "cache")
    looked = list(libraries.in_zip(bundle.folder / "bundle.zip"))
    assert bool(looked) is (distribution != "docopt")
    assert [one for one in looked if not one.fits(target)] == []


@pytest.fixture(scope="module", params=RUNTIMES)
def functions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulators.Emulator]:
    """A function for each distribution, in a local AWS that runs in the Python of their runtime."""
    folder = tmp_path_factory.mktemp("project")
    python = other_python(request.param.removeprefix("python"))
    started = touchdown_in(python, folder, "local", "start", "--json", variables={})
    try:
        emulator = emulators.account_in("ministack", json.loads(started.stdout)["address"])
        declared = (
            FUNCTION.format(
                name=name_of(one),
                distribution=one,
                imported=imported,
                answer=answer,
                runtime=request.param,
                architecture=HERE,
            )
            for one, (imported, answer, _) in ANSWERS.items()
        )
        Project(folder, emulator).declare("".join(declared))
        applied = in_process(folder, "--yes", "apply")
        assert applied.code == 0, applied.stderr
        yield emulator
    finally:
        touchdown_in(python, folder, "local", "stop", variables={})


@pytest.mark.parametrize("distribution", ANSWERS)
def test_on_the_local_aws_of_the_same_python_it_answers(distribution: str, functions: emulators.Emulator) -> None:
    answered = functions.client("lambda").invoke(FunctionName=name_of(distribution))
    assert json.load(answered["Payload"]) == ANSWERS[distribution][2]
