"""The examples that `touchdown init --example` writes: those of the folder `examples` that are applications.

An installed Touchdown has them within its package (pyproject.toml), a checkout beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

EXAMPLES = ("chat", "cron", "fulfilment", "orders-rest", "shop", "thumbnails", "webhook")

_PACKAGE = Path(__file__).parents[1]
_LEFT_OUT = {"__pycache__", "touchdown.lock"}
_NAME = re.compile(r'^(workspace\.name = )".*"$', re.MULTILINE)
_REGION = re.compile(r'(?<=add_aws\(region=)"[\w-]+"')


def files_of(example: str, name: str, region: str | None) -> Mapping[Path, str]:
    """The files of an example, with a workspace's name of the user's own, and a region if there is any.

    The name is changed so that two projects that begin with the same example can't take away each other's resources.
    """
    folder = _folder() / example
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    texts = {at: path.read_text(encoding="utf-8") for at, path in found.items() if _belongs(at)}
    text = texts[Path("Touchdownfile")]
    text = _NAME.sub(rf'\g<1>"{name}"', text, count=1)
    if region:
        text = _REGION.sub(f'"{region}"', text)
    return {**texts, Path("Touchdownfile"): text}


def _folder() -> Path:
    packaged = _PACKAGE / "examples"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "examples"


def _belongs(path: Path) -> bool:
    """Whether a file is part of the example, and nothing that running it has left in a checkout."""
    return not any(part in _LEFT_OUT or part.startswith(".") for part in path.parts)
