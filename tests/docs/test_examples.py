"""What the pages show works as it stands: each Touchdownfile is planned, each program is run.

All of them share one local AWS, in a folder that holds what they expect to lie beside them; what they name with `get_*`
is made there first.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import re
import runpy
import zipfile
from collections.abc import Iterator
from pathlib import Path

import boto3
import click
import pytest

from docs.blocks import FOLDER, TOUCHDOWNFILE, Block, blocks, pages
from tests.support import wheels
from tests.support.declaring import in_process
from touchdown.cli.main import touchdown

pytestmark = pytest.mark.xdist_group("examples")

ROOT = FOLDER.parent
BLOCKS = [block for page in pages() for block in blocks(page)]
TOUCHDOWNFILES = [block for block in BLOCKS if block.name == TOUCHDOWNFILE]
BESIDE = [block for block in BLOCKS if block.name.endswith(".py") and block.name != "deploy.py"]
PROGRAMS = [block for block in BLOCKS if block.name == "deploy.py"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a local AWS, and all that examples expect to find in both."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "page.html").write_text("hello\n", encoding="utf-8")
    (folder / "hello.zip").write_bytes(archive())
    for block in BESIDE:
        (folder / block.name).write_text(block.text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        in_process(folder, "local", "start")
        wheels.wheel(wheels.only(folder / "index", patch), "idna")
        try:
            make_what_is_named(json.loads(in_process(folder, "local", "env", "--json").stdout)["variables"])
            yield folder
        finally:
            in_process(folder, "local", "stop")


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("main.py", "def hello(event, context):\n    return 'Hello!'\n")
    return buffer.getvalue()


def make_what_is_named(variables: dict[str, str]) -> None:
    address = variables["AWS_ENDPOINT_URL"]
    keys = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    session = boto3.Session(*keys, region_name="eu-west-1")
    s3 = session.client("s3", endpoint_url=address)
    s3.create_bucket(Bucket="company-releases", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="company-releases", Key="hello.zip", Body=archive())
    session.client("acm", endpoint_url=address).request_certificate(DomainName="api.example.com")
    session.client("route53", endpoint_url=address).create_hosted_zone(Name="example.com", CallerReference="one")
    iam = session.client("iam", endpoint_url=address)
    iam.create_role(RoleName="company-lambda", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')


@pytest.mark.parametrize("block", TOUCHDOWNFILES, ids=str)
def test_a_touchdownfile_of_the_documentation_can_be_planned(block: Block, project: Path) -> None:
    file = project / f"{block.page}-{block.line}"
    file.write_text(block.text, encoding="utf-8")
    plan(project, file)


def plan(project: Path, file: Path) -> None:
    ended = in_process(project, "--local", "--set", "stage=dev", "--file", str(file), "plan", "--detailed-exitcode")
    told = [line for line in ended.stderr.splitlines() if not line.startswith(("Resolving", "Installing"))]
    assert (ended.code, told) == (2, [])


@pytest.mark.parametrize("block", PROGRAMS, ids=str)
def test_a_program_of_the_documentation_runs(block: Block, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = project / block.name
    file.write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(project)
    with contextlib.redirect_stdout(io.StringIO()) as stdout:
        runpy.run_path(str(file), run_name="__main__")
    assert stdout.getvalue().splitlines()[-2:] == ["3 changes made", "3 changes made"]


def test_the_readme_opens_with_the_first_touchdownfile_and_the_plan_of_the_documentation() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = next(block.text for block in TOUCHDOWNFILES if block.page == "index.rst")
    assert first in readme
    assert (FOLDER / "runs" / "readme.txt").read_text(encoding="utf-8") in readme


def test_the_tutorial_shows_what_was_run_in_the_order_in_which_it_was_run() -> None:
    recorded = re.findall(r'record\("(tutorial-[\w-]+)"', (FOLDER / "record.py").read_text(encoding="utf-8"))
    shown = re.findall(r"runs/(tutorial-[\w-]+)\.txt", (FOLDER / "tutorial.rst").read_text(encoding="utf-8"))
    assert [one for one in shown if one in recorded] == recorded


def test_each_command_has_a_section_of_the_page_of_commands() -> None:
    lines = (FOLDER / "commands.rst").read_text(encoding="utf-8").splitlines()
    sections = {title for title, line in itertools.pairwise(lines) if line and set(line) <= set("-~")}
    context = click.Context(touchdown)
    names = set(touchdown.list_commands(context))
    local = touchdown.get_command(context, "local")
    assert isinstance(local, click.Group)
    assert names | set(local.commands) <= sections
