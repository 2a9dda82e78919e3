"""How long commands take to start: `--help` beside an import of attrs and click, which it can't do without; and `plan`
of a function with the resource types that there are, beside the same with thirty-five.

    python -m benchmarks.start_up [--times 20]

Each pair is run alternately, and the least of each is compared: what comes on top is the machine's. `plan` talks to the
local AWS, which is started first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_IMPORTS = "import attrs, click"
_HELP = "import sys; sys.argv = ['touchdown', '--help']; import touchdown_command; touchdown_command.main()"
_PLAN = """
import sys
from touchdown.aws import resource_types as types
more = int(sys.argv.pop(1))
types.RESOURCE_TYPES += tuple(
    types.ResourceType(f"made_up_{number}", "made_up:Thing", ((f"made-up-{number}", ""),)) for number in range(more)
)
sys.argv = ["touchdown", "--local", "plan"]
import touchdown_command
touchdown_command.main()
"""
_TYPES = 35
_TOUCHDOWNFILE = """\
def hello(event, context):
    return "hello"


workspace.name = "start-up"
workspace.add_aws(region="eu-west-1").add_lambda_function(name="hello", code=hello)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="how often each is run")
    times: int = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Touchdownfile").write_text(_TOUCHDOWNFILE, encoding="utf-8")
        _compare("--help", [_HELP], "import attrs, click", [_IMPORTS], folder, times)
        try:
            more = _TYPES - _number_of_types()
            _compare(f"plan with {_TYPES} types", [_PLAN, str(more)], "plan", [_PLAN, "0"], folder, times)
        finally:
            _run([_command("local", "stop")], folder)


def _number_of_types() -> int:
    from touchdown.aws.resource_types import RESOURCE_TYPES

    return len(RESOURCE_TYPES)


def _command(*words: str) -> str:
    return f"import sys; sys.argv = ['touchdown', *{words!r}]; import touchdown_command; touchdown_command.main()"


def _compare(what: str, code: list[str], beside: str, other: list[str], folder: Path, times: int) -> None:
    _run(code, folder)
    pairs = [(_run(code, folder), _run(other, folder)) for _ in range(times)]
    least, others_least = (min(seconds) for seconds in zip(*pairs, strict=True))
    print(f"{what}: {least:.3f} s, {beside}: {others_least:.3f} s, ratio {least / others_least:.2f}")


def _run(code: list[str], folder: Path) -> float:
    """Runs a text as a program, and says how long it took."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", *code], cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
