from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from touchdown.cli.command_options import global_options, global_options_without_f
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo

if TYPE_CHECKING:
    from touchdown.local import LocalAws, Status


@click.group("local")
@global_options
def command() -> None:
    """Start, stop and inspect the local AWS: each project has its own, which really runs functions, without Docker.

    With --local, other commands start it. Its data is kept in .touchdown/ beside the Touchdownfile.
    """


@command.command("start")
@global_options
@click.option("--stay", is_flag=True, help="Don't end by itself when nobody has used it for two hours.")
@pass_options
def start(options: Options, stay: bool) -> None:
    """Start it, if it isn't running; the first time, its environment is installed."""
    _show(_local(options).start(lambda text: echo(text, err=True), stay=stay), options)


@command.command("stop")
@global_options
@pass_options
def stop(options: Options) -> None:
    """Stop it; its data stays."""
    local = _local(options)
    stopped = local.stop()
    if options.json:
        _show(local.status(), options)
    else:
        echo("The local AWS is stopped." if stopped else "The local AWS was not running.")


@command.command("status")
@global_options
@pass_options
def status(options: Options) -> None:
    """Show whether it is running, its address, and where its data is."""
    _show(_local(options).status(), options)


@command.command("env")
@global_options
@pass_options
def env(options: Options) -> None:
    """Print what lets a shell, an SDK or a test suite use it: `eval "$(touchdown local env)"`.

    With --json the variables are an object; those that must not be set are null. The key is good for this project's
    local AWS alone.
    """
    variables = _local(options).access().variables()
    if options.json:
        from touchdown.cli.views.console import print_json

        print_json({"version": 1, "variables": variables})
        return
    for name, value in variables.items():
        echo(f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}")


@command.command("reset")
@global_options
@pass_options
def reset(options: Options) -> None:
    """Delete everything in it, after asking."""
    from touchdown.cli.asking import ask

    ask(options, "Delete everything in the local AWS of this project?", "touchdown local reset")
    status = _local(options).reset()
    echo("Deleted everything in the local AWS.", err=True)
    _show(status, options)


@command.command("logs")
@global_options_without_f
@click.option("-f", "--follow", is_flag=True, help="Keep showing new lines as they come, until Ctrl-C.")
@pass_options
def logs(options: Options, follow: bool) -> None:
    """Show the log of the local AWS itself; `touchdown tail` shows the logs of functions."""
    lines = _local(options).log_lines(follow)
    if options.json and not follow:
        from touchdown.cli.views.console import print_json

        print_json({"version": 1, "lines": list(lines)})
        return
    for line in lines:
        echo(json.dumps({"version": 1, "line": line}) if options.json else line)


def _local(options: Options) -> LocalAws:
    from touchdown.cli.touchdownfile import find
    from touchdown.local import LocalAws
    from touchdown.model.errors import CommandLineError

    try:
        return LocalAws(find(options.file).parent)
    except CommandLineError:
        if options.file is not None:
            raise
        return LocalAws(Path.cwd())


def _show(status: Status, options: Options) -> None:
    if options.json:
        from touchdown.cli.views.console import print_json

        print_json(
            {
                "version": 1,
                "running": status.running,
                "address": status.address,
                "pid": status.pid,
                "data": str(status.data),
                "log": str(status.log),
            }
        )
        return
    echo(f"The local AWS is running at {status.address}." if status.running else "The local AWS is not running.")
    echo(f"Its data is in {status.data}.", err=True)
