"""The payload of `invoke` and `send`: JSON on the command line, in a file, or on stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


def json_payload(text: str) -> bytes:
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = _contents(Path(text[1:]))
    try:
        json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this isn't valid JSON: {error}.", param_hint="--payload") from None
    return text.encode()


def _contents(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{path} can't be read: {error.strerror}.", param_hint="--payload") from None
    except UnicodeDecodeError:
        raise click.BadParameter(f"{path} isn't UTF-8.", param_hint="--payload") from None
