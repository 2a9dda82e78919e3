"""The index of a bucket of ours: the object `.touchdown/WORKSPACE.json`, with the keys that we have put there.

    {"format": 1, "keys": ["conf/settings.json", "hello.zip"]}

Without it, all objects of a bucket would have to be read to find files that are no longer declared. It is written
before the first file, with all declared keys, so that a killed run can't leave a file that it doesn't name; it may name
files that don't exist. So it is a hint: the file's own tags say whether it is ours.

Weakness: a key whose file somebody else has deleted stays in it, and costs each plan two reads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import attrs

from touchdown.aws.api import Api
from touchdown.aws.s3.objects import OWNER
from touchdown.aws.tags import WORKSPACE
from touchdown.engine.events import Report
from touchdown.model.errors import ChangedMeanwhile, Missing

OURS = ".touchdown/"
"""The prefix of the keys of Touchdown's own objects."""

Keys = frozenset[str]
_FORMAT = 1
_ATTEMPTS = 10


@attrs.frozen
class At:
    """The place of an index: the members of a call that name the bucket, and the workspace."""

    bucket: dict[str, str]
    workspace: str

    @property
    def members(self) -> dict[str, str]:
        return {**self.bucket, "Key": f"{OURS}{self.workspace}.json"}


class Index:
    """The index of a bucket, as this process has read or written it last. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: Keys = frozenset()
        self._etag: str | None = None
        self._known = False

    def read(self, api: Api, at: At) -> Keys:
        """The keys in it; none where there is no index, or no bucket."""
        with self._lock:
            self._read(api, at)
            return self._keys

    def add(self, api: Api, at: At, keys: Iterable[str], report: Report) -> None:
        """Enters the keys. No call is made if they are in it already."""
        more = frozenset(keys)
        self._change(api, at, lambda present: present | more, report)

    def remove(self, api: Api, at: At, key: str, report: Report) -> None:
        """Takes a key out."""
        self._change(api, at, lambda present: present - {key}, report)

    def forget(self) -> None:
        """Notes that the bucket is new: nothing is in it."""
        with self._lock:
            self._keys, self._etag, self._known = frozenset(), None, True

    def _change(self, api: Api, at: At, change: Callable[[Keys], Keys], report: Report) -> None:
        with self._lock:
            if not self._known:  # a plan for a part of the workspace has not asked for it
                self._read(api, at)
            for attempt in range(_ATTEMPTS):
                wanted = change(self._keys)
                if wanted == self._keys:
                    return
                try:
                    self._write(api, at, wanted, report)
                except (ChangedMeanwhile, Missing):
                    # Another run wrote first, or took the index away: both changes are kept.
                    if attempt == _ATTEMPTS - 1:
                        raise
                    self._read(api, at)
                else:
                    return

    def _read(self, api: Api, at: At) -> None:
        self._known = True
        try:
            answer, body = api.streamed("s3:GetObject", "Body", **at.members)
        except Missing:
            self._keys, self._etag = frozenset(), None
        else:
            self._keys, self._etag = _keys_in(body), answer["ETag"]

    def _write(self, api: Api, at: At, keys: Keys, report: Report) -> None:
        condition = {"IfMatch": self._etag} if self._etag else {"IfNoneMatch": "*"}
        answer = api.call(
            "s3:PutObject",
            report=report,
            **at.members,
            **condition,
            Body=json.dumps({"format": _FORMAT, "keys": sorted(keys)}, indent=1).encode(),
            ContentType="application/json",
            Metadata={OWNER: at.workspace},
            Tagging=urlencode({WORKSPACE: at.workspace}),
        )
        self._keys, self._etag = keys, answer["ETag"]


def _keys_in(body: bytes) -> Keys:
    """The keys that an index names. An index that isn't ours, or of a later format, names none."""
    try:
        found: Any = json.loads(body)
        return frozenset(map(str, found["keys"])) if found["format"] == _FORMAT else frozenset()
    except (ValueError, TypeError, KeyError):
        return frozenset()
