"""Files that are written whole or not at all, and what is no file."""

from __future__ import annotations

import os
from pathlib import Path

from touchdown.machine.whole import write_whole


def test_a_link_stays_and_leads_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere" / "file")
    write_whole(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "file").read_text() == "new"


def test_what_is_no_file_is_written_into() -> None:
    reading, writing = os.pipe()
    write_whole(Path(f"/dev/fd/{writing}"), "new")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "new"
