"""Where AWS's runtime client has no native part for the Python at hand (macOS), a module of ours stands in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from touchdown.local import environment
from touchdown.local.gate.functions.runtime_api import Event, RuntimeApi

SOURCE = """
import sys

def handler(event, context):
    if event.get("fail"):
        raise ValueError("as asked")
    return {"client": sys.modules["runtime_client"].__file__, "name": event["name"], "id": context.aws_request_id}
"""


def packages_without_native_part(folder: Path) -> Path:
    functions = Path(environment.ensure(lambda _: None)).parent.parent / "functions"
    folder.mkdir()
    for entry in functions.iterdir():
        if not entry.name.startswith("runtime_client"):
            (folder / entry.name).symlink_to(entry)
    return folder


def test_it_answers_and_fails_as_the_native_part_does(tmp_path: Path) -> None:
    import touchdown.local.gate.functions as functions

    (tmp_path / "main.py").write_text(SOURCE)
    packages, api = packages_without_native_part(tmp_path / "packages"), RuntimeApi()
    boot = Path(str(functions.__file__)).parent / "program" / "boot.py"
    variables = {
        "PATH": os.environ["PATH"],
        "_HANDLER": "main.handler",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "LAMBDA_TASK_ROOT": str(tmp_path),
    }
    command = [sys.executable, "-S", str(boot), str(packages), str(tmp_path / "layers")]
    process = subprocess.Popen(command, env=variables, cwd=tmp_path)
    try:
        assert api.said.get(timeout=30).kind == "next"
        headers = {"Lambda-Runtime-Deadline-Ms": "9999999999999", "Lambda-Runtime-Invoked-Function-Arn": "arn:f"}
        for event, kind in (({"name": "Ada"}, "response"), ({"fail": True}, "error")):
            named = {**headers, "Lambda-Runtime-Aws-Request-Id": "one"}
            api.send(Event("one", json.dumps(event).encode(), named))
            posted = api.said.get(timeout=30)
            assert posted.kind == kind, posted
            if kind == "response":
                assert isinstance(posted.body, dict)
                assert posted.body["client"].endswith("fallback/runtime_client.py")
                assert (posted.body["name"], posted.body["id"]) == ("Ada", "one")
            else:
                assert isinstance(posted.body, dict)
                assert posted.body["errorType"] == "ValueError"
            while posted.kind != "next":
                posted = api.said.get(timeout=30)
    finally:
        process.kill()
        process.wait()
        api.close()
