"""What a Touchdownfile sees while it runs, and what it can't do to Touchdown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.declaring import in_process, write

END = 'workspace.name = "shop"\naws = workspace.add_aws(region="eu-west-1")\n'


def declares_no_account(folder: Path, text: str) -> bool:
    """Whether a file was read to its end: what is refused then is that it declares no account."""
    write(folder, text)
    return "declares no account" in in_process(folder, "plan").stderr


@pytest.mark.parametrize(
    "text",
    [
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    one: int\n",
        "import typing\nclass A(typing.NamedTuple):\n    one: 'B'\nclass B: pass\ntyping.get_type_hints(A)\n",
        "import pickle\nclass A: pass\npickle.loads(pickle.dumps(A()))\n",
    ],
    ids=["dataclass", "type hints", "pickle"],
)
def test_libraries_find_the_module_of_a_file_by_its_name(tmp_path: Path, text: str) -> None:
    assert declares_no_account(tmp_path, text)
    assert "touchdownfile" not in sys.modules


SHADOWED = """
import sys
from pathlib import Path
from touchdown.cli.touchdownfile import load
from touchdown.cli.options import Options
sys.modules.pop("calendar", None)
load(Options(file=Path(sys.argv[1])))
import calendar, helpers
print(calendar.__file__, helpers.__file__)
"""


def test_modules_beside_a_file_are_found_before_installed_ones_and_never_in_place_of_the_standard_library(
    tmp_path: Path,
) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    for path in (installed / "helpers.py", tmp_path / "helpers.py", tmp_path / "calendar.py"):
        path.write_text("")
    write(tmp_path, "import sys\n" + END)
    program = f"import sys\nsys.path.append({str(installed)!r})\n" + SHADOWED
    command = [sys.executable, "-c", program, str(tmp_path / "Touchdownfile")]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert ended.returncode == 0, ended.stderr
    calendar, helpers = ended.stdout.split()
    assert not Path(calendar).is_relative_to(tmp_path)
    assert helpers == str(tmp_path / "helpers.py")


VARIABLES = """
import os

TABLE = os.environ["TD_TABLE"]
LIMIT = int(os.environ["TD_LIMIT"])
assert os.environ.get("TD_TABLE") is None and "TD_TABLE" not in os.environ
LIMITS = "3"

def hello(event, context):
    return [TABLE, LIMIT]

workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1")
orders = aws.add_topic(name="orders")
aws.add_lambda_function(name="a", code=hello, environment={"TD_TABLE": orders.name, "TD_LIMIT": LIMITS})
aws.add_lambda_function(name="b", code=hello, environment={"TD_TABLE": "orders"})
"""


def test_a_variable_that_is_not_set_is_what_environment_says_and_a_function_without_it_is_told(tmp_path: Path) -> None:
    write(tmp_path, VARIABLES)
    lines = in_process(tmp_path, "package").stdout.splitlines()
    assert [line.strip() for line in lines if "note:" in line] == [
        'note: code= reads os.environ["TD_LIMIT"] when it is imported (Touchdownfile, line 5), and environment= lacks it, '
        "so each invocation would fail: set it there, or read it with os.environ.get()."
    ]
    assert not os.environ.keys() & {"TD_TABLE", "TD_LIMIT"}


EXPLAINED = """
import logging
import subprocess
import sys

logging.basicConfig()
subprocess.run([sys.executable, "-c", ""])

def hello(event, context):
    return 1

workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1")
aws.add_lambda_function(name="hello", code=hello)
"""


def test_package_explains_each_statement_that_is_shipped_or_might_matter(tmp_path: Path) -> None:
    write(tmp_path, EXPLAINED)
    assert in_process(tmp_path, "package", "hello", "--explain").stdout.splitlines() == [
        "eu-west-1/lambda_function.hello",
        "    Touchdownfile: what is shipped",
        "         2  import logging              for logging",
        "         6  logging.basicConfig()       it sets something up for the whole process",
        "         9  def hello(event, context):  the function",
        "    Touchdownfile: what isn't shipped, and may change what the function sees",
        '         7  subprocess.run([sys.executable, "-c", ""])  it works with this machine (subprocess)',
    ]
