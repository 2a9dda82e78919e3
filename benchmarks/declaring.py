"""The declaration that the benchmarks use: N functions with a log group each, and with one role or N."""

from __future__ import annotations

import io
import zipfile

import attrs

from touchdown import Workspace

REGION = "eu-west-1"


@attrs.frozen
class Size:
    """How much is declared, and how much of other owners the account holds besides."""

    functions: int
    shared_role: bool
    others: int

    def arguments(self) -> list[str]:
        """The size as arguments for another process; `from_arguments` reads them."""
        return [str(self.functions), str(int(self.shared_role)), str(self.others)]


def from_arguments(functions: str, shared_role: str, others: str) -> Size:
    return Size(int(functions), bool(int(shared_role)), int(others))


def declared(size: Size, address: str, changed: int = 0) -> Workspace:
    """A workspace of that size, in which the first `changed` functions have another description."""
    workspace = Workspace("shop")
    aws = workspace.add_aws(region=REGION, endpoint_url=address, access_key_id="made", secret_access_key="up")
    shared = aws.add_role(name="worker") if size.shared_role else None
    code = _archive()
    for index in range(size.functions):
        aws.add_lambda_function(
            name=f"shop-{index:05}",
            code_from_bytes=code,
            handler="main.main",
            role=shared or aws.add_role(name=f"worker-{index:05}"),
            description="changed" if index < changed else "",
            environment={"TABLE": "orders", "STAGE": "live"},
            publish=False,
        )
    return workspace


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), "def main(event, context):\n    return event\n")
    return buffer.getvalue()
