"""Each folder of the examples can be planned as it stands; some are deployed, and answer as their page says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.command import Outcome
from tests.support.declaring import in_process
from tests.support.emulators import Emulator

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted(one.parent.name for one in EXAMPLES.rglob("Touchdownfile"))
PAGE = (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, ministack: Emulator, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an example is copied to, with an account to deploy to, and all the distributions that they need."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", ministack.address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ministack.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    index = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(index, "idna", **{"idna.py": "def encode(text):\n    return text.encode('idna')\n"})
    wheels.wheel(index, "pillow", **{"PIL/__init__.py": "", "PIL/Image.py": ""})
    return tmp_path / "example"


def run(name: str, folder: Path, *arguments: str) -> Outcome:
    if not folder.exists():
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".touchdown", "touchdown.lock"))
    return in_process(folder, *arguments)


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_can_be_planned_and_its_function_may_write_its_log(name: str, folder: Path) -> None:
    ended = run(name, folder, "plan", "--json", "--detailed-exitcode")
    told = [line for line in ended.stderr.splitlines() if not line.startswith(("Resolving", "Installing"))]
    assert (ended.code, told) == (2, [])
    assert "AWSLambdaBasicExecutionRole" in ended.stdout or "logs:PutLogEvents" in ended.stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_a_plan_after_apply_has_nothing_to_do(name: str, folder: Path) -> None:
    applied = run(name, folder, *bucket_of(name, folder), "--yes", "apply")
    assert applied.code == 0, applied.stderr
    planned = run(name, folder, *bucket_of(name, folder), "plan", "--detailed-exitcode")
    assert planned.code == 0, planned.stdout


def bucket_of(name: str, folder: Path) -> tuple[str, ...]:
    """A name for the example's buckets that no other test has taken."""
    own = f"{name}-{folder.parent.name.replace('_', '-')}"[:55].rstrip("-")
    return ("--set", f"bucket={own}") if name in ("s3", "thumbnails") else ()


ANSWERS = {
    "module": {"total": 5},
    "directory": {"words": 2},
    "requirements": "xn--bcher-kva",
    "layer": {"greeting": "Hello, Ada!"},
    "s3": "pong",
    "shop": {"orders": 0},
    "webhook": {"statusCode": 401, "body": "The signature is wrong."},
    "orders-rest": {"statusCode": 404, "body": '{"message": "There is no such order."}'},
    "chat": {"statusCode": 200},
    "cron": {"cleaned": "clean"},
    "fulfilment": {"shipped": 7},
    "thumbnails": None,
    **({"nodejs": {"greeting": "Hello, Ada!"}} if shutil.which("node") else {}),
}


@pytest.mark.parametrize(("name", "answer"), ANSWERS.items(), ids=ANSWERS.keys())
def test_an_example_answers_as_its_page_invokes_it(name: str, answer: object, folder: Path) -> None:
    bucket = bucket_of(name, folder)
    applied = run(name, folder, *bucket, "--yes", "apply")
    assert applied.code == 0, applied.stderr
    command = re.search(rf"^\| `{name}` .*`touchdown --local invoke ([\w-]+)(?: --payload '(.*)')?`", PAGE, re.M)
    assert command
    invoked = run(name, folder, *bucket, "--json", "invoke", command[1], "--payload", command[2] or "null")
    assert json.loads(invoked.stdout)["result"] == answer


def test_each_example_stands_on_their_page() -> None:
    assert sorted(re.findall(r"^\| `([\w-]+)`", PAGE, re.M)) == FOLDERS
