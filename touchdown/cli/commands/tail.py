from __future__ import annotations

import re
import time

import click

from touchdown.cli.command_options import global_options_without_f
from touchdown.cli.completion import complete_names
from touchdown.cli.options import Options, pass_options

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Ago(click.ParamType[int]):
    """A duration before now, such as 15m."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"(\d+)([smhd])", str(value))
        if not match:
            what = f'"{value}" isn\'t a duration: write a number and s, m, h or d, as in 90s, 15m, 2h or 1d.'
            self.fail(what, param, ctx)
        return int(match.group(1)) * _SECONDS[match.group(2)]


@click.command("tail")
@global_options_without_f
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_names)
@click.option("-f", "--follow", is_flag=True, help="Keep showing new lines as they come, until Ctrl-C.")
@click.option("-s", "--since", type=Ago(), default="15m", show_default=True, help="How far to go back.")
@pass_options
def command(options: Options, names: tuple[str, ...], follow: bool, since: int) -> None:
    """Show the logs of functions and state machines, or of all in the workspace, each line with its function.

    \b
      touchdown tail hello -s 1h
      touchdown tail --follow
    """
    from touchdown.aws.logs.tail import Tail
    from touchdown.cli.views.log import show_events, sources
    from touchdown.cli.workspace import opened

    workspace = opened(options)
    tail = Tail(workspace, sources(workspace, names), int((time.time() - since) * 1000))
    show_events(workspace, tail.follow() if follow else tail.read(), options)
