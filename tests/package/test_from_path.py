"""Which files of a directory are shipped, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from touchdown.package.from_path import Found, find, is_program
from touchdown.package.own_files import own_files_of

FILES = [
    "main.py",
    "lib/tool.py",
    "lib/data.csv",
    "tests/test_tool.py",
    "notes.md",
    ".git/config",
    ".env",
    "__pycache__/main.cpython-311.pyc",
    "Touchdownfile",
    "touchdown.lock",
    "touchdown.Billing.lock",
    "shop.egg-info/PKG-INFO",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "app"


def problem(found: Found) -> str:
    (one,) = found.problems
    return str(one)


def test_a_directory_is_shipped_without_what_is_never_meant(folder: Path) -> None:
    assert set(find(folder).files) == {"main.py", "lib/tool.py", "lib/data.csv", "tests/test_tool.py", "notes.md"}


def test_more_is_left_out_and_brought_back_by_patterns(folder: Path) -> None:
    found = find(folder, exclude=["tests/", "*.md", "lib/*"], include=["lib/data.csv", ".env"])
    assert set(found.files) == {"main.py", "lib/data.csv", ".env"}
    assert "tests/test_tool.py" in found.left_out


def test_a_virtual_environment_of_any_name_is_left_out_as_a_folder(folder: Path) -> None:
    for path in ("env3/pyvenv.cfg", "env3/bin/python", "env3/lib/six.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("")
    (folder / "env3" / "bin" / "python3").symlink_to("/usr/bin/env")
    found = find(folder)
    assert (found.problems, [path for path in found.left_out if path.startswith("env3")]) == ((), ["env3/"])
    assert not any(path.startswith("env3") for path in found.files)


def test_a_single_file_is_shipped_under_its_name(folder: Path) -> None:
    assert set(find(folder / "lib" / "tool.py").files) == {"tool.py"}


def test_a_zip_is_shipped_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "ready.zip").write_bytes(b"zip")
    assert find(tmp_path / "ready.zip").zip == tmp_path / "ready.zip"


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problem(find(tmp_path / "gone")) == '"gone" doesn\'t exist'


def test_a_link_out_of_the_directory_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    (folder / "link").symlink_to(tmp_path / "secret")
    assert problem(find(folder)) == ("link is a link that leads out of app: copy its target, or name it in exclude=")
    assert not find(folder, exclude=["link"]).problems


def test_a_link_to_a_directory_outside_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    assert "leads out of app" in problem(find(folder))


def test_a_link_within_the_directory_is_shipped_as_what_it_means(folder: Path) -> None:
    (folder / "same.py").symlink_to(folder / "main.py")
    found = find(folder)
    assert not found.problems
    assert found.files["same.py"].read_text() == "main.py"


def test_a_link_to_a_directory_within_is_shipped_as_what_it_means_and_a_loop_ends(folder: Path) -> None:
    (folder / "latest").symlink_to(folder / "lib")
    (folder / "lib" / "up").symlink_to(folder)
    found = find(folder)
    assert not found.problems
    assert {path for path in found.files if path.endswith("tool.py")} == {
        "lib/tool.py",
        "latest/tool.py",
        "tests/test_tool.py",
    }


def test_a_link_to_itself_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to("link")
    assert problem(find(folder)) == "link isn't a readable file: name it in exclude="


def test_a_link_to_nothing_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "gone")
    assert problem(find(folder)) == "link isn't a readable file: name it in exclude="


def test_names_that_differ_in_case_only_are_refused(folder: Path) -> None:
    (folder / "Main.py").write_text("")
    if (folder / "main.py").read_text():
        assert problem(find(folder)) == (
            "Main.py and main.py differ in case only: rename one of them, or name it in exclude="
        )


def test_a_name_that_is_not_utf_8_is_refused(folder: Path) -> None:
    try:
        (folder / "na\udce4me").write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert "isn't UTF-8" in problem(find(folder))


def test_a_program_is_told_by_its_mode(folder: Path) -> None:
    (folder / "main.py").chmod(0o755)
    assert is_program(folder / "main.py")
    assert not is_program(folder / "notes.md")


def test_what_may_be_credentials_is_noted_by_name_and_by_content(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "m.py").write_text("def h(event, context):\n    return 1\n")
    for name in ("id_rsa", "prod.env", "terraform.tfstate"):
        (tmp_path / "code" / name).write_text("x")
    (tmp_path / "code" / "server.txt").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n")
    found = own_files_of("code", "m.h", tmp_path, runtime="python3.13")
    (note,) = found.notes
    assert note.startswith("ships id_rsa, prod.env, server.txt, terraform.tfstate, which by name or content may be")
    assert own_files_of("code", "m.h", tmp_path, runtime="python3.13", exclude=["*.*", "id_rsa", "!m.py"]).notes == ()
