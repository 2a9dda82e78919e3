"""The payload of `invoke` and `send`, and the input of `run`: on the command line, in a file, or on stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


def json_payload(text: str, option: str = "--payload") -> bytes:
    text = text_payload(text, option)
    try:
        json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this isn't valid JSON: {error}.", param_hint=option) from None
    return text.encode()


def text_payload(text: str, option: str = "--payload") -> str:
    """Any text, or what `@FILE` and `-` (stdin) hold."""
    if text == "-":
        return sys.stdin.read()
    return _contents(Path(text[1:]), option) if text.startswith("@") else text


def _contents(path: Path, option: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{path} can't be read: {error.strerror}.", param_hint=option) from None
    except UnicodeDecodeError:
        raise click.BadParameter(f"{path} isn't UTF-8.", param_hint=option) from None
