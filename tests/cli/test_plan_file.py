"""`plan --out FILE` and `apply FILE`: what was planned is applied, here or elsewhere, or refused if it isn't so any more."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.support import emulators
from tests.support.command import CHECKOUT
from tests.support.declaring import in_process
from tests.support.project import GREETER, HELLO, Project
from tests.support.wire import Wire

DECLARED = (
    GREETER
    + """
aws.add_lambda_function(
    name="hello", code=hello, memory=int(workspace.settings.get("memory", "128")), environment={"DB_PASSWORD": "hunter2"}
)
"""
)


def declared(project: Project) -> Project:
    project.declare(DECLARED)
    return project


def test_a_plan_is_applied_in_another_folder_and_holds_no_secret(project: Project, tmp_path_factory: Any) -> None:
    outcome = declared(project).run("plan", "--out", "plan.json")
    assert outcome.stderr.endswith(
        "Written to plan.json: `touchdown apply plan.json` makes these changes, unless something has changed by then.\n"
    )
    written = (project.folder / "plan.json").read_text()
    assert "hunter2" not in written
    assert json.loads(written)["version"] == 1
    elsewhere = declared(attrs.evolve(project, folder=tmp_path_factory.mktemp("elsewhere")))
    elsewhere.write("plan.json", written)
    assert elsewhere.run("apply", "--yes", "plan.json").stdout.endswith("Done: 3 created.\n")
    again = elsewhere.run("apply", "--yes", "plan.json")
    assert (again.code, again.stdout) == (0, "No changes: 3 resources are as declared.\n")


def test_a_plan_is_read_for_once_by_the_command_that_applies_it(project: Project, wire: Wire) -> None:
    declared(project).run("plan", "--out", "plan.json")
    read = wire.counts()
    wire.forget()
    assert project.run("apply", "--yes", "plan.json").code == 0
    now = wire.counts()
    assert {name: now[name] for name in ("sts:GetCallerIdentity", "tagging:GetResources")} == {
        name: read[name] for name in ("sts:GetCallerIdentity", "tagging:GetResources")
    }


def test_a_plan_of_what_was_changed_since_is_refused_with_what_changed(project: Project, wire: Wire) -> None:
    declared(project).run("apply", "--yes")
    project.run("plan", "--set", "memory=256", "--out", "plan.json")
    project.emulator.client("lambda").update_function_configuration(FunctionName="hello", Timeout=60)
    wire.forget()
    outcome = project.run("apply", "--yes", "--set", "memory=256", "plan.json")
    assert outcome.code == 3
    assert outcome.stderr.endswith("eu-west-1/lambda_function.hello was changed since. timeout: 3 -> 60.\n")
    assert "Traceback" not in outcome.stderr
    assert not wire.writes()


def test_a_plan_of_another_declaration_or_package_is_refused_before_any_call(project: Project, wire: Wire) -> None:
    declared(project).run("plan", "--out", "plan.json")
    wire.forget()
    outcome = project.run("apply", "--yes", "--set", "memory=256", "plan.json")
    assert outcome.code == 1
    assert "is declared otherwise than when plan.json was made." in outcome.stderr
    assert "memory: 128 -> 256" in outcome.stderr
    project.declare(DECLARED.replace("Hello, ", "Goodbye, "))
    outcome = project.run("apply", "--yes", "plan.json")
    assert outcome.code == 1
    assert "code.sha256" in outcome.stderr
    assert not wire.calls


def test_a_plan_that_was_applied_in_part_is_applied_to_its_end(project: Project, wire: Wire) -> None:
    declared(project).run("plan", "--out", "plan.json")
    wire.fail("lambda:CreateFunction", code="AccessDeniedException", status=403)
    assert project.run("apply", "--yes", "plan.json").code == 4
    outcome = project.run("apply", "--yes", "plan.json")
    assert (outcome.code, outcome.stdout.splitlines()[-1]) == (0, "Done: 1 created.")
    assert project.run("apply", "--yes", "plan.json").code == 0


def test_a_plan_to_destroy_that_was_applied_in_part_is_applied_to_its_end(project: Project, wire: Wire) -> None:
    declared(project).run("apply", "--yes")
    project.run("plan", "--destroy", "--out", "plan.json")
    wire.fail("logs:DeleteLogGroup", code="AccessDeniedException", status=403)
    assert project.run("apply", "--yes", "plan.json").code == 4
    outcome = project.run("apply", "--yes", "plan.json")
    assert (outcome.code, outcome.stdout.splitlines()[-1:]) == (0, ["Done: 1 deleted."]), outcome.stderr


def test_a_plan_to_destroy_destroys(project: Project) -> None:
    declared(project).run("apply", "--yes")
    project.run("plan", "--destroy", "--out", "plan.json")
    assert project.run("apply", "--yes", "plan.json").stdout.endswith("Done: 3 deleted.\n")
    assert project.functions() == []


DAMAGED = {
    "cut": (lambda text: text[:100], "plan.json is no plan, or a damaged one."),
    "edited": (lambda text: text.replace("128", "512"), "What it says isn't what was written"),
    "of a later format": (lambda text: text.replace('"version": 1', '"version": 2'), "which reads version 1."),
    "nested without end": (lambda text: "[" * 100_000, "nested more deeply than a plan."),
    "of no letters": (lambda text: text.replace("hello", "\\ud800"), "plan.json is no plan, or a damaged one."),
    "of something else": (lambda text: "[]", "plan.json is no plan of Touchdown."),
}


def test_what_is_no_plan_is_refused_with_the_reason_before_any_call(project: Project, wire: Wire) -> None:
    declared(project).run("plan", "--out", "plan.json")
    written = (project.folder / "plan.json").read_text()
    wire.forget()
    for damage, said in DAMAGED.values():
        project.write("plan.json", damage(written))
        outcome = project.run("apply", "--yes", "plan.json")
        assert (outcome.code, said in outcome.stderr) == (1, True), outcome.stderr
    assert not wire.calls


MISSHAPEN: dict[str, Callable[[Any], object]] = {
    "a salt of other letters": lambda plan: plan.update(salt="zz"),
    "a salt that is a number": lambda plan: plan.update(salt=5),
    "no salt": lambda plan: plan.pop("salt"),
    "a change without an action": lambda plan: plan["changes"][0].pop("action"),
    "a change of what isn't a table": lambda plan: plan["changes"][0].update(observed="x"),
    "a change that is a text": lambda plan: plan.update(changes=["x"]),
    "a place without a region": lambda plan: plan["places"]["eu-west-1"].pop("region"),
    "a target that is no text": lambda plan: plan.update(targets=[["x"]]),
}


@pytest.fixture(scope="module")
def plan_of_a_role(tmp_path_factory: pytest.TempPathFactory, ministack_address: str) -> Project:
    """A project of a role, with its plan in a file."""
    project = Project(tmp_path_factory.mktemp("role"), emulators.account_in("ministack", ministack_address))
    project.declare('aws.add_role(name="worker")\n')
    assert in_process(project.folder, "plan", "--out", "plan.json").code == 0
    return project


@pytest.mark.parametrize("change", MISSHAPEN.values(), ids=MISSHAPEN)
def test_a_plan_of_another_shape_is_damaged_also_with_a_digest_that_fits(
    plan_of_a_role: Project, change: Callable[[Any], object]
) -> None:
    document = json.loads((plan_of_a_role.folder / "plan.json").read_text())
    change(document)
    del document["digest"]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    document["digest"] = hashlib.sha256(text.encode()).hexdigest()
    plan_of_a_role.write("changed.json", json.dumps(document))
    outcome = in_process(plan_of_a_role.folder, "apply", "--yes", "changed.json")
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: changed.json is no plan, or a damaged one.\n  why:   It lacks")


def test_the_hint_of_a_stale_plan_is_the_command_that_it_was_made_with(plan_of_a_role: Project) -> None:
    asked_for = ("--destroy", "--target", "eu-west-1/iam_role.worker", "--adopt", "all")
    file = "it's the plan.json"
    written = in_process(plan_of_a_role.folder, "-f", "Touchdownfile", "plan", *asked_for, "--out", file)
    assert "`touchdown -f Touchdownfile apply 'it'\"'\"'s the plan.json'`" in written.stderr
    assert in_process(plan_of_a_role.folder, "apply", "--yes").code == 0
    outcome = in_process(plan_of_a_role.folder, "-f", "Touchdownfile", "apply", "--yes", file)
    assert outcome.code == 3
    (hint,) = (line for line in outcome.stderr.splitlines() if line.startswith("  do:"))
    again = shlex.split(hint.split("`")[1])
    assert again == ["touchdown", "-f", "Touchdownfile", "plan", *asked_for, "--out", file]


def test_a_plan_of_another_workspace_is_refused(project: Project) -> None:
    declared(project).run("plan", "--out", "plan.json")
    project.declare('workspace.name = "other"\n' + DECLARED)
    outcome = project.run("apply", "--yes", "plan.json")
    assert outcome.code == 1
    assert 'plan.json is a plan of the workspace "shop", and this is "other".' in outcome.stderr


def test_a_plan_goes_where_a_link_leads_and_leaves_the_link(project: Project) -> None:
    project.declare('aws.add_role(name="worker")\n')
    link = project.folder / "plan.json"
    link.symlink_to("elsewhere.json")
    assert in_process(project.folder, "plan", "--out", "plan.json").code == 0
    assert link.is_symlink()
    assert json.loads((project.folder / "elsewhere.json").read_text())["format"] == "touchdown-plan"


def test_a_reader_that_has_gone_takes_neither_the_file_nor_the_exit_code(project: Project) -> None:
    project.declare('aws.add_role(name="worker")\n')
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "touchdown", "plan", "--out", "plan.json", "--detailed-exitcode"],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr.startswith("Written to plan.json")) == (2, True), ended.stderr
    assert in_process(project.folder, "apply", "--yes", "plan.json").code == 0


def test_a_folder_that_a_plan_cannot_be_written_to_is_told_before_any_call(project: Project, wire: Wire) -> None:
    outcome = declared(project).run("plan", "--out", str(Path("nowhere") / "plan.json"))
    assert outcome.code == 1
    assert "nowhere/plan.json can't be written: No such file or directory." in outcome.stderr
    assert not wire.calls


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("plan", "--out", "Touchdownfile"), "Touchdownfile"),
        (("plan", "--out", "notes"), "notes"),
        (("plan", "--timings-file", "notes.html"), "notes.html"),
        (("graph", "-o", "notes.svg"), "notes.svg"),
        (("package", "hello", "-o", "notes.zip"), "notes.zip"),
    ],
)
def test_no_file_of_another_kind_is_written_over(project: Project, arguments: tuple[str, ...], file: str) -> None:
    project.declare(HELLO)
    if file != "Touchdownfile":
        project.write(file, "dear diary")
    before = (project.folder / file).read_bytes()
    found = project.shows(*arguments)
    assert found.startswith("exit 1")
    assert f"{file} exists and holds something else." in found
    assert (project.folder / file).read_bytes() == before


def test_an_older_file_of_its_kind_and_an_empty_one_are_written_over(project: Project) -> None:
    project.declare(HELLO)
    project.write("empty", "")
    for arguments in (("plan", "--out", "empty"), ("graph", "-o", "a.svg"), ("package", "hello", "-o", "a.zip")):
        for _ in range(2):
            assert project.shows(*arguments).startswith("exit 0")
