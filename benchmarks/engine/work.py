"""The work that is measured, and the interface of the tools that do it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import attrs

REGION = "eu-west-1"
ROLE = "bench-worker"
POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
RUNTIME = "python3.13"
HANDLER = "main.main"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


class Step(StrEnum):
    """The steps of the work, in this order."""

    CREATE = "create"
    NO_CHANGE = "no change"
    CODE = "one code changed"
    DESCRIPTION = "one description changed"
    DESTROY = "destroy"


@attrs.frozen
class Work:
    """The functions in the state that a step should reach. Changes affect the first function."""

    functions: int
    step: Step
    shared_log_group: bool = False
    """One log group for all functions, instead of one for each."""

    @property
    def names(self) -> list[str]:
        return [f"bench-{index:05}" for index in range(self.functions)]

    def description(self, name: str) -> str:
        return "changed" if name == self.names[0] and self.step in (Step.DESCRIPTION, Step.DESTROY) else "as it was"

    def answer(self, name: str) -> str:
        """The result that the function's code returns."""
        later = (Step.CODE, Step.DESCRIPTION, Step.DESTROY)
        return "changed" if name == self.names[0] and self.step in later else name

    def code(self, name: str) -> str:
        return f'def main(event, context):\n    return "{self.answer(name)}"\n'

    def log_group(self, name: str) -> str:
        return "/bench/shared" if self.shared_log_group else f"/aws/lambda/{name}"

    def write_handlers(self, folder: Path) -> None:
        """Writes a folder for each function, with a module in it."""
        for name in self.names:
            module = folder / "handlers" / name / "main.py"
            module.parent.mkdir(parents=True, exist_ok=True)
            if not module.exists() or module.read_text() != self.code(name):
                module.write_text(self.code(name))


@attrs.frozen
class Access:
    """The simulated AWS's address, and the credentials there."""

    address: str
    account_id: str
    access_key_id: str
    secret_access_key: str


class Tool(Protocol):
    """A tool that deploys: it writes its files into a folder, and names the commands to run there."""

    name: str

    def version(self) -> str:
        """The tool's version."""
        ...

    def write(self, folder: Path, work: Work, access: Access) -> None:
        """Writes the tool's declaration of the work."""
        ...

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        """Commands that are run once for an account, and aren't counted."""
        ...

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        """The commands that a user runs, one after another."""
        ...
