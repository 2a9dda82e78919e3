"""Ansible with its collection amazon.aws: `ansible-playbook`, with one playbook for all steps.

The package `ansible` contains the collection. Its module for functions takes a zip, which the user has to make: here
the zips are made beforehand and aren't counted, which flatters it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.engine.work import HANDLER, POLICY, ROLE, RUNTIME, TRUST, Access, Step, Work
from benchmarks.peers.installing import from_pypi

_VERSION = "12.3.0"
_COLLECTION = "10.1.2"
_LIBRARIES = ("boto3==1.44.8", "botocore==1.44.8")

_Task = dict[str, Any]


class Ansible:
    """Set up as the pages of `amazon.aws.iam_role`, `.cloudwatchlogs_log_group` and `.lambda` say: loops, on this
    machine, without gathering facts."""

    name = "Ansible"

    def __init__(self) -> None:
        self._commands = from_pypi("ansible", [f"ansible=={_VERSION}", *_LIBRARIES])

    def version(self) -> str:
        return f"{_VERSION}, amazon.aws {_COLLECTION}"

    def write(self, folder: Path, work: Work, access: Access) -> None:
        work.write_handlers(folder)
        for name in work.names:
            _write_zip(folder, name)
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "tasks": _deleting(work) if work.step is Step.DESTROY else _making(work),
        }
        (folder / "playbook.yml").write_text(json.dumps([play], indent=1))  # all JSON is YAML

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return []

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        return [[str(self._commands / "ansible-playbook"), "--inventory", "localhost,", "playbook.yml"]]


def _write_zip(folder: Path, name: str) -> None:
    """A zip with the same bytes for the same code, since the module compares digests."""
    code = (folder / "handlers" / name / "main.py").read_text()
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), code)


def _role(**more: object) -> _Task:
    return {"amazon.aws.iam_role": {"name": ROLE, "assume_role_policy_document": json.dumps(TRUST), **more}}


def _making(work: Work) -> Sequence[_Task]:
    return [
        _role(managed_policies=[POLICY], create_instance_profile=False) | {"register": "worker"},
        _log_groups(work, "present"),
        _functions(
            work,
            {
                "description": "{{ item.description }}",
                "zip_file": "{{ item.name }}.zip",
                "handler": HANDLER,
                "runtime": RUNTIME,
                "role": "{{ worker.iam_role.arn }}",
            },
        ),
    ]


def _deleting(work: Work) -> Sequence[_Task]:
    return [_functions(work, {"state": "absent"}), _log_groups(work, "absent"), _role(state="absent")]


def _log_groups(work: Work, state: str) -> _Task:
    return {
        "amazon.aws.cloudwatchlogs_log_group": {"log_group_name": "{{ item }}", "state": state},
        "loop": [work.log_group(name) for name in work.names],
    }


def _functions(work: Work, more: Mapping[str, str]) -> _Task:
    return {
        "amazon.aws.lambda": {"name": "{{ item.name }}", **more},
        "loop": [{"name": name, "description": work.description(name)} for name in work.names],
    }
