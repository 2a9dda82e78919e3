"""What a Touchdownfile does to the process stays in the Touchdownfile."""

from __future__ import annotations

import importlib.metadata
import re

import pytest
from packaging.requirements import Requirement

from tests.support.project import KEY, Project
from touchdown.cli.isolation import LIBRARIES

HELLO = """
def hello(event, context):
    return 1

aws.add_lambda_function(name="hello", code=hello, environment={"GREETING": "hello"})
"""
EFFECTS = {
    "logging everything": "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.disable(logging.NOTSET)\n",
    "a logger of a library": "import logging\nlogger = logging.getLogger('botocore')\nlogger.setLevel(10)\n"
    "logger.addHandler(logging.StreamHandler())\n",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = None\n",
    "another folder": "import os\nos.chdir('/')\n",
    "another account": "import os\nos.environ.update(AWS_ENDPOINT_URL='http://127.0.0.1:9', AWS_PROFILE='nobody')\n",
    "no time": "import socket\nsocket.setdefaulttimeout(0.000001)\n",
    "closed streams": "import sys\nsys.stdout = sys.stderr = None\n",
    "signals": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n",
}


@pytest.mark.parametrize("effect", EFFECTS)
def test_it_changes_nothing_of_what_a_command_does_and_prints(project: Project, effect: str) -> None:
    project.declare(HELLO)
    expected = project.shows("plan")
    project.declare(EFFECTS[effect] + HELLO)
    found = re.sub(r"note: .* code= leaves out .*\n", "", project.shows("plan"))
    assert "exit 70" not in expected + found, expected + found
    lines = EFFECTS[effect].count("\n")
    assert re.sub(r"Touchdownfile:(\d+)", lambda at: f"Touchdownfile:{int(at[1]) - lines}", found) == expected
    assert KEY not in found


def test_a_module_beside_it_takes_the_place_of_none_of_our_libraries(project: Project) -> None:
    for name in ("packaging", "filelock", "botocore", "urllib3", "tomli_w", "uv", "rich"):
        project.write(f"{name}.py", "raise SystemExit('the wrong one')\n")
    project.write("helpers.py", "GREETING = 'hello'\n")
    project.declare("import helpers\nassert helpers.GREETING\n" + HELLO)
    assert project.shows("apply", "--yes").startswith("exit 0")


def test_all_our_libraries_are_known() -> None:
    found, left = set[str](), ["touchdown"]
    extras = {"picture"}
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        for text in importlib.metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": one}) for one in ("", *extras)):
                left.append(needed.name)
        extras = set()
    modules = importlib.metadata.packages_distributions()
    installed = {module for module, owners in modules.items() if set(map(_normal, owners)) & set(map(_normal, found))}
    assert {one for one in installed if one.isidentifier() and not one.startswith("_")} <= LIBRARIES


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
