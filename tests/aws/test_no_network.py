"""AWS that can't be reached, from the beginning or from the middle of an apply on."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import attrs
import pytest

from tests.support.emulators import Emulator
from tests.support.everything import RUNS
from tests.support.matrix import left_over
from tests.support.told import told
from tests.support.wire import Wire
from touchdown.aws.session import Patience

SHORTLY = Patience(connection=0.2, attempts=2)
UNKNOWN = socket.gaierror(socket.EAI_NONAME, "Name or service not known").strerror
UNREACHABLE = "error: sts:GetCallerIdentity: AWS can't be reached.\n"
DO = "  do:    Check the network, the region and endpoint_url=, then run the same again."


@contextmanager
def refusing() -> Generator[str]:
    """Where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def silent() -> Generator[str]:
    """Where something listens that takes no more connections, so that the next one is never made."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def nameless() -> Generator[str]:
    """Whose name nobody knows: one letter too long for DNS, so that nobody has to be asked."""
    yield f"http://{'.'.join(['a' * 62] * 4)}.aa"


@pytest.mark.parametrize(
    ("nowhere", "why"),
    [(refusing, f": {os.strerror(errno.ECONNREFUSED)}."), (silent, "."), (nameless, f": {UNKNOWN}.")],
)
def test_a_network_that_is_not_there_is_told_with_the_reason_before_anything_is_changed(
    ministack: Emulator, nowhere: Callable[[], AbstractContextManager[str]], why: str
) -> None:
    with nowhere() as address:
        seen = told(RUNS["create"], attrs.evolve(ministack, address=address), ministack.account_id, SHORTLY)
    assert seen.code == 3
    assert seen.text.startswith(UNREACHABLE)
    assert seen.text.splitlines()[1].endswith(f'ndpoint URL: "{address}/"{why}')
    assert DO in seen.text.splitlines()


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"<html>Sign in,<br>please.</html>", "Unable to parse response (mismatched tag"),
        (b"<html><p>Sign in, please.</p></html>", "It has no 'GetCallerIdentityResult'."),
    ],
)
def test_what_answers_and_is_not_aws_is_told_as_such(ministack: Emulator, wire: Wire, page: bytes, why: str) -> None:
    wire.replace("sts:GetCallerIdentity", lambda answer: page)
    seen = told(RUNS["create"], ministack, ministack.account_id, SHORTLY)
    assert seen.code == 3
    assert seen.text.startswith(f"error: sts:GetCallerIdentity: what answers isn't AWS.\n  why:   {why}")
    assert "  do:    Check endpoint_url=, and whether the network wants a sign-in first." in seen.text


def test_a_refusal_without_a_code_is_not_taken_for_one_of_aws(ministack: Emulator, wire: Wire) -> None:
    wire.fail("sts:GetCallerIdentity", code="", message="No such page", status=404)
    seen = told(RUNS["create"], ministack, ministack.account_id, SHORTLY)
    assert (seen.code, "what answers isn't AWS" in seen.text) == (3, True)


def test_a_network_that_goes_in_the_middle_is_told_of_each_change_and_the_next_apply_goes_on(
    ministack: Emulator,
) -> None:
    run = RUNS["create"]
    with Wire(ministack.direct_address) as wire:
        # Closing waits for the call that is being answered.
        wire.on("lambda:CreateFunction", lambda call: threading.Thread(target=wire.close).start())
        ministack.address = wire.address
        seen = told(run, ministack, ministack.account_id, SHORTLY)
    assert seen.code == 4
    summary, *causes = seen.errors()
    assert "Apply again to go on from here." in summary
    assert causes
    assert all("AWS can't be reached." in one or "AWS doesn't answer." in one for one in causes)
    assert all("  do:    Check the network" in one for one in causes)
    ministack.address = ministack.direct_address
    run.carry_out(ministack)
    assert not left_over(run, ministack)
