"""Runs what the pages show, and writes what was printed to `docs/runs/`, for the pages to include.

    python docs/record.py            all sessions
    python docs/record.py tutorial   one of them

Each session has a folder of its own, with a local AWS in it. What is printed is written as it came, stdout and stderr
as on a terminal; only the folder is called by another name, since that of this machine is nobody's business. Times and
request ids differ from run to run, so this is no check: run it when an output has changed, and read the difference.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import faults
from blocks import named, touchdownfile

RUNS = Path(__file__).parent / "runs"
_SHOWN_FOLDER = "/home/ada"

HELLO = """\
def hello(event, context):
    return {"greeting": f"Hello, {event['name']}!"}


workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1")
"""


class Project:
    """A folder with a Touchdownfile."""

    def __init__(self, folder: Path, top: Path) -> None:
        self.folder = folder
        self.top = top

    def write(self, text: str, name: str = "Touchdownfile") -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def replace(self, old: str, new: str) -> None:
        text = (self.folder / "Touchdownfile").read_text(encoding="utf-8")
        assert old in text, old
        self.write(text.replace(old, new))

    def environment(self) -> dict[str, str]:
        return environment()

    def run(self, command: str, *, code: int = 0) -> str:
        """What a command prints."""
        ended = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert ended.returncode == code, f"{command}: {ended.returncode}\n{ended.stdout}"
        return ended.stdout.replace(str(self.top), _SHOWN_FOLDER)

    def record(self, name: str, *commands: str, code: int = 0) -> None:
        """Writes what commands print. A code that isn't 0 is shown by asking the shell for it."""
        parts = [f"$ {command}\n{self.run(command, code=code)}" for command in commands]
        if code:
            parts.append(f"$ echo $?\n{code}\n")
        (RUNS / f"{name}.txt").write_text("".join(parts), encoding="utf-8")

    def record_in_one_shell(self, name: str, *commands: str) -> None:
        """The same for commands of which the first ones change the shell."""
        shown, before = "", ""
        for command in commands:
            shown += f"$ {command}\n{self.run(before + command)}"
            before += f"{command} >/dev/null; " if "eval" in command else ""
        (RUNS / f"{name}.txt").write_text(shown, encoding="utf-8")

    def quietly(self, command: str) -> None:
        self.run(command)

    def variables(self) -> dict[str, str]:
        """What a client of the local AWS needs."""
        return json.loads(self.run("touchdown local env --json"))["variables"]

    def client(self, service: str) -> Any:
        """A client that stands for somebody else."""
        variables = self.variables()
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=variables["AWS_ENDPOINT_URL"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )

    def kill_after(self, command: str, said: str) -> None:
        """Kills a command as soon as it has printed a text."""
        with subprocess.Popen(
            command.split(), cwd=self.folder, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as process:
            assert process.stderr
            for line in process.stderr:
                if said.encode() in line:
                    process.send_signal(signal.SIGKILL)
                    return
        raise AssertionError(f"{command} didn't say {said}")


def environment() -> dict[str, str]:
    """This environment, with the command of this environment first, and nothing of an AWS account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def packaging(project: Project) -> None:
    project.write(touchdownfile("packaging", 2))
    project.record("packaging-explain", "touchdown package hello --explain")
    project.write(touchdownfile("packaging", 3))
    project.record("packaging-lock", "touchdown lock", "touchdown lock --check", "head -12 touchdown.lock")
    project.record("packaging-package", "touchdown package hello")
    project.record("packaging-bytecode", "touchdown lock --bytecode", "touchdown package hello | head -7")
    project.write(
        "import yaml\n\n\ndef hello(event, context):\n    return yaml.safe_load(event['text'])\n\n\n"
        'workspace.name = "packages"\naws = workspace.add_aws(region="eu-west-1")\n'
        'aws.add_lambda_function(name="hello", code=hello)\n'
    )
    project.record("packaging-missing", "touchdown plan", code=1)
    project.write(HELLO + 'aws.add_lambda_function(name="hello", code=hello, requirements=["pandas<2"])\n')
    project.record("packaging-no-wheel", "touchdown plan", code=1)


def packaging_changes(project: Project) -> None:
    """A directory that is deployed, and then changed: what is left out of it, and why it is deployed again."""
    (project.folder / "app" / "tests").mkdir(parents=True)
    project.write("def run(event, context):\n    return 1\n", "app/main.py")
    project.write("", "app/tests/test_main.py")
    project.write("TOKEN=...\n", "app/.env")
    project.write(
        'workspace.name = "packages"\naws = workspace.add_aws(region="eu-west-1")\n'
        'aws.add_lambda_function(name="app", code="app", handler="main.run", exclude=["tests"])\n'
    )
    project.record("packaging-left-out", "touchdown package app")
    project.quietly("touchdown --local --yes apply")
    project.record(
        "packaging-again",
        "touch app/main.py && touchdown --local plan",
        "sed -i 's/return 1/return 2/' app/main.py && touchdown --local plan",
    )


def index(project: Project) -> None:
    project.write(touchdownfile("index", 1))
    project.quietly("touchdown local start")
    project.record("readme", "touchdown --local plan")
    project.record(
        "index", "touchdown --local --yes apply", 'touchdown --local invoke hello --payload \'{"name": "Ada"}\''
    )
    _put_into_readme((RUNS / "readme.txt").read_text(encoding="utf-8"))


def _put_into_readme(text: str) -> None:
    readme = RUNS.parent.parent / "README.md"
    before, console, after = readme.read_text(encoding="utf-8").partition("```console\n")
    readme.write_text(f"{before}{console}{text}```{after.partition('```')[2]}", encoding="utf-8")


def tutorial(project: Project) -> None:
    above = Project(project.top, project.top)
    project.folder.rmdir()
    project.folder = project.top / "greeter"
    above.record("tutorial-init", "touchdown init greeter", "cd greeter")
    text = (project.folder / "Touchdownfile").read_text(encoding="utf-8")
    (RUNS / "tutorial-init-file.txt").write_text(text, encoding="utf-8")
    project.record("tutorial-plan", "touchdown --local plan")
    project.record("tutorial-apply", "touchdown --local --yes apply")
    project.record("tutorial-invoke", 'touchdown --local invoke hello --payload \'{"name": "Ada"}\'')
    project.record("tutorial-tail", "touchdown --local tail hello")
    project.record("tutorial-unchanged", "touchdown --local apply")
    project.replace('f"Hello, {name}!"', 'f"Good morning, {name}!"')
    project.replace("timeout=10", "timeout=20")
    project.record("tutorial-change", "touchdown --local plan")
    project.record("tutorial-update", "touchdown --local --yes apply")
    project.record("tutorial-show", "touchdown --local show")
    project.write(touchdownfile("tutorial", 1))
    project.record("tutorial-count-plan", "touchdown --local plan")
    project.record("tutorial-count-apply", "touchdown --local --yes apply")
    project.record("tutorial-count-invoke", "touchdown --local invoke count", "touchdown --local invoke count")
    project.record("tutorial-destroy", "touchdown --local --yes destroy")
    project.write(touchdownfile("tutorial", 2))
    project.record("tutorial-stage-dev", "touchdown --local --set stage=dev --yes apply")
    project.record("tutorial-stage-prod", "touchdown --local --set stage=prod plan")
    project.record("tutorial-stage-missing", "touchdown --local plan", code=1)
    project.record("tutorial-stage-destroy", "touchdown --local --set stage=dev --yes destroy")


def touchdownfile_page(project: Project) -> None:
    project.write(HELLO + 'role = aws.add_role(name="worker")\naccount = role.arn.split(":")[4]\n')
    project.record("touchdownfile-output", "touchdown plan", code=1)
    project.write(touchdownfile("touchdownfile", 6))
    project.quietly("touchdown local start")
    project.record("touchdownfile-secret", "touchdown --local plan")


def lambda_page(project: Project) -> None:
    project.write(HELLO + 'aws.add_lambda_function(name="hello", code=hello)\n')
    project.quietly("touchdown --local --yes apply")
    project.client("lambda").update_function_configuration(FunctionName="hello", MemorySize=512)
    project.record("lambda-drift", "touchdown --local plan")


def rollback(project: Project) -> None:
    project.write(touchdownfile("rollback", 1))
    project.quietly("touchdown --local --yes apply")
    project.replace('"Hello"', '"Hola"')
    project.record("rollback-apply", "touchdown --local --yes apply")
    project.record("rollback-versions", "touchdown --local versions hello")
    project.record("rollback-rollback", "touchdown --local --yes rollback")
    project.record("rollback-held", "touchdown --local --yes apply")


def s3(project: Project) -> None:
    project.write("hello\n", "page.html")
    project.write(touchdownfile("s3", 1))
    project.quietly("touchdown --local --yes apply")
    project.client("s3").put_object(Bucket="ada-shop-site", Key="upload.txt", Body=b"from a visitor")
    project.record("s3-blocked", "touchdown --local plan --destroy", code=3)
    project.client("s3").create_bucket(
        Bucket="company-releases", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    project.write(
        'workspace.name = "shop-releases"\naws = workspace.add_aws(region="eu-west-1")\n'
        'aws.get_bucket(name="company-releases").add_file(name="shop.txt", contents="1.0\\n")\n'
    )
    project.record("s3-foreign", "touchdown --local plan")


def commands(project: Project) -> None:
    project.write(HELLO + 'aws.add_lambda_function(name="hello", code=hello)\n')
    project.record("commands-local-start", "touchdown local start")
    project.record("commands-local-logs", "touchdown local logs | tail -3")
    project.record("commands-refused", "touchdown --local apply", code=1)
    project.record("commands-debug", "touchdown --local --yes --debug apply")
    project.record("commands-show", "touchdown --local show")
    project.record("commands-show-one", "touchdown --local show eu-west-1/lambda_function.hello")
    project.record("commands-graph", "touchdown graph")
    project.record("commands-graph-dot", "touchdown graph --format dot")
    project.record("commands-invoke-error", "touchdown --local invoke hello", code=5)
    project.record("commands-invoke-json", 'touchdown --local --json invoke hello --payload \'{"name": "Ada"}\'')
    project.record("commands-local-env", "touchdown local env")
    _hide(project, "commands-local-env")
    project.record("commands-local-status", "touchdown local status")
    project.record("commands-local-status-json", "touchdown local status --json")
    project.write(HELLO + 'aws.add_log_group(name="/shop/all", retention=30)\n')
    project.quietly("touchdown --local --yes apply")
    project.replace("retention=30", "retention=90")
    project.record("commands-plan-json", "touchdown --local --json plan")
    project.record("commands-timings", "touchdown --local --yes apply --timings")
    project.record("commands-local-reset", "touchdown --yes local reset")
    project.record("commands-local-stop", "touchdown local stop")
    project.record("commands-completion", "touchdown completion fish")
    project.write(touchdownfile("tutorial", 1))
    project.record("commands-graph-picture", "touchdown graph -o architecture.svg")
    (RUNS / "architecture.svg").write_bytes((project.folder / "architecture.svg").read_bytes())


def local(project: Project) -> None:
    """The local AWS as other programs use it. `aws` is the AWS command line of this machine."""
    project.write(touchdownfile("local", 1))
    project.write(named("local", "test_hello.py"), "test_hello.py")
    project.quietly("touchdown --local --yes apply")
    project.record("local-env", "touchdown local env", "touchdown local env --json")
    _hide(project, "local-env")
    use = 'eval "$(touchdown local env)"'
    project.quietly("touchdown local start")
    project.record_in_one_shell(
        "local-aws",
        use,
        "aws lambda list-functions --query 'Functions[].FunctionName'",
        "aws lambda create-function-url-config --function-name hello --auth-type NONE --query FunctionUrl",
        "cat .touchdown/local/ports.json",
    )
    (port,) = json.loads((project.folder / ".touchdown/local/ports.json").read_text()).values()
    project.record("local-url", f"curl -s 'http://127.0.0.1:{port}/?name=Ada'")
    project.record_in_one_shell("local-pytest", use, "pytest -q")


def _hide(project: Project, name: str) -> None:
    """The key of a project that is gone is good for nothing, but looks as if it were."""
    file = RUNS / f"{name}.txt"
    secret = project.variables()["AWS_SECRET_ACCESS_KEY"]
    file.write_text(file.read_text(encoding="utf-8").replace(secret, f"{secret[:4]}…"), encoding="utf-8")


def plans(project: Project) -> None:
    project.write(
        HELLO + 'worker = aws.add_role(name="worker")\n'
        'hello = aws.add_lambda_function(name="hello", code=hello, role=worker)\n'
        'aws.add_lambda_function(\n    name="caller", code=hello_again, role=worker, '
        'environment={"CALLS": hello.arn}\n)\n'
    )
    project.replace("workspace.name", "def hello_again(event, context):\n    return event\n\n\nworkspace.name")
    project.quietly("touchdown local start")
    project.record("plans-target", "touchdown --local plan --target eu-west-1/lambda_function.hello")
    project.quietly("touchdown --local --yes apply")
    project.record("plans-target-destroy", "touchdown --local plan --destroy --target eu-west-1/lambda_function.hello")
    project.client("lambda").update_function_configuration(FunctionName="hello", MemorySize=512)
    project.record("plans-outside", "touchdown --local plan --refresh-only")
    project.record("plans-out", "touchdown --local plan --out plan.json")
    project.client("lambda").update_function_configuration(FunctionName="hello", MemorySize=1024)
    project.record("plans-stale", "touchdown --local --yes apply plan.json", code=3)


def ownership(project: Project) -> None:
    role = 'aws.add_role(name="worker", description="Works", protect=True)\n'
    project.write(HELLO + role + 'aws.add_lambda_function(name="hello", code=hello)\n')
    project.quietly("touchdown --local --yes apply")
    project.record("ownership-protect", "touchdown --local plan --destroy", code=1)
    project.write(HELLO + role)
    project.record("ownership-prune", "touchdown --local plan")
    project.replace("eu-west-1", "us-east-1")
    project.replace(role, 'aws.add_log_group(name="/shop/all")\n')
    project.record("ownership-left", "touchdown --local plan")
    project.write(HELLO + role + 'aws.add_lambda_function(name="hello", code=hello)\n')
    _adopting(project)
    variables = project.variables()
    address, secret = variables["AWS_ENDPOINT_URL"], variables["AWS_SECRET_ACCESS_KEY"]
    project.write(
        'workspace.name = "shop"\naws = workspace.add_aws(region="eu-west-1", account="123456789012", emulator=True, '
        f'endpoint_url="{address}", access_key_id="210987654321", secret_access_key="{secret}")\n'
        'aws.add_role(name="worker")\n'
    )
    project.record("ownership-pinned", "touchdown --debug plan", code=3)


def _adopting(project: Project) -> None:
    project.client("logs").create_log_group(logGroupName="/old/logs")
    project.replace("aws.add_role(", 'aws.add_log_group(name="/old/logs", retention=30)\naws.add_role(')
    project.record("ownership-refused", "touchdown --local plan", code=3)
    project.record("ownership-adopt", "touchdown --local plan --adopt eu-west-1/logs_log_group./old/logs")
    project.write(
        'workspace.name = "other"\naws = workspace.add_aws(region="eu-west-1")\naws.add_role(name="worker")\n'
    )
    project.record("ownership-foreign", "touchdown --local plan --adopt all", code=3)


def failures(project: Project) -> None:
    project.write(
        HELLO + 'aws.add_lambda_function(name="hello", code=hello, timeout=1000)\n'
        'aws.add_lambda_function(name="good bye", code=lambda event, context: None)\n'
        'aws.add_log_group(name="/shop/all", retention=8)\n'
    )
    project.record("failures-declaration", "touchdown plan", code=1)
    project.write(
        HELLO + 'worker = aws.add_role(name="worker")\nlogs = aws.add_log_group(name="/shop/all")\n'
        'damaged = aws.add_bucket(name="ada-shop-code").add_file(name="hello.zip", contents="this is no zip")\n'
        'broken = aws.add_lambda_function(\n    name="broken", code_from_s3=damaged, handler="main.hello", '
        "role=worker, log_group=logs\n)\n"
        'aws.add_lambda_function(\n    name="caller", code=hello, role=worker, log_group=logs, '
        'environment={"CALLS": broken.arn}\n)\n'
        'aws.add_lambda_function(name="hello", code=hello, role=worker, log_group=logs)\n'
    )
    project.record("failures-partly", "touchdown --local --yes apply", code=4)
    project.write(HELLO + 'aws.add_lambda_function(name="hello", code=hello)\n')
    project.quietly("touchdown --local --yes apply")
    project.replace("code=hello", 'code=hello, description="Says hello"')
    project.kill_after("touchdown --local --yes --debug apply", "lambda:UpdateFunctionConfiguration")
    project.record("failures-unfinished", "touchdown --local plan", "touchdown --local --yes apply")


SESSIONS: dict[str, Callable[[Project], None]] = {
    "index": index,
    "tutorial": tutorial,
    "touchdownfile": touchdownfile_page,
    "lambda": lambda_page,
    "rollback": rollback,
    "s3": s3,
    "commands": commands,
    "local": local,
    "plans": plans,
    "ownership": ownership,
    "packaging": packaging,
    "packaging-changes": packaging_changes,
    "failures": failures,
    "what-happens-when": faults.record,
}


def main() -> None:
    RUNS.mkdir(exist_ok=True)
    for name in sys.argv[1:] or SESSIONS:
        with tempfile.TemporaryDirectory() as top:
            project = Project(Path(top) / "shop", Path(top))
            project.folder.mkdir()
            try:
                SESSIONS[name](project)
            finally:
                project.run("touchdown local stop")


if __name__ == "__main__":
    main()
