"""Questions to the process of the local AWS: both the question and the answer prove knowledge of the project's key.

So no stranger on the port learns anything, or is taken for the local AWS. `gate/control.py` answers.

Its socket listens before MiniStack is loaded, so a request made early is answered as soon as it is ready: the
timeout of the request is the bound of the wait.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
from typing import Any

import attrs

from touchdown.model.errors import LocalError

_PROOF = "touchdown-proof"


@attrs.frozen
class Process:
    """The process that is asked: a port of this machine that should be the local AWS's, and the project's key."""

    port: int
    key: str = attrs.field(repr=False)

    def check(self, timeout: float) -> int:
        """The id of the process; an error unless it is the project's local AWS that answers."""
        pid = self._ask("alive", timeout).get("pid")
        if not isinstance(pid, int) or pid <= 1:
            raise self._stranger()
        return pid

    def reset(self, timeout: float) -> None:
        """Remove everything from a running MiniStack, from its memory and its disk."""
        self._ask("reset", timeout)

    def stay(self, timeout: float) -> None:
        """Let it run on though nobody uses it."""
        self._ask("stay", timeout)

    def _ask(self, name: str, timeout: float) -> dict[str, Any]:
        number = secrets.token_hex(16)
        asked = {_PROOF: f"{number}:{self._proof('ask', name, number)}"}
        # Not by a proxy of the user's: http.client knows none.
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("POST", f"/_touchdown/{name}", headers=asked)
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise LocalError(
                "The local AWS is running and does not answer.",
                why=f"{name} at 127.0.0.1:{self.port}: {error}.",
                hint="Look at `touchdown local logs`.",
            ) from error
        finally:
            connection.close()
        said, expected = response.headers.get(_PROOF, ""), self._proof("answer", name, number, body)
        if not hmac.compare_digest(said.encode(), expected.encode()):
            raise self._stranger()
        return json.loads(body)

    def _proof(self, kind: str, *parts: str) -> str:
        text = "\n".join([kind, str(self.port), *parts])
        return hmac.new(self.key.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _stranger(self) -> LocalError:
        return LocalError(
            f"What answers at 127.0.0.1:{self.port} is not the local AWS of this project.",
            why="It doesn't have the project's key.",
            hint="If you don't know what it is, look there first. A local AWS of this project ends by itself when you "
            "delete `.touchdown/local/server.json`.",
        )
