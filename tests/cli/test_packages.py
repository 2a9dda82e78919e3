"""Functions with requirements and with modules of the project: packed, explained, locked, and run."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import attrs
import pytest

from tests.support import projects, wheels
from tests.support.declaring import in_process
from tests.support.project import Project

SHOP = """
from helpers import shout

LIMIT = 3

def hello(event, context):
    from shelf import VERSION

    return {"said": shout("hi"), "shelf": VERSION, "limit": LIMIT}

aws.add_lambda_function(name="hello", code=hello, requirements=["shelf"])
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all distributions are: shelf, which needs a nail."""
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    folder = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(folder, "shelf", needs=["nail"])
    wheels.wheel(folder, "nail")
    return folder


@pytest.fixture
def shop(project: Project, index: Path) -> Project:
    """A project whose function imports a module of its own, and a distribution that isn't installed here."""
    project.declare(SHOP)
    project.write("helpers.py", "def shout(text):\n    return text.upper()\n")
    return project


def test_a_function_runs_with_its_modules_and_distributions_and_a_second_apply_changes_nothing(shop: Project) -> None:
    applied = shop.run("apply", "--yes")
    assert applied.code == 0, applied.stderr
    assert json.loads(shop.run("invoke", "hello").stdout) == {"said": "HI", "shelf": "1.0", "limit": 3}
    assert shop.run("apply", "--yes").stdout == "No changes: 3 resources are as declared.\n"


def test_an_edit_in_a_folder_that_is_required_redeploys_what_requires_it(project: Project, index: Path) -> None:
    shelf = projects.project(project.folder / "libs" / "shelf", ["nail"])
    project.declare(SHOP.replace('["shelf"]', '["./libs/shelf"]'))
    project.write("helpers.py", "shout = str.upper\n")
    assert project.run("apply", "--yes").code == 0
    assert json.loads(project.run("invoke", "hello").stdout)["shelf"] == 1
    assert project.run("plan", "--detailed-exitcode").code == 0
    (shelf / "shelf.py").write_text("VERSION = 2\n")
    assert project.run("apply", "--yes").stdout.endswith("Done: 1 updated.\n")
    assert json.loads(project.run("invoke", "hello").stdout)["shelf"] == 2


def test_package_explains_what_is_shipped(shop: Project) -> None:
    document = json.loads(shop.run("package", "hello", "--json").stdout)
    (package,) = document["packages"]
    assert document["version"] == 1
    assert package["function"] == "eu-west-1/lambda_function.hello"
    assert set(package["sizes"]) == {"its own files", "nail==1.0", "shelf==1.0"}
    assert "main.py" in package["largest"]


def test_package_writes_the_zip_that_is_deployed(shop: Project) -> None:
    outcome = shop.run("package", "hello", "-o", "hello.zip", "--json")
    archive = (shop.folder / "hello.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert "shelf.py" in opened.namelist()
    assert shop.run("apply", "--yes").code == 0
    deployed = shop.emulator.client("lambda").get_function(FunctionName="hello")["Configuration"]["CodeSha256"]
    assert json.loads(outcome.stdout)["packages"][0]["sha256"] == deployed


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("x/y.zip", "error: x/y.zip can't be written: No such file or directory."),
        ("y.tar", "Error: Invalid value for --output: y.tar has to end in .zip."),
    ],
)
def test_a_zip_that_cannot_be_written_is_an_error_of_the_command_line(shop: Project, output: str, said: str) -> None:
    outcome = shop.run("package", "hello", "-o", output)
    assert outcome.code == 1
    assert said in outcome.stderr.splitlines()


def test_a_function_without_code_here_has_no_zip_to_write(project: Project) -> None:
    project.declare('aws.get_lambda_function(name="theirs")\n')
    outcome = project.run("package", "theirs", "-o", "theirs.zip")
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[-1] == "Error: Invalid value for --output: theirs has no code here."


