"""Projects for tests, which uv builds without a network, because each brings its own builder: folders, and sources."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

_PROJECT = """\
[project]
name = "{name}"
version = "1"
dependencies = {needs}

[build-system]
requires = []
build-backend = "builder"
backend-path = ["."]
"""

_BUILDER = """\
import os, subprocess, zipfile
from pathlib import Path

tag = {tag!r}
{steps}

def build_wheel(folder, settings=None, metadata=None):
    wheel = f"{name}-1-{{tag}}.whl"
    with zipfile.ZipFile(Path(folder, wheel), "w") as archive:
        for one in ("{name}.py", *Path().glob("*.so")):
            archive.write(one)
        archive.writestr("{name}-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        archive.writestr("{name}-1.dist-info/WHEEL", f"Wheel-Version: 1.0\\nTag: {{tag}}\\n")
        archive.writestr("{name}-1.dist-info/RECORD", "{name}.py,,\\n")
    return wheel
"""


def project(
    folder: Path, needs: Sequence[str] = (), *, more: str = "", tag: str = "py3-none-any", steps: str = ""
) -> Path:
    """A folder with a module of its name.

    :param steps: what is done to build it: may set `tag`, and make a file `*.so`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(_PROJECT.format(name=folder.name, needs=list(needs)) + more)
    (folder / "builder.py").write_text(_BUILDER.format(name=folder.name, tag=tag, steps=steps))
    (folder / f"{folder.name}.py").write_text("VERSION = 1\n")
    return folder


def source(index: Path, name: str, *, steps: str = "") -> None:
    """Puts version 1 of a distribution into a folder, as its source."""
    with tempfile.TemporaryDirectory() as folder:
        place = project(Path(folder) / name, steps=steps)
        (place / "PKG-INFO").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        with tarfile.open(index / f"{name}-1.tar.gz", "w:gz") as archive:
            archive.add(place, f"{name}-1")
