from __future__ import annotations

import contextlib
import re
import secrets
import shlex
import string
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from touchdown.cli.command_options import global_options
from touchdown.cli.examples import EXAMPLES, files_of
from touchdown.cli.options import Options, pass_options
from touchdown.cli.terminal import echo

_NAME = "hello"
"""The workspace's name if the folder's name has no character that it could use."""

_LONGEST = 64
_RANDOM = 4

_TEMPLATE = """\
# What this project has in AWS. `workspace` is there already; for completion in an editor, write instead:
#     from touchdown import Workspace
#     workspace = Workspace()


# A function that takes (event, context): its source is what runs on Lambda, so it imports what it needs itself.
def hello(event, context):
    name = event.get("name", "world")
    print(f"greeting {{name}}")
    return {{"greeting": f"Hello, {{name}}!"}}


# The name tells what is ours in the account. Changing it means that everything is made anew. Its end is random, so that
# two folders that are called the same aren't taken for the same workspace.
workspace.name = "{name}"

# An account is a region, and credentials as the AWS command line finds them. `--local` needs neither.
aws = workspace.add_aws(region="{region}")

aws.add_lambda_function(
    name="hello",
    description="The first function of {name}",
    code=hello,
    timeout=10,
)
"""


@click.command("init")
@global_options
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--example", type=click.Choice(EXAMPLES), help="Write this example instead.")
@pass_options
def command(options: Options, folder: Path, example: str | None) -> None:
    """Write a commented Touchdownfile with a first function into FOLDER. Overwrites nothing."""
    from touchdown.cli.views.console import print_json

    target = folder / "Touchdownfile"
    base = _name_for(folder.resolve().name)
    name = f"{base or _NAME}-{_random_end()}"
    if example:
        files = files_of(example, name, options.region)
    else:
        text = _TEMPLATE.format(name=name, region=options.region or "eu-west-1")
        files = {Path("Touchdownfile"): text}
    _write({folder / path: text for path, text in files.items()})
    if options.json:
        print_json({"version": 1, "written": str(target)})
    there = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    echo(f"Wrote {target}. Try it without an AWS account:\n  {there}touchdown --local apply", err=True)
    if not base:
        echo(f"The folder's name can't be used for the workspace, so it is called \"{name}\".", err=True)


def _write(files: Mapping[Path, str]) -> None:
    """Writes all of them, or none."""
    from touchdown.model.errors import CommandLineError

    written: list[Path] = []
    for target, text in files.items():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8") as file:
                written.append(target)
                file.write(text)
        except FileExistsError:
            _remove(written)
            raise CommandLineError(f"{target} exists already, and is left as it is.") from None
        except OSError as error:
            _remove(written)
            raise CommandLineError(f"{target} can't be written: {error.strerror}.") from None


def _remove(written: Iterable[Path]) -> None:
    """What we have created: the next attempt must not find half of it."""
    for target in written:
        with contextlib.suppress(OSError):
            target.unlink()


def _name_for(folder: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", folder).strip("-._")[: _LONGEST - len("-") - _RANDOM]


def _random_end() -> str:
    """Many folders are called app, lambda or src; two workspaces of one name would delete each other's resources."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(_RANDOM))
