"""Files that are written whole or not at all, and what is no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from touchdown.machine.atomic_files import try_atomically, write_atomically


def test_a_link_stays_and_leads_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere" / "file")
    write_atomically(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "file").read_text() == "new"


def test_what_is_no_file_is_written_into() -> None:
    reading, writing = os.pipe()
    write_atomically(Path(f"/dev/fd/{writing}"), "new")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "new"


def test_a_try_leaves_nothing_where_a_link_leads_to_nothing(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("nothing")
    try_atomically(link)
    assert list(tmp_path.iterdir()) == [link]


def test_links_in_a_circle_are_an_error_of_the_system(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("link")
    for write in (try_atomically, lambda path: write_atomically(path, "new")):
        with pytest.raises(OSError, match="Too many levels of symbolic links"):
            write(link)
    assert link.is_symlink()


def test_a_name_may_be_as_long_as_a_name_can_be(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("a" * 255), "new")
    assert [len(one.name) for one in tmp_path.iterdir()] == [255]


def test_what_a_try_refuses_is_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="File name too long"):
        try_atomically(tmp_path / ("a" * 256))
    with pytest.raises(OSError, match="No such file or directory"):
        try_atomically(tmp_path / "nowhere" / "file")
