"""Projects for tests: folders that uv builds without a network, because each brings its own builder."""

from __future__ import annotations

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
import zipfile
from pathlib import Path

def build_wheel(folder, settings=None, metadata=None):
    wheel = "{name}-1-{tag}.whl"
    with zipfile.ZipFile(Path(folder, wheel), "w") as archive:
        archive.write("{name}.py")
        archive.writestr("{name}-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        archive.writestr("{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nTag: {tag}\\n")
        archive.writestr("{name}-1.dist-info/RECORD", "{name}.py,,\\n")
    return wheel
"""


def project(folder: Path, needs: Sequence[str] = (), *, more: str = "", tag: str = "py3-none-any") -> Path:
    """A folder with a module of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(_PROJECT.format(name=folder.name, needs=list(needs)) + more)
    (folder / "builder.py").write_text(_BUILDER.format(name=folder.name, tag=tag))
    (folder / f"{folder.name}.py").write_text("VERSION = 1\n")
    return folder
