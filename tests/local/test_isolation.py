"""Nothing of the user's gets in, and nobody else on the network gets in."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.conftest import client, create_function
from touchdown.local import LocalAws

REPORT = """
import json, os, botocore.session
def handler(event, context):
    return {
        "environment": dict(os.environ),
        "home": os.listdir(os.path.expanduser("~")),
        "profiles": botocore.session.Session().available_profiles,
        "caller": botocore.session.Session().create_client("sts").get_caller_identity()["Account"],
    }
"""


def test_functions_see_nothing_of_the_user_and_call_back_to_it(
    local: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile leaked]\nregion = leaked\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BIND_HOST", "0.0.0.0")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://leaked.invalid")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ANY_SECRET"):
        monkeypatch.setenv(name, "leaked")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "MINISTACK_HOST", "SERVICES", "GATEWAY_PORT", "PYTHONPATH"):
        monkeypatch.setenv(name, "leaked")
    address = local.start().address
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):  # they are not for the client of this test either
        monkeypatch.delenv(name)
    create_function(local, "report", REPORT)

    report = json.load(client(local, "lambda").invoke(FunctionName="report")["Payload"])

    assert "leaked" not in json.dumps(report)
    assert report["home"] == []
    assert report["profiles"] == []
    assert report["caller"] == "000000000000"
    assert report["environment"]["AWS_ENDPOINT_URL"] == address


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
def test_every_socket_it_listens_on_is_on_loopback(local: LocalAws) -> None:
    pid = local.start().pid
    client(local, "iot").list_things()
    client(local, "transfer").create_server()

    assert listening(pid) == [("0100007F", local.status().address)]


def listening(pid: int | None) -> list[tuple[str, str]]:
    """The addresses, as the kernel writes them, of the sockets that the process listens on."""
    inodes = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()}
    rows = [row.split() for table in ("tcp", "tcp6") for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    local = [row[1].split(":") for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    return [(host, f"http://127.0.0.1:{int(port, 16)}") for host, port in local]


def test_it_can_not_be_reached_on_another_address_of_this_machine(local: LocalAws) -> None:
    local.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # sends nothing: only asks which address would be used
        except OSError:
            pytest.skip("this machine has no other address")
        other = route.getsockname()[0]
    port = int((local.status().address or "").rpartition(":")[2])

    with socket.socket() as probe:
        assert probe.connect_ex((other, port)) != 0


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.1"])
def test_no_service_in_its_process_can_listen_elsewhere(host: str) -> None:
    family = "AF_INET6" if ":" in host else "AF_INET"
    program = (
        "import socket, sys; from touchdown.local import serve; sys.addaudithook(serve._refuse_other_interfaces); "
        f"socket.socket(socket.AF_INET).bind(('127.0.0.1', 0)); socket.socket(socket.{family}).bind(({host!r}, 0))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "PermissionError: The local AWS listens on this machine only" in result.stderr


def test_it_does_not_touch_the_users_temporary_folder(local: LocalAws) -> None:
    address = local.start().address or ""
    create_function(
        local, "where", "import tempfile\ndef handler(event, context):\n    return [__file__, tempfile.gettempdir()]"
    )

    answer = json.load(client(local, "lambda").invoke(FunctionName="where")["Payload"])

    assert all(Path(path).is_relative_to(local.status().data) for path in answer)
    assert address
