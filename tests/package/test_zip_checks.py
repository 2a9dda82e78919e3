"""Zips that would be unpacked as something else, or elsewhere, are refused by name, with what to do."""

from __future__ import annotations

import io
import random
import stat
import zipfile

import pytest

from tests.support import zips
from touchdown.package import zip_checks
from touchdown.package.archive import paths_in
from touchdown.package.zip_checks import Doubtful

FILE = {"main.py": b"def run(event, context): pass\n" * 9}
PLAIN = zips.packed(FILE)
DEFLATED = zips.packed(FILE, zipfile.ZIP_DEFLATED)


def linked(**links: str) -> bytes:
    """A zip with a file `main.py`, and links of names in which _ stands for a slash."""
    names = {name.replace("_", "/"): target.encode() for name, target in links.items()}
    data = zips.packed({**FILE, **names})
    for name in names:
        data = zips.of_mode(data, name, stat.S_IFLNK | 0o777)
    return data


OUTSIDE = "whose name isn't a path below the function's folder: pack it again, "
LINK_OUT = "which leads out of the function's folder: pack its target in its place"
OF_ANOTHER_SIZE = "holds main.py, of another size than it declares, "
WRONG = {
    "a path that leads out": (zips.packed({"a/../../evil": b""}), f"holds a/../../evil, {OUTSIDE}"),
    "an absolute path": (zips.packed({"/etc/evil": b""}), f"holds /etc/evil, {OUTSIDE}"),
    "a drive": (zips.packed({"c:evil": b""}), f"holds c:evil, {OUTSIDE}"),
    "a drive's folder": (zips.packed({"C:/evil": b""}), f"holds C:/evil, {OUTSIDE}"),
    "backslashes": (zips.packed({"shop\\evil.py": b""}), f"holds shop\\evil.py, {OUTSIDE}"),
    "a name that ends within": (
        zips.renamed(PLAIN, "main.py", b"main\0py", is_utf8=False),
        f"holds 'main\\x00py', {OUTSIDE}",
    ),
    "a name that writes on the terminal": (zips.packed({"../\x1b[2Jevil": b""}), f"holds '../\\x1b[2Jevil', {OUTSIDE}"),
    "a name in another encoding": (
        zips.renamed(PLAIN, "main.py", b"m\xfcin.py", is_utf8=False),
        "holds mⁿin.py, whose name isn't UTF-8: rename it, or pack it with another program",
    ),
    "a name that isn't the UTF-8 it should be": (
        zips.renamed(PLAIN, "main.py", b"m\xfcin.py", is_utf8=True),
        "holds m\\xfcin.py, whose name isn't UTF-8: rename it, and pack it again",
    ),
    "names equal but for case": (
        zips.packed({"shop/Main.py": b"", "shop/main.py": b""}),
        "holds shop/Main.py and shop/main.py, which differ in case only: rename one of them",
    ),
    "a link to an absolute path": (linked(a="/etc/passwd"), f"holds a, a link to /etc/passwd, {LINK_OUT}"),
    "a link that leads out": (linked(a_b_c="../../../x"), f"holds a/b/c, a link to ../../../x, {LINK_OUT}"),
    "links that lead out together": (
        linked(a="b/c", b_c_d="..", e="a/d/../.."),
        f"holds e, a link to a/d/../.., {LINK_OUT}",
    ),
    "a link to itself": (linked(a="a"), f"holds a, a link to a, {LINK_OUT}"),
    "a link as long as a file": (linked(a="a" * 5000), "holds a, a link of 5,000 bytes: leave it out"),
    "a device": (
        zips.of_mode(PLAIN, "main.py", stat.S_IFCHR | 0o666),
        "holds main.py, which is neither a file nor a folder nor a link: leave it out",
    ),
    "a stored file that is larger than it says": (zips.of_size(PLAIN, "main.py", 9), f"{OF_ANOTHER_SIZE}9 bytes"),
    "a stored file that is smaller than it says": (zips.of_size(PLAIN, "main.py", 999), f"{OF_ANOTHER_SIZE}999 bytes"),
    "a file that is larger than it says": (zips.of_size(DEFLATED, "main.py", 9), f"{OF_ANOTHER_SIZE}9 bytes"),
    "a file that is smaller than it says": (zips.of_size(DEFLATED, "main.py", 999), f"{OF_ANOTHER_SIZE}999 bytes"),
    "a file that says two sizes": (zips.of_size_beside_it(DEFLATED, "main.py", 9), f"{OF_ANOTHER_SIZE}270 bytes"),
    "more than Lambda takes": (
        zips.of_size(DEFLATED, "main.py", 262_144_001),
        "is 262,144,001 bytes unpacked, and Lambda takes 262,144,000: leave out what isn't needed",
    ),
    "an encrypted file": (
        zips.encrypted(PLAIN, "main.py"),
        "holds main.py, which is encrypted: pack it again without a password",
    ),
    "a compression of its own": (
        zips.by_method(PLAIN, "main.py", 97),
        "holds main.py, compressed by method 97, which not every unzip program knows: pack it again with deflate",
    ),
    "a compression that few know": (
        zips.packed(FILE, zipfile.ZIP_LZMA),
        "holds main.py, compressed by method 14, which not every unzip program knows: pack it again with deflate",
    ),
    "compressed data that is none": (
        zips.by_method(PLAIN, "main.py", zipfile.ZIP_DEFLATED),
        "is a damaged zip: main.py is incomplete",
    ),
    "another name beside the file": (
        PLAIN.replace(b"main.py", b"evil.py", 1),
        "is a damaged zip: main.py isn't where its directory says, or has another name there",
    ),
}


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_doubtful_zip_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Doubtful) as caught:
        paths_in(data)
    assert str(caught.value).startswith(said)


RIGHT = {
    "folders": zips.packed({"shop/": b"", "shop/main.py": b""}),
    "a link within": linked(a="main.py", b_c="../main.py", d_e="./../b/c"),
    "a name in UTF-8 that isn't marked so": zips.renamed(PLAIN, "main.py", "mä.py1".encode(), is_utf8=False),
    "classes that differ in case": zips.packed({"a.class": b"", "A.class": b""}),
    "compressed files": DEFLATED,
}


@pytest.mark.parametrize("data", RIGHT.values(), ids=RIGHT.keys())
def test_a_zip_that_is_unusual_and_clear_is_taken(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert paths_in(data) == {one for one in opened.namelist() if not one.endswith("/")}


def test_a_file_is_read_no_further_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    class Counting(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            found = super().read(n)
            read.append(len(found))
            return found

    bomb = zips.packed({"main.py": bytes(50_000_000)}, zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zipfile, "ZipExtFile", Counting)
    with pytest.raises(Doubtful, match="of another size"):
        paths_in(zips.of_size(bomb, "main.py", 10))
    assert sum(read) <= zip_checks.AT_ONCE


def test_however_a_zip_is_damaged_it_is_read_or_refused() -> None:
    chance = random.Random(4)
    for data in (linked(a="main.py"), DEFLATED):
        for _ in range(400):
            damaged = bytearray(data)
            for _ in range(chance.choice((1, 2, 4))):
                damaged[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
            try:
                paths_in(bytes(damaged))
            except Doubtful:
                continue
