"""What a user can ask for, and when it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from touchdown.package.requirements.declared import NotRequirements, from_lines
from touchdown.package.requirements.files import from_path, from_script


def test_the_order_of_requirements_does_not_count(tmp_path: Path) -> None:
    assert from_lines(["b", "a"], tmp_path) == from_lines(["a", "b"], tmp_path)


@pytest.mark.parametrize("bad", ["requests=>2", "not a name", ""])
def test_what_is_no_requirement_is_refused_by_its_text(bad: str, tmp_path: Path) -> None:
    with pytest.raises(NotRequirements, match=f'"{bad}" isn\'t a requirement: '):
        from_lines([bad], tmp_path)


def test_a_file_of_requirements_changes_with_the_files_that_it_includes(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("-r base.txt\nrequests\n")
    (tmp_path / "base.txt").write_text("idna\n")
    before = from_path(Path("requirements.txt"), tmp_path)
    assert before.label == ("requirements.txt",)
    digest = before.digest
    (tmp_path / "base.txt").write_text("idna>3\n")
    assert from_path(Path("requirements.txt"), tmp_path).digest != digest


@pytest.mark.parametrize(
    ("path", "said"), [("gone.txt", '"gone.txt" doesn\'t exist'), (".", "holds no pyproject.toml")]
)
def test_a_path_without_requirements_is_refused(tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(NotRequirements, match=said):
        from_path(Path(path), tmp_path)


SCRIPT = """\
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "idna",
# ]
# ///
import requests
"""


def test_the_metadata_of_a_script_says_what_it_requires(tmp_path: Path) -> None:
    assert from_script(SCRIPT, tmp_path) == from_lines(["requests<3", "idna"], tmp_path)


def test_a_script_without_metadata_requires_nothing(tmp_path: Path) -> None:
    assert from_script("import os\n", tmp_path) is None


def test_metadata_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotRequirements, match="the script's metadata isn't valid TOML"):
        from_script(SCRIPT.replace("]", ""), tmp_path)


@pytest.mark.parametrize("bad", ['"idna"', "[1]"])
def test_dependencies_of_a_script_that_are_no_list_of_texts_are_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(NotRequirements, match="dependencies that isn't a list of texts"):
        from_script(f"# /// script\n# dependencies = {bad}\n# ///\n", tmp_path)


def test_two_blocks_of_metadata_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotRequirements, match="more than one block"):
        from_script(SCRIPT + SCRIPT, tmp_path)


def test_of_what_a_script_requires_only_touchdown_itself_is_left_out(tmp_path: Path) -> None:
    found = from_script(SCRIPT.replace('"idna"', '"Touchdown>=1", "touchdown-more"'), tmp_path)
    assert found == from_lines(["requests<3", "touchdown-more"], tmp_path)


def test_the_indexes_in_the_metadata_of_a_script_go_along(tmp_path: Path) -> None:
    settings = '# [tool.uv]\n# find-links = ["wheels"]\n# [[tool.uv.index]]\n# url = "https://bob:x@i.example"\n# ///'
    found = from_script(SCRIPT.replace("# ///\nimport", f"{settings}\nimport"), tmp_path)
    assert found is not None
    assert found.options == ("--find-links wheels", "--extra-index-url https://bob:x@i.example")
    assert found.label[2:] == ("--find-links wheels", "--extra-index-url https://***@i.example")


def test_a_setting_in_the_metadata_of_a_script_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    text = SCRIPT.replace("# ///\nimport", "# [tool.uv]\n# sources = {}\n# ///\nimport")
    with pytest.raises(NotRequirements, match=r"tool\.uv\.sources, which Touchdown doesn't understand"):
        from_script(text, tmp_path)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "requirements.txt").write_bytes("idna # ü\n".encode(encoding))
    with pytest.raises(NotRequirements, match="isn't UTF-8"):
        from_path(Path("requirements.txt"), tmp_path)


def test_credentials_may_stand_in_a_variable_of_the_environment(tmp_path: Path) -> None:
    lines = ["shelf @ https://${USER}:${TOKEN}@files.example/shelf-1.0-py3-none-any.whl"]
    assert from_lines(lines, tmp_path).label == tuple(lines)
