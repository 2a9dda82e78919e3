"""AWS SAM CLI, used as its documentation says: `sam build` resolves, downloads and unpacks with pip; deploying zips.

It is installed once, into an environment of its own in the user's cache.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import attrs
import platformdirs
import uv

from benchmarks.packages.measuring import Taken, run
from benchmarks.packages.projects import RUNTIME


@attrs.frozen
class Sam:
    """The command, and the Python of the functions' runtime that it builds with."""

    program: Path
    runtime_python: Path

    @property
    def version(self) -> str:
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        return said.stdout.strip().replace("SAM CLI, version", "aws-sam-cli")

    def build_and_zip(self, folder: Path, *options: str) -> Taken:
        """Builds a project, and zips it at level 6, as deploying does."""
        path = os.pathsep.join((str(self.runtime_python.parent), os.environ["PATH"]))
        environment = {"PATH": path, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"}
        built = run([self.program, "build", *options], folder, environment)
        archive = folder / "hello.zip"
        archive.unlink(missing_ok=True)
        return built.then(run(["zip", "-6", "-q", "-r", archive, "."], folder / ".aws-sam/build/Hello", {}))


def installed(runtime_python: Path) -> Sam:
    """SAM, installed from PyPI if it isn't there yet."""
    require_python(runtime_python)
    if shutil.which("zip") is None:
        raise SystemExit("`zip` isn't installed.")
    environment = platformdirs.user_cache_path("touchdown-benchmarks", appauthor=False) / "sam"
    program = environment / "bin" / "sam"
    if not program.exists():
        command = uv.find_uv_bin()
        subprocess.run([command, "venv", "-q", "--clear", "--python", runtime_python, environment], check=True)
        python = environment / "bin" / "python"
        subprocess.run([command, "pip", "install", "-q", "--python", python, "aws-sam-cli"], check=True)
    return Sam(program, runtime_python)


def require_python(path: Path) -> None:
    """Ends the run if the path isn't a Python of the functions' runtime."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    if not said.startswith(f"Python {RUNTIME.removeprefix('python')}."):
        raise SystemExit(f"{path} is {said.strip()}, and the functions run in {RUNTIME}.")