def test_what_is_resolved_is_locked_and_kept(shop: Project, index: Path) -> None:
    assert shop.run("lock").stdout == "+ nail 1.0\n+ shelf 1.0\nWrote touchdown.lock.\n".replace("+", "    +")
    wheels.wheel(index, "nail", "2.0")
    assert shop.run("lock", "--check").stdout == "The lock file is up to date.\n"
    assert shop.run("lock", "--upgrade", "nail").stdout == "    ~ nail 1.0 -> 2.0\nWrote touchdown.lock.\n"
    assert "nail==2.0" in json.loads(shop.run("package", "--json").stdout)["packages"][0]["sizes"]


def test_two_touchdownfiles_of_a_folder_do_not_take_out_what_the_other_has_locked(shop: Project) -> None:
    declared = (shop.folder / "Touchdownfile").read_text()
    shop.write("Billing", declared.replace('["shelf"]', '["nail"]'))
    assert shop.run("lock").code == 0
    before = (shop.folder / "touchdown.lock").read_bytes()
    assert shop.run("-f", "Billing", "lock").stdout == "    + nail 1.0\nWrote touchdown.Billing.lock.\n"
    assert (shop.folder / "touchdown.lock").read_bytes() == before
    assert '"nail==1.0"' in (shop.folder / "touchdown.Billing.lock").read_text()


def test_a_stale_lock_file_is_told_and_refused(shop: Project) -> None:
    assert shop.run("lock").code == 0
    before = (shop.folder / "touchdown.lock").read_bytes()
    text = (shop.folder / "Touchdownfile").read_text()
    shop.write("Touchdownfile", text.replace('["shelf"]', '["shelf>=1"]'))
    check = shop.run("lock", "--check")
    assert (check.code, check.stdout) == (
        1,
        "    eu-west-1/lambda_function.hello: not locked for python3.13 x86_64-manylinux_2_34\n"
        "The lock file is not up to date: run `touchdown lock`.\n",
    )
    refused = shop.run("apply", "--yes", "--locked")
    assert refused.code == 1
    assert refused.stderr.splitlines()[0] == (
        "error: eu-west-1/lambda_function.hello: touchdown.lock doesn't say what its requirements come to for "
        "python3.13 x86_64-manylinux_2_34."
    )
    assert (shop.folder / "touchdown.lock").read_bytes() == before


def test_the_metadata_of_the_file_says_what_its_callables_require(project: Project, index: Path) -> None:
    project.declare("def hello(event, context):\n    import shelf\naws.add_lambda_function(name='hello', code=hello)\n")
    text = (project.folder / "Touchdownfile").read_text()
    project.write("Touchdownfile", f'# /// script\n# dependencies = ["shelf", "touchdown"]\n# ///\n{text}')
    (package,) = json.loads(project.run("package", "--json").stdout)["packages"]
    assert "shelf==1.0" in package["sizes"]


def test_a_directory_is_shipped_and_told_what_was_left_out(project: Project, index: Path) -> None:
    (project.folder / "app" / "tests").mkdir(parents=True)
    project.write("app/main.py", "import shelf\n\ndef run(event, context):\n    return shelf.VERSION\n")
    project.write("app/tests/test_main.py", "")
    project.declare(
        "aws.add_lambda_function(name='hello', code='app', handler='main.run', requirements=['shelf'], exclude=['tests'])"
    )
    (package,) = json.loads(project.run("package", "--json").stdout)["packages"]
    assert package["left_out"] == ["tests/test_main.py"]
    assert project.run("apply", "--yes").code == 0
    assert project.run("invoke", "hello").stdout == "1.0\n"


TWO = """
def one(event, context):
    return 1

def two(event, context):
    return 2

aws.add_lambda_function(name="one", code=one, requirements=["shelf"])
aws.add_lambda_function(name="two", code=two, requirements=["nail"])
"""


def test_what_one_function_needs_is_added_to_the_lock_file_and_only_lock_takes_something_out(
    project: Project, index: Path
) -> None:
    project.declare(TWO)
    assert project.run("package", "one").code == 0
    assert project.run("package", "two").code == 0
    assert project.run("lock", "--check").code == 0
    project.declare(TWO.replace('["shelf"]', '["nail"]'))
    assert project.run("lock", "--check").code == 0
    assert "- shelf 1.0" in project.run("lock").stdout


