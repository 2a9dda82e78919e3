"""The files at the root that other programs read: they say what the Makefile says, and name what exists."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def checks() -> list[str]:
    """The commands of `make check`."""
    (recipe,) = re.findall(r"^check:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]


def test_the_hooks_of_pre_commit_are_the_checks_of_make() -> None:
    (local,) = loaded(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    assert [hook["entry"] for hook in local["hooks"]] == checks()


def test_the_hooks_run_what_is_installed_on_the_whole_checkout() -> None:
    (local,) = loaded(".pre-commit-config.yaml")["repos"]
    assert {(hook["language"], hook["pass_filenames"]) for hook in local["hooks"]} == {("system", False)}
    assert len({hook["id"] for hook in local["hooks"]}) == len(local["hooks"])


def test_the_workflow_runs_what_has_to_pass_on_every_python_that_is_supported() -> None:
    workflow = loaded(".github/workflows/ci.yml")
    (job,) = workflow["jobs"].values()
    (command,) = (step["run"] for step in job["steps"] if "run" in step)
    assert os.access(ROOT / command, os.X_OK)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = [one.rpartition(" ")[2] for one in project["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert job["strategy"]["matrix"]["python-version"] == supported


def test_the_workflow_runs_on_pushes_and_pull_requests() -> None:
    workflow = loaded(".github/workflows/ci.yml")
    assert workflow[True].keys() == {"push", "pull_request"}  # `on` is a truth value in YAML 1.1


def test_what_contributing_links_to_exists() -> None:
    links = re.findall(r"\]\((\S+)\)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert "docs/contributing.rst" in links
    assert [link for link in links if not (ROOT / link).exists()] == []
