"""The seal on what was made here: the user's own, kept outside of the cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from touchdown.machine import cache, seal


def test_it_is_the_same_for_the_same_texts_and_another_one_for_others() -> None:
    one = seal.of_the_user()
    assert one.holds(one.of("a", "b"), "a", "b")
    assert not one.holds(one.of("a", "b"), "a\nb")
    assert not one.holds(one.of("a", "b"), "ab", "")
    assert not one.holds(None, "a", "b")


def test_it_lasts_and_each_user_has_another_one(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = seal.of_the_user().of("a")
    assert seal.of_the_user().holds(mark, "a")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    if os.name != "nt":
        assert not seal.of_the_user().holds(mark, "a")


def test_its_key_is_the_users_alone_and_lies_outside_of_the_cache() -> None:
    seal.of_the_user()
    assert not seal.place().is_relative_to(cache.folder())
    if os.name != "nt":
        assert seal.place().stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="rights are lists there")
@pytest.mark.parametrize("wrong", ["others write", "short", "a file in the way"])
def test_without_a_key_that_can_be_kept_each_is_another_one(wrong: str) -> None:
    seal.of_the_user()
    key = seal.place()
    if wrong == "others write":
        key.chmod(0o666)
    elif wrong == "short":
        key.write_bytes(b"short")
    else:
        key.unlink()
        key.parent.rmdir()
        key.parent.write_text("")
    assert not seal.of_the_user().holds(seal.of_the_user().of("a"), "a")