@pytest.mark.parametrize("name", ["Nail", "NAIL"])
def test_a_distribution_to_upgrade_is_named_in_any_case(shop: Project, index: Path, name: str) -> None:
    shop.run("lock")
    wheels.wheel(index, "nail", "2.0")
    assert "~ nail 1.0 -> 2.0" in shop.run("lock", "--upgrade", name).stdout


def test_a_distribution_to_upgrade_that_nothing_requires_is_refused(shop: Project) -> None:
    outcome = shop.run("lock", "--upgrade", "plank")
    assert (outcome.code, outcome.stderr.splitlines()[-2]) == (1, "error: No function requires plank.")
    assert not (shop.folder / "touchdown.lock").exists()


def test_files_of_requirements_outside_the_folder_are_told_apart(project: Project, index: Path, tmp_path: Path) -> None:
    inside = attrs.evolve(project, folder=tmp_path / "stacks")
    inside.folder.mkdir()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "requirements.txt").write_text("shelf\n")
    (tmp_path / "two" / "requirements.txt").write_text("nail\n")
    declared = TWO.replace('["shelf"]', '"../one/requirements.txt"').replace('["nail"]', '"../two/requirements.txt"')
    inside.declare(declared)
    outcome = inside.run("package", "--json")
    assert outcome.code == 0, outcome.stderr
    one, two = json.loads(outcome.stdout)["packages"]
    assert set(one["sizes"]) == {"its own files", "nail==1.0", "shelf==1.0"}
    assert set(two["sizes"]) == {"its own files", "nail==1.0"}
    assert '"../two/requirements.txt"' in (inside.folder / "touchdown.lock").read_text()


def test_credentials_in_a_requirement_are_refused_and_printed_nowhere(project: Project, index: Path) -> None:
    project.declare(TWO.replace('"shelf"', '"shelf @ https://bob:hunter2@files.example/shelf-1.0-py3-none-any.whl"'))
    outcome = project.run("lock")
    assert outcome.code == 1
    assert '"shelf @ https://***@files.example/shelf-1.0-py3-none-any.whl" holds credentials' in outcome.stderr
    assert "hunter2" not in outcome.all
    assert not (project.folder / "touchdown.lock").exists()


def test_a_cache_folder_that_cannot_be_made_is_told(shop: Project) -> None:
    shop.write("file", "")
    outcome = shop.run("package", variables={"TOUCHDOWN_CACHE_DIR": str(shop.folder / "file")})
    assert outcome.code == 1
    assert "for what is built can't be made." in outcome.stderr
    assert "TOUCHDOWN_CACHE_DIR names another one." in outcome.stderr


def test_a_module_in_another_encoding_is_read_for_its_metadata(project: Project, index: Path) -> None:
    text = "# -*- coding: latin-1 -*-\n# /// script\n# dependencies = ['shelf']\n# ///\nTEXT = 'ü'\n"
    (project.folder / "shop.py").write_bytes((text + "def hello(event, context):\n    return TEXT\n").encode("latin-1"))
    project.declare("from shop import hello\naws.add_lambda_function(name='hello', code=hello)\n")
    outcome = project.run("package", "--json")
    assert outcome.code == 0, outcome.stderr
    assert "shelf==1.0" in json.loads(outcome.stdout)["packages"][0]["sizes"]


@pytest.mark.parametrize(
    ("pins", "shipped"),
    [("boto3==1.0\n", True), ("boto3[crt]==1.0\n", True), ("boto3\n", False), ("boto3>=1.0\n", False)],
)
def test_boto3_is_shipped_if_a_file_of_requirements_pins_it(
    project: Project, index: Path, pins: str, shipped: bool
) -> None:
    wheels.wheel(index, "boto3")
    project.write("requirements.txt", pins)
    project.declare(HELLO + "aws.add_lambda_function(name='f', code=hello, requirements='requirements.txt')")
    (package,) = json.loads(project.run("package", "--json").stdout)["packages"]
    assert ("boto3==1.0" in package["sizes"]) is shipped


