"""Nobody is asked for what uv has downloaded before: the hashes say what it is."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import attrs
import pytest

from tests.support import wheels
from touchdown.package.requirements.bundle import bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import target_of


@attrs.define
class Index:
    """An index of packages at an address of its own, and what was asked of it."""

    folder: Path
    server: ThreadingHTTPServer
    asked: list[str] = attrs.field(factory=list[str])

    def add(self, name: str) -> None:
        place = self.folder / name
        place.mkdir(parents=True)
        wheels.wheel(place, name)
        (wheel,) = place.glob("*.whl")
        (place / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Cache-Control", "no-cache")  # as if ten minutes had passed on PyPI
            super().end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            found.asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "index")))
    found = Index(tmp_path / "index", server)
    settings = tmp_path / "uv.toml"
    settings.write_text(f'[[index]]\nurl = "http://127.0.0.1:{server.server_port}/"\ndefault = true\n')
    monkeypatch.setenv("UV_CONFIG_FILE", str(settings))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield found
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_bundle_is_made_again_without_asking_for_what_was_downloaded(index: Index, tmp_path: Path) -> None:
    index.add("nail")
    target, nail = target_of("python3.13", "arm64"), from_lines(["nail"], tmp_path)
    assert target is not None
    resolution = resolve(nail, target, [])
    first = bundle_of(nail, resolution, target, frozenset(), tmp_path / "cache")
    assert [one for one in index.asked if one.endswith(".whl")]
    shutil.rmtree(tmp_path / "cache")
    index.asked.clear()
    assert bundle_of(nail, resolution, target, frozenset(), tmp_path / "cache") == first
    assert not index.asked
