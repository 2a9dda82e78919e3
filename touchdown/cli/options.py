"""The values of the options that every command takes."""

from __future__ import annotations

import functools
import re
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

if TYPE_CHECKING:
    from touchdown.cli.timings import Timings

_OF_A_FILE = re.compile(r"`touchdown (?=(?:plan|apply|destroy|show|invoke|tail|lock|package|permissions)\b)")


@attrs.define
class Options:
    """The options that were given, before or after the command's name, and what the command notes for its end."""

    file: Path | None = None
    local: bool = False
    profile: str | None = None
    region: str | None = None
    settings: dict[str, str] = attrs.field(factory=dict[str, str])
    yes: bool = False
    json: bool = False
    debug: bool = False
    no_color: bool = False
    began: float = attrs.field(factory=time.monotonic)
    """No option: when the command began."""
    changing: str = ""
    """No option: set when changes begin; the advice to give if the command ends early, such as "Apply again"."""

    @functools.cached_property
    def timings(self) -> Timings:
        """Where the time goes, taken whether it will be shown or not."""
        from touchdown.cli.timings import Timings

        return Timings(began=self.began)

    def typed(self, text: str) -> str:
        """A text in which each command is complete: with -f for the same file, and --local for the local AWS."""
        given = [*(["--local"] if self.local else []), *(["-f", shlex.quote(str(self.file))] if self.file else [])]
        return _OF_A_FILE.sub(lambda found: " ".join([found[0].rstrip(), *given, ""]), text)


pass_options = click.make_pass_decorator(Options, ensure=True)
