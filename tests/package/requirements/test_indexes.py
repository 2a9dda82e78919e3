"""Distributions from an index of their own: asked for there, and nowhere else."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import attrs
import pytest

from tests.support import wheels
from touchdown.package.requirements.declared import NotRequirements, Requirements
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.install import install, with_hashes
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import Target, target_of
from touchdown.package.requirements.uv import run

PROJECT = """
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = ["own-prices", "nail"]

[[tool.uv.index]]
name = "own"
url = "{url}/own"
explicit = true

[tool.uv.sources]
own-prices = {{ index = "own" }}
"""


@attrs.define
class Indexes:
    """Two indexes of one server: `own`, and `public`, which has something else of the same name."""

    url: str
    asked: list[str]


class _Simple(SimpleHTTPRequestHandler):
    def __init__(self, asked: list[str], *given: object, directory: str) -> None:
        self.asked = asked
        super().__init__(*given, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def indexes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Indexes]:
    top, asked = tmp_path / "indexes", list[str]()
    for index, name, version in (
        ("own", "own_prices", "1.0"),
        ("public", "own_prices", "9.0"),
        ("public", "nail", "1"),
    ):
        folder = top / index / name.replace("_", "-")
        folder.mkdir(parents=True)
        wheels.wheel(folder, name, version)
        files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.whl")}
        links = (f'<a href="{file}#sha256={digest}">{file}</a>' for file, digest in files.items())
        (folder / "index.html").write_text("".join(links))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Simple, asked, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{url}/public")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("UV_CONFIG_FILE", raising=False)
    yield Indexes(url, asked)
    server.shutdown()
    server.server_close()


def installed(requirements: Requirements, target: Target, folder: Path) -> set[str]:
    found = resolve(requirements, target, [])
    lines = [with_hashes(*package) for package in sorted(found.packages.items())]
    install(requirements, lines, target, folder)
    return {*found.packages, *(path.name for path in folder.glob("*.py"))}


@pytest.mark.parametrize("file", ["pyproject.toml", "uv.lock", "pylock.toml"])
def test_what_has_an_index_of_its_own_is_asked_for_there_and_nowhere_else(
    tmp_path: Path, indexes: Indexes, file: str
) -> None:
    project, target = tmp_path / "shop", target_of("python3.13", "x86_64")
    project.mkdir()
    assert target is not None
    (project / "pyproject.toml").write_text(PROJECT.format(url=indexes.url))
    if file != "pyproject.toml":
        run(["lock"], project)
    if file == "pylock.toml":
        run(["export", "--format", "pylock.toml", "--no-emit-project", "-o", file], project)
        (project / "pyproject.toml").unlink()
    found = installed(from_path(Path(file), project), target, tmp_path / "installed")
    assert found == {"nail==1", "own-prices==1.0", "nail.py", "own_prices.py"}
    assert not any(path.startswith("/public/own") for path in indexes.asked)


def test_what_a_lock_takes_from_a_folder_has_the_hashes_of_its_files(tmp_path: Path, indexes: Indexes) -> None:
    target = target_of("python3.13", "x86_64")
    assert target is not None
    (tmp_path / "own").mkdir()
    wheels.wheel(tmp_path / "own", "own_prices", "1.0")
    (tmp_path / "shop").mkdir()
    project = PROJECT.format(url="..").replace('url = "../own"', 'url = "../own"\nformat = "flat"')
    (tmp_path / "shop" / "pyproject.toml").write_text(project)
    run(["lock"], tmp_path / "shop")
    requirements = from_path(Path("uv.lock"), tmp_path / "shop")
    assert installed(requirements, target, tmp_path / "installed") >= {"nail==1", "own-prices==1.0", "own_prices.py"}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("Pipfile", "", "is read only by Pipenv: run `pipenv requirements > requirements.txt`, and name that file"),
        ("poetry.lock", "", "is read only by Poetry: run `poetry export"),
        (
            "pyproject.toml",
            "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nnail = '*'\n",
            '"pyproject.toml" has its dependencies where only Poetry reads them: run `poetry export',
        ),
        ("pylock.toml", "packages = 1", '"pylock.toml" can\'t be read as a lock'),
    ],
)
def test_a_file_that_only_another_tool_reads_is_refused_with_the_way_out(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(NotRequirements) as error:
        from_path(Path(file), tmp_path)
    assert said in str(error.value)