def test_it_is_told_where_the_boto3_of_the_runtime_has_to_be_of_some_versions(project: Project, index: Path) -> None:
    wheels.wheel(index, "boto3", needs=["six"])
    wheels.wheel(index, "six")
    wheels.wheel(index, "saw", needs=["boto3<2"])
    relied = "aws.add_lambda_function(name='f', code=hello, requirements=['boto3>=1'])\n"
    others = [relied.replace(">=1", "").replace("'f'", "'h'"), relied.replace("boto3>=1", "saw").replace("'f'", "'i'")]
    project.declare(HELLO + relied + relied.replace("'f'", "'g', runtime_boto3=False") + "".join(others))
    said = (
        "requirements= leave boto3 to the runtime, whose version AWS changes without notice: to ship the resolved "
        'version, require "boto3==1.0", or set runtime_boto3=False.'
    )
    mine, theirs, any_version, saw = json.loads(project.run("package", "--json").stdout)["packages"]
    assert (mine["notes"], theirs["notes"], any_version["notes"], saw["notes"]) == ([said], [], [], [said])
    assert set(theirs["sizes"]) - set(mine["sizes"]) == {"boto3==1.0", "six==1.0"}
    assert (mine["left_to_runtime"], theirs["left_to_runtime"]) == (["boto3", "six"], [])
    assert f"note: eu-west-1/lambda_function.f: {said}" in project.run("plan").stdout


def test_a_module_that_cannot_be_imported_is_told(project: Project, index: Path) -> None:
    wheels.wheel(index, "saw", **{"saw/__init__.py": "from .old import cut\n", "saw/old.py": "import pkg_resources\n"})
    code = "def hello(event, context):\n    import saw\n\n"
    project.declare(f"{code}aws.add_lambda_function(name='f', code=hello, requirements=['saw'])\n")
    (package,) = json.loads(in_process(project.folder, "package", "--json").stdout)["packages"]
    assert package["notes"] == [
        "requirements= saw can't be imported: saw/old.py, line 1, imports pkg_resources, which no requirement brings: "
        "require it too, or take another version."
    ]


def test_the_local_aws_keeps_to_the_versions_that_are_locked_for_aws(shop: Project, index: Path) -> None:
    shop.run("lock")
    wheels.wheel(index, "nail", "2.0")

    def local() -> dict[str, int]:
        return json.loads(shop.run("--local", "package", "--json").stdout)["packages"][0]["sizes"]

    assert "nail==1.0" in local()
    shop.run("lock", "--upgrade")
    assert "nail==2.0" in local()


def test_locked_refuses_on_the_local_aws_too_what_is_not_locked_for_aws(shop: Project) -> None:
    assert shop.run("--local", "package").code == 0
    refused = shop.run("--local", "package", "--locked")
    assert refused.code == 1
    assert "touchdown.lock doesn't say what its requirements come to for python3.13 x86_64" in refused.stderr
    assert shop.run("--local", "lock", "--check").code == 1
    assert shop.run("--local", "lock").code == 0
    assert shop.run("--local", "package", "--locked").code == 0
    assert shop.run("lock", "--check").code == 0


@pytest.mark.parametrize(
    ("requirement", "hinted"), [("plank", False), ("saw", True)], ids=["it isn't there", "no wheel fits"]
)
def test_another_runtime_is_proposed_only_where_no_wheel_fits(
    project: Project, index: Path, requirement: str, hinted: bool
) -> None:
    wheels.wheel(index, "saw", tag="cp312-cp312-manylinux_2_17_x86_64")
    project.declare(HELLO + f"aws.add_lambda_function(name='f', code=hello, requirements=['{requirement}'])")
    assert ('do:    There are wheels with runtime="python3.12".' in project.run("lock").stderr) is hinted


HELLO = "def hello(event, context):\n    return 1\n"
