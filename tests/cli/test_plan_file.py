"""`plan --out FILE` and `apply FILE`: what was planned is applied, here or elsewhere, or refused if it isn't so any more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs

from tests.support.command import CHECKOUT
from tests.support.declaring import in_process
from tests.support.project import GREETER, Project
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
        "Written to plan.json: `touchdown apply plan.json` makes these changes, if all is still so.\n"
    )
    written = (project.folder / "plan.json").read_text()
    assert "hunter2" not in written
    assert json.loads(written)["version"] == 1
    elsewhere = declared(attrs.evolve(project, folder=tmp_path_factory.mktemp("elsewhere")))
    elsewhere.write("plan.json", written)
    assert elsewhere.run("apply", "--yes", "plan.json").stdout.endswith("Done: 3 created.\n")
    again = elsewhere.run("apply", "--yes", "plan.json")
    assert again.code == 3
    assert "plan.json is stale: 3 changes aren't what it was" in again.stderr


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


def test_a_plan_to_destroy_destroys(project: Project) -> None:
    declared(project).run("apply", "--yes")
    project.run("plan", "--destroy", "--out", "plan.json")
    assert project.run("apply", "--yes", "plan.json").stdout.endswith("Done: 3 deleted.\n")
    assert project.functions() == []


DAMAGED = {
    "cut": (lambda text: text[:100], "plan.json is no plan, or a damaged one."),
    "edited": (lambda text: text.replace("128", "512"), "What it says isn't what was written"),
    "of a later format": (lambda text: text.replace('"version": 1', '"version": 2'), "which reads version 1."),
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
