"""Chalice: `chalice deploy`, and `chalice delete`.

It does less of the work than the others, and some of it differently:

* Lambda creates the log groups: Chalice creates them only together with a retention, which the other tools don't set.
* All functions share a package, so changing one function changes all.
* Functions have no description: an environment variable of the first function is changed instead.
* The runtime is the Python version that Chalice itself runs on, and the role's permissions are derived from the code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engine.work import Access, Step, Work
from benchmarks.peers.installing import from_pypi

_VERSION = "1.34.0"

_FUNCTION = """\

@app.lambda_function(name="{name}")
def {identifier}(event, context):
    return "{answer}"
"""


class Chalice:
    """Set up as its guides "Pure Lambda Functions" and "Configuration File" say."""

    name = "Chalice"

    def __init__(self) -> None:
        self._commands = from_pypi("chalice", [f"chalice=={_VERSION}"])

    def version(self) -> str:
        return _VERSION

    def write(self, folder: Path, work: Work, access: Access) -> None:
        app = 'from chalice import Chalice\n\napp = Chalice(app_name="bench")\n'
        (folder / "app.py").write_text(app + "".join(_function(work, name) for name in work.names))
        (folder / "requirements.txt").touch()
        config = folder / ".chalice/config.json"
        config.parent.mkdir(exist_ok=True)
        first = {"environment_variables": {"DESCRIPTION": work.description(work.names[0])}}
        stage = {"lambda_functions": {work.names[0]: first}}
        config.write_text(json.dumps({"version": "2.0", "app_name": "bench", "stages": {"dev": stage}}))

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return []

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        return [[str(self._commands / "chalice"), "delete" if work.step is Step.DESTROY else "deploy"]]


def _function(work: Work, name: str) -> str:
    return _FUNCTION.format(name=name, identifier=name.replace("-", "_"), answer=work.answer(name))
