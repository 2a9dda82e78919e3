"""Files that look like credentials, by their names and by what they begin with. A function rarely needs them, and
whoever may read its code gets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Final

_NAMES: Final = (
    *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.ppk", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx"),
    *(".env", ".env.*", "*.env", ".npmrc", ".pypirc", ".netrc", "_netrc", ".pgpass", ".git-credentials", ".htpasswd"),
    *("credentials", "kubeconfig", "service-account*.json", "*.tfstate", "*.tfstate.*", "*.tfvars"),
)
_BEGINS: Final = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|PuTTY-User-Key-File|^\s*aws_secret_access_key\s*=", re.MULTILINE
)
_READ: Final = 4096
"""Bytes of a file that are looked at."""
_SHOWN: Final = 5


def credentials_noted(files: Mapping[str, bytes | Path]) -> Iterator[str]:
    """A note that names the files that look like credentials, if there are any."""
    found = sorted(path for path, content in files.items() if _looks_so(path, content))
    if found:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        yield (
            f"ships {', '.join(found[:_SHOWN])}{more}, which by name or content may be credentials: leave them out "
            "with exclude=, unless the function needs them"
        )


def _looks_so(path: str, content: bytes | Path) -> bool:
    name = PurePosixPath(path).name
    return any(fnmatch(name, pattern) for pattern in _NAMES) or bool(_BEGINS.search(_beginning(content)))


def _beginning(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        return content[:_READ]
    try:
        with content.open("rb") as file:
            return file.read(_READ)
    except OSError:
        return b""  # whoever ships it says so
