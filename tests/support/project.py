"""A folder with a Touchdownfile for an account in an emulator, and the command that is run in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import attrs

from tests.support import command
from tests.support.command import Outcome, Running, Screen
from tests.support.emulators import Emulator

KEY = "wJalrXUtnFEMI"
"""The secret key of all accounts here: MiniStack takes any. No output may hold it."""

_BEGINNING = """\
workspace.name = "shop"
keys = dict(access_key_id="{key}", secret_access_key="{secret}")
aws = workspace.add_aws(region="eu-west-1", endpoint_url="{address}", emulator=True, **keys)
"""

GREETER = """
def hello(event, context):
    name = event.get("name", "world")
    print(f"greeting {name}")
    if event.get("fail"):
        raise ValueError("as asked")
    return {"greeting": f"Hello, {name}!"}
"""

HELLO = (
    GREETER
    + """
aws.add_lambda_function(name="hello", description=workspace.settings.get("description", "The first"), code=hello)
"""
)


@attrs.frozen
class Project:
    """Its Touchdownfile names the emulator's address: that of the wire, if one is in front."""

    folder: Path
    emulator: Emulator

    def declare(self, declaration: str, name: str = "Touchdownfile") -> None:
        """Writes a Touchdownfile with an account `aws`, and what is declared in it."""
        emulator = self.emulator
        beginning = _BEGINNING.format(address=emulator.address, key=emulator.access_key_id, secret=KEY)
        self.write(name, beginning + declaration)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *arguments: str, **more: Any) -> Outcome:
        return command.run(self.folder, *arguments, **more)

    def start(self, *arguments: str) -> AbstractContextManager[Running]:
        return command.running(self.folder, *arguments)

    def on_terminal(self, *arguments: str, **more: Any) -> Screen:
        return command.on_terminal(self.folder, *arguments, **more)

    def shows(self, *arguments: str, **more: Any) -> str:
        """What a run prints, without what differs from run to run."""
        return command.filtered(self.run(*arguments, **more), self.folder)

    def functions(self) -> list[str]:
        """The functions that there are in the account."""
        found = self.emulator.client("lambda").list_functions()["Functions"]
        return sorted(one["FunctionName"] for one in found)
