"""The options that every command takes, before or after its name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from touchdown.cli.completion import complete_addresses
from touchdown.cli.timings import Timings
from touchdown.engine.scope import MOST_PARALLEL

Command = TypeVar("Command", bound=Callable[..., Any])

_OF_A_FILE = re.compile(r"`touchdown (?=(?:plan|apply|destroy|show|invoke|tail|lock|package|permissions)\b)")


@attrs.define
class Options:
    """What was given, wherever it stood."""

    file: Path | None = None
    local: bool = False
    profile: str | None = None
    region: str | None = None
    settings: dict[str, str] = attrs.field(factory=dict[str, str])
    yes: bool = False
    json: bool = False
    debug: bool = False
    no_color: bool = False
    timings: Timings = attrs.field(factory=Timings)
    """Not given either: where the time goes, whether that will be shown or not."""
    changing: str = ""
    """Not given either: from when changes begin to be made, what goes on where they end, as "Apply again"."""

    def typed(self, text: str) -> str:
        """A text, and each command in it as it has to be typed to be about the same file, and to stay on the local AWS
        if this one does."""
        given = [*(["--local"] if self.local else []), *(["-f", shlex.quote(str(self.file))] if self.file else [])]
        return _OF_A_FILE.sub(lambda found: " ".join([found[0].rstrip(), *given, ""]), text)


pass_options = click.make_pass_decorator(Options, ensure=True)


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keeps a given value in the one place that all commands look at."""
    options = context.find_root().ensure_object(Options)
    if value and parameter.name == "settings":
        options.settings.update(_setting(one) for one in value)
    elif value and parameter.name:
        setattr(options, parameter.name, value)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.BadParameter(f'"{text}" is no setting: write --set NAME=VALUE.')
    if not value:  # what a shell makes of a variable that isn't set
        raise click.BadParameter(f'"{text}" has no value: write --set NAME=VALUE, or leave it out.')
    return name, value


def _option(*names: str, **settings: Any) -> Callable[[Command], Command]:
    return click.option(*names, expose_value=False, callback=_keep, is_eager=True, **settings)


def _file(*names: str) -> Callable[[Any], Any]:
    return _option(
        *names,
        type=click.Path(path_type=Path, exists=True),
        help="The Touchdownfile, or its folder. Default: Touchdownfile, here or in a folder above.",
    )


_GLOBAL: tuple[Callable[[Any], Any], ...] = (
    _option("--local", is_flag=True, help="Use the local AWS: no credentials are read, nothing leaves this machine."),
    _option("--profile", help="AWS profile, for accounts that don't name one."),
    _option("--region", help="AWS region, for accounts that don't name one."),
    _option("--set", "settings", multiple=True, metavar="NAME=VALUE", help='Give workspace.settings["NAME"] a value.'),
    _option("-y", "--yes", is_flag=True, help="Don't ask before changing anything."),
    _option("--json", is_flag=True, help="Print one JSON document instead of text."),
    _option("--debug", is_flag=True, help="Print the calls to AWS, with their times and results."),
    _option("--no-color", is_flag=True, help="Print without colours. The variable NO_COLOR does the same."),
)


locked = click.option(
    "--locked", is_flag=True, help="Resolve nothing: touchdown.lock has to say what all requirements come to."
)


target = click.option(
    "--target",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=complete_addresses,
    help="Only this resource and what it needs; to destroy, and what depends on it. Repeatable.",
)

parallel = click.option(
    "--parallel",
    type=click.IntRange(1, MOST_PARALLEL),
    metavar="N",
    help="Make at most N reads, and at most N changes, at the same time.",
)


def _show_timings(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        options = context.find_root().ensure_object(Options)

        def show() -> None:
            from touchdown.cli.views.console import stderr
            from touchdown.cli.views.timings import as_text

            stderr(options).print(as_text(options.timings.finished()))

        context.call_on_close(show)


def _draw_timings(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    if path is None:
        return
    from touchdown.cli.output_files import refuse_other_endings, refuse_taken, refuse_unwritable, write
    from touchdown.model.errors import CommandLineError

    refuse_other_endings(path, ".html", option="--timings-file")
    refuse_taken(path, context, option="--timings-file")
    refuse_unwritable(path, option="--timings-file")
    options = context.find_root().ensure_object(Options)

    def draw() -> None:
        from touchdown.cli.views.timings_chart import html

        try:
            write(path, html(options.timings.finished(), f"touchdown {context.info_name}"))
            click.echo(f"Wrote {path}.", err=True)
        except CommandLineError as error:  # what the command has done is done all the same: its exit code tells of that
            click.echo(f"note: {error.what}", err=True)

    context.call_on_close(draw)


_timings_table = click.option(
    "--timings",
    is_flag=True,
    expose_value=False,
    callback=_show_timings,
    help="Say where the time went, also where the command fails: by phase, and by operation of AWS.",
)

_timings_file = click.option(
    "--timings-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    expose_value=False,
    callback=_draw_timings,
    help="Draw where the time went, as a Gantt chart in a file that needs no other.",
)


def timings(command: Command) -> Command:
    """Adds the options that tell where the time went."""
    return _timings_table(_timings_file(command))


def global_options(command: Command) -> Command:
    """Adds the options that every command takes."""
    return _add(command, _file("-f", "--file"))


def global_options_without_f(command: Command) -> Command:
    """The same for a command in which -f means something else: there, the file has its long option only."""
    return _add(command, _file("--file"))


def _add(command: Command, file: Callable[[Any], Any]) -> Command:
    for option in reversed((file, *_GLOBAL)):
        command = option(command)
    return command
