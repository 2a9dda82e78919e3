"""The work that is measured, and what does it."""

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
    """What is done, in this order."""

    CREATE = "create"
    NO_CHANGE = "no change"
    CODE = "one code changed"
    DESCRIPTION = "one description changed"
    DESTROY = "destroy"


@attrs.frozen
class Work:
    """Some functions as they are to be. The changes are those of the first one."""

    functions: int
    step: Step
    shared_log_group: bool = False
    """One log group for all of them, in place of one each."""

    @property
    def names(self) -> list[str]:
        return [f"bench-{index:05}" for index in range(self.functions)]

    def description(self, name: str) -> str:
        return "changed" if name == self.names[0] and self.step in (Step.DESCRIPTION, Step.DESTROY) else "as it was"

    def answer(self, name: str) -> str:
        """What the code answers."""
        later = (Step.CODE, Step.DESCRIPTION, Step.DESTROY)
        return "changed" if name == self.names[0] and self.step in later else name

    def code(self, name: str) -> str:
        return f'def main(event, context):\n    return "{self.answer(name)}"\n'

    def log_group(self, name: str) -> str:
        return "/bench/shared" if self.shared_log_group else f"/aws/lambda/{name}"

    def write_handlers(self, folder: Path) -> None:
        """A folder for each function, with one module in it."""
        for name in self.names:
            module = folder / "handlers" / name / "main.py"
            module.parent.mkdir(parents=True, exist_ok=True)
            if not module.exists() or module.read_text() != self.code(name):
                module.write_text(self.code(name))


@attrs.frozen
class Access:
    """Where AWS is simulated, and who we are there."""

    address: str
    account_id: str
    access_key_id: str
    secret_access_key: str


class Tool(Protocol):
    """Something that deploys: it is given a folder, in which it writes what it needs, and says what to run there."""

    name: str

    def version(self) -> str:
        """Which one it is."""
        ...

    def write(self, folder: Path, work: Work, access: Access) -> None:
        """Writes what is declared."""
        ...

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        """What is run once an account, and isn't counted."""
        ...

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        """What a user runs, one after another."""
        ...
