"""The projects that are packaged: a function with its requirements, in a form for Touchdown and in a form for SAM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.emulators import REGION, Emulator

RUNTIME = "python3.12"

REQUIREMENTS: Mapping[str, Sequence[str]] = {
    "M": ("requests", "pydantic", "PyJWT", "cryptography"),
    "L": ("pandas", "numpy", "requests", "pydantic"),
}

_TEMPLATE = f"""\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.hello
      Runtime: {RUNTIME}
"""


def write_code(folder: Path, answer: str) -> None:
    """The function's own code, the same for both tools."""
    (folder / "app.py").write_text(f'def hello(event, context):\n    return "{answer}"\n', encoding="utf-8")


def write_for_touchdown(
    folder: Path, requirements: Sequence[str], *, functions: int = 1, account: Emulator | None = None
) -> None:
    """Functions `hello00`, `hello01` and so on, each with its own code, all with the same requirements."""
    access = {"region": REGION}
    if account:
        access |= {"endpoint_url": account.address, "emulator": True}
        access |= {"access_key_id": account.access_key_id, "secret_access_key": "any"}
    lines = [
        'workspace.name = "benchmark"',
        f"aws = workspace.add_aws(**{access})",
        'role = aws.add_role(name="worker")',
        f"for number in range({functions}):",
        "    aws.add_lambda_function(",
        '        name=f"hello{number:02}",',
        '        code=f"src{number:02}",',
        '        handler="app.hello",',
        "        role=role,",
        f'        runtime="{RUNTIME}",',
        f"        requirements={list(requirements)},",
        "        publish=False,",
        "    )",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Touchdownfile").write_text("\n".join([*lines, ""]), encoding="utf-8")
    for number in range(functions):
        source = folder / f"src{number:02}"
        source.mkdir(exist_ok=True)
        write_code(source, str(number))


def write_for_sam(folder: Path, requirements: Sequence[str]) -> None:
    source = folder / "src"
    source.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(_TEMPLATE, encoding="utf-8")
    (source / "requirements.txt").write_text("\n".join([*requirements, ""]), encoding="utf-8")
    write_code(source, "0")
