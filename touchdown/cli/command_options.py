"""Decorators that add options to commands: the options that every command takes, and options that several share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from touchdown.cli.completion import complete_addresses
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.engine.parallel import MOST_PARALLEL

Command = TypeVar("Command", bound=Callable[..., Any])


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Stores a given value in the `Options` of the command line."""
    options = context.find_root().ensure_object(Options)
    if value and parameter.name == "settings":
        options.settings.update(_setting(setting) for setting in value)
    elif value and parameter.name:
        setattr(options, parameter.name, value)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.BadParameter(f'"{text}" isn\'t a setting: write --set NAME=VALUE.')
    if not value:  # in a shell, a variable that isn't set
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
    "--locked", is_flag=True, help="Resolve nothing: touchdown.lock has to hold the resolution of all requirements."
)


target = click.option(
    "--target",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=complete_addresses,
    help="Only this resource and what it needs; with destroy, this and what depends on it. Of an ADDRESS, an ending "
    "is enough that no other has: lambda_function.hello, or hello. Repeatable.",
)

adopt = click.option(
    "--adopt",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=complete_addresses,
    help='Take over a resource that exists without our tags; "all" for any. Repeatable.',
)

parallel = click.option(
    "--parallel",
    type=click.IntRange(1, MOST_PARALLEL),
    metavar="N",
    help="Make at most N reads, and at most N changes, at the same time.",
)


unfolded = click.option(
    "--all",
    "unfolded",
    is_flag=True,
    help="Show an entry for each resource that is brought along, instead of one line for all of them.",
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
    from touchdown.cli.output_files import refuse_other_endings, refuse_others, refuse_taken, refuse_unwritable, write
    from touchdown.model.errors import CommandLineError

    refuse_other_endings(path, ".html", option="--timings-file")
    refuse_taken(path, context, option="--timings-file")
    refuse_others(path, "<!doctype html", option="--timings-file")
    refuse_unwritable(path, option="--timings-file")
    options = context.find_root().ensure_object(Options)

    def draw() -> None:
        from touchdown.cli.views.timings_chart import html

        try:
            write(path, html(options.timings.finished(), f"touchdown {context.info_name}"))
            echo(f"Wrote {path}.", err=True)
        except CommandLineError as error:  # what the command did still counts for its exit code
            echo(f"note: {error.what}", err=True)

    context.call_on_close(draw)


_timings_table = click.option(
    "--timings",
    is_flag=True,
    expose_value=False,
    callback=_show_timings,
    help="Show where the time went, even if the command fails: by phase, and by AWS operation.",
)

_timings_file = click.option(
    "--timings-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    expose_value=False,
    callback=_draw_timings,
    help="Draw where the time went, as a Gantt chart in one self-contained file.",
)


def timings(command: Command) -> Command:
    """Adds --timings and --timings-file."""
    return _timings_table(_timings_file(command))


def global_options(command: Command) -> Command:
    """Adds the options that every command takes."""
    return _add(command, _file("-f", "--file"))


def global_options_without_f(command: Command) -> Command:
    """The same for a command whose -f means --follow: the file has only its long option there."""
    return _add(command, _file("--file"))


def _add(command: Command, file: Callable[[Any], Any]) -> Command:
    for option in reversed((file, *_GLOBAL)):
        command = option(command)
    return command
