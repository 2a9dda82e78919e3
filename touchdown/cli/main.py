"""The command `touchdown`: finds the subcommand, runs it, and turns its outcome into an exit code.

A subcommand's module is imported when it is asked for, and heavy modules when it runs, so that help and completion
answer at once.
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from touchdown.cli import interruption, streams
from touchdown.cli.command_options import global_options
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.model.errors import Bug, CommandLineError, Interrupted, PartlyApplied, TouchdownError

COMMANDS = (
    "init",
    "plan",
    "apply",
    "destroy",
    "versions",
    "rollback",
    "promote",
    "output",
    "show",
    "graph",
    "permissions",
    "invoke",
    "run",
    "send",
    "queue",
    "open",
    "tail",
    "package",
    "lock",
    "cache",
    "local",
    "completion",
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
_LOOKS_FIRST = "it looks first, and goes on from there."


class Commands(click.Group):
    """The group of subcommands, each imported from its module in `commands/`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"touchdown.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            suggestion = f' Did you mean "{close[0]}"?' if close else ""
            raise click.UsageError(error.message + suggestion, ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
            return code
        except (BrokenPipeError, SystemExit) as error:
            # The reader of our output has gone, as with `| head`. click would exit with 1; rich raises SystemExit.
            if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
                raise
            streams.discard(sys.stdout.fileno())
            return 0


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@global_options
@click.version_option(package_name="touchdown", message="touchdown %(version)s")
def touchdown() -> None:
    """Describe AWS Lambda functions, and what they need, in a Touchdownfile; make the AWS account match.

    \b
    A first function, without an AWS account:
      touchdown init
      touchdown --local apply
      touchdown --local invoke hello

    Exit codes: 0 done; 1 the Touchdownfile or the command line is wrong, or you said no; 2 there are changes (only
    plan --detailed-exitcode); 3 AWS refused, can't be reached, or isn't as declared, and nothing was changed;
    4 partly applied; 5 the invoked function or state machine failed; 70 a bug of ours; 129 the terminal was closed;
    130 interrupted before anything was changed.
    """


def main() -> None:
    """Runs the command, and ends the process with its exit code."""
    interruption.heed()
    gc.set_threshold(100_000)  # most objects of a command are modules and service models, which are never freed
    atexit.register(gc.freeze)  # otherwise Python would collect garbage at exit, a quarter of its running time
    streams.outlive_readers()
    options = Options()
    try:
        code = _run(options)
        interruption.ignore()
    except (click.Abort, KeyboardInterrupt):
        interruption.ignore()
        _end_at_once(options)
    sys.exit(interruption.code(code))


def _run(options: Options) -> int:
    """Runs the command, prints its error if it fails, and returns the exit code."""
    try:
        code = touchdown.main(prog_name="touchdown", standalone_mode=False, obj=options)
        return code if isinstance(code, int) else 0
    except click.Abort:
        raise
    except click.ClickException as error:
        _show_usage_error(error, options)
        return 1
    except TouchdownError as error:
        return _show_error(error, options)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            streams.discard(sys.stdout.fileno())
            return _show_error(_unwritten(error, options), options)
        from touchdown.cli.views.errors import show_bug

        show_bug(error)
        from touchdown.model.masking import mask

        _print_json(Bug("This is a bug of Touchdown.", why=mask(repr(error)), hint="Please report it."), options)
        return Bug.exit_code


def _show_error(error: TouchdownError, options: Options) -> int:
    from touchdown.cli.views.errors import show_error

    interruption.ignore()
    show_error(error, options)
    return error.exit_code


def _unwritten(error: OSError, options: Options) -> TouchdownError:
    """The error for a full disk, usually the disk that holds our output."""
    what = f"{error.filename or 'The output'} can't be written: {error.strerror}."
    if options.changing:
        return PartlyApplied(what, hint=f"Changes were begun. {options.changing}: {_LOOKS_FIRST}")
    return CommandLineError(what)


def _show_usage_error(error: click.ClickException, options: Options) -> None:
    """Prints click's message; with --json also as a document, even if click hadn't reached that option yet."""
    _heed_json(options)
    _print_json(CommandLineError(error.format_message()), options)
    error.show()


def _heed_json(options: Options) -> None:
    """Looks for --json itself, because a command may end before its options have been read."""
    options.json = options.json or "--json" in sys.argv


def _print_json(error: TouchdownError, options: Options) -> None:
    """Prints a document for an error whose text is printed elsewhere."""
    if options.json:
        from touchdown.cli.views.console import print_json
        from touchdown.cli.views.errors import as_json

        print_json({"version": 1, "error": as_json(error, options)})


def _end_at_once(options: Options) -> NoReturn:
    """Ends at a second Ctrl-C, or at a Ctrl-C before anything was changed, without waiting for other threads."""
    _heed_json(options)
    if options.changing:
        from touchdown.cli.views.errors import show_error

        what = "Stopped at once: changes in flight may or may not have been made."
        error = PartlyApplied(what, hint=f"{options.changing}: {_LOOKS_FIRST}")
        show_error(error, options)
    else:
        _print_json(Interrupted("Interrupted before anything was changed."), options)
        echo("Interrupted.", err=True)
    if sys.stderr.isatty():
        from touchdown.cli.views.console import stderr

        stderr(options).show_cursor()  # the live view may have hidden it
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(interruption.code(PartlyApplied.exit_code if options.changing else Interrupted.exit_code))
