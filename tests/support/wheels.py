"""Distributions for tests: small wheels in a folder, which uv takes for all there is."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n"


def only(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Makes uv look into a folder, and nowhere else."""
    folder.mkdir()
    settings = folder / "uv.toml"
    settings.write_text(f"no-index = true\nfind-links = [{json.dumps(str(folder))}]\n")
    for name in [name for name in os.environ if name.startswith("UV_") and ("INDEX" in name or "LINKS" in name)]:
        patch.delenv(name)
    patch.setenv("UV_CONFIG_FILE", str(settings))
    return folder


def wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    tag: str = "py3-none-any",
    needs: Sequence[str] = (),
    programs: Sequence[str] = (),
    **files: str | bytes,
) -> None:
    """Puts a wheel into a folder, with a module of its name unless other files are given."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    contents: dict[str, str | bytes] = {
        **(files or {f"{name}.py": f"VERSION = {version!r}\n"}),
        f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {one}\n" for one in needs),
        f"{info}/WHEEL": WHEEL.format(tag=tag),
    }
    record = "".join(f"{path},{_hash(text)},{len(text)}\n" for path, text in contents.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-{tag}.whl", "w") as archive:
        for path, text in {**contents, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            member = zipfile.ZipInfo(path)
            member.external_attr = (0o100755 if path in programs else 0o100644) << 16
            archive.writestr(member, text)


def _hash(contents: str | bytes) -> str:
    data = contents.encode() if isinstance(contents, str) else contents
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest}"
