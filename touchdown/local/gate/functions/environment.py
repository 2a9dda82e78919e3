"""The folders and variables of a function's process.

Source of the variables: AWS Lambda developer guide, "Defined runtime environment variables".
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .. import ministack

PACKAGES = Path(sys.prefix) / "functions"
"""AWS's runtime client and SDK, apart from what the emulator needs (`touchdown/local/environment.py`)."""

PROGRAM = Path(__file__).parent / "program" / "boot.py"

_PASSED_ON = ("PATH", "HOME", "SYSTEMROOT")
_unpacking = threading.Lock()


def python_for(runtime: str) -> str:
    """The Python that runs functions of a runtime."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def folders(config: Mapping[str, Any], code: bytes) -> tuple[Path, Path]:
    """The function's code, and its layers, one over the other, as in `/opt`. Workers share them."""
    return _unpacked([code]), _unpacked(ministack.layers(config))


def _unpacked(archives: Iterable[bytes]) -> Path:
    archives = list(archives)
    digest = hashlib.sha256(b"".join(hashlib.sha256(archive).digest() for archive in archives)).hexdigest()[:24]
    place = Path(tempfile.gettempdir()) / "functions" / digest
    with _unpacking:
        if not place.is_dir():
            partial = place.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            for archive in archives:
                _unpack(archive, partial)
            partial.rename(place)
    return place


def _unpack(archive: bytes, place: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        for member in file.infolist():
            written = Path(file.extract(member, place))
            if not member.is_dir() and (member.external_attr >> 16) & 0o111:
                written.chmod(0o755)


def variables(config: Mapping[str, Any], code: Path, layers: Path, api: str, stream: str) -> dict[str, str]:
    arn, runtime = str(config["FunctionArn"]), str(config["Runtime"])
    region, name = arn.split(":")[3], str(config["FunctionName"])
    logging: Mapping[str, Any] = config.get("LoggingConfig") or {}
    given: Mapping[str, Any] = config.get("Environment") or {}
    own = {str(key): str(value) for key, value in dict[str, Any](given.get("Variables") or {}).items()}
    defaults = {
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        # Not on AWS: how SDKs get to the local AWS, and not to the network.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
        "TMPDIR": tempfile.gettempdir(),
    }
    reserved = {
        "_HANDLER": str(config["Handler"]),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": str(config.get("Version", "$LATEST")),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": str(logging.get("LogGroup") or f"/aws/lambda/{name}"),
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "AWS_LAMBDA_RUNTIME_API": api,
        "LAMBDA_TASK_ROOT": str(code),
        "LAMBDA_RUNTIME_DIR": str(PACKAGES),
        **ministack.function_credentials(config),
    }
    if logging.get("LogFormat") == "JSON":
        reserved |= {
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": str(logging.get("ApplicationLogLevel") or "INFO"),
        }
    passed_on = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    return passed_on | defaults | own | reserved
