"""What is known of each service: its rows are its own, are in AWS's words, and its error codes mean what they say."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from tests.support.cases import AWS, SERVICES, TYPES, folder_of
from tests.support.services import SETTLING
from touchdown.aws.errors import from_client
from touchdown.aws.service import Codes, Said, Service
from touchdown.aws.services import service_of
from touchdown.engine.waits import Settling, Status
from touchdown.model.errors import (
    AccessDenied,
    AccountError,
    AlreadyExists,
    ChangedMeanwhile,
    Missing,
    Unreachable,
)

each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)

SHARED = [AWS / f"{name}.py" for name in ("api", "errors", "limits", "service", "services", "session")]
"""What all services share."""

_TELLS = re.compile(r"^NoSuch|NotFound|AlreadyExists|AlreadyOwned")
"""Codes whose names say that something isn't there, or is there already."""


def model(service: Service) -> Any:
    return botocore.session.get_session().get_service_model(service.botocore)


def refused(operation: str, code: str, message: str = "") -> AccountError:
    """What is raised for AWS's answer."""
    name = operation.partition(":")[2]
    return from_client(ClientError({"Error": {"Code": code, "Message": message}}, name), operation, "hello")


def operations_of(service: Service) -> Iterator[str]:
    """Those that are named in its data."""
    yield from (row.operation for row in (*service.not_yet, *service.settling))
    yield from (name for name in service.rates if name != service.name)
    yield from service.never_repeated


def operations_called() -> set[str]:
    calls = [kind.CALLS for kind in TYPES]
    of_all = [(one.read, one.many, one.always, one.write, one.delete, one.large, *one.use.values()) for one in calls]
    return {operation for some in of_all for operations in some for operation in operations}


@each_service
def test_the_rows_of_a_service_name_only_operations_of_its_own(service: Service) -> None:
    known = model(service).operation_names
    assert [one for one in operations_of(service) if one.partition(":")[0] != service.name] == []
    assert [one for one in operations_of(service) if one.partition(":")[2] not in known] == []


@each_service
def test_a_service_is_called_in_its_operations_what_its_data_says(service: Service) -> None:
    assert service_of(f"{service.name}:Anything") is service
    assert folder_of(service).is_dir()


def test_each_folder_with_a_service_is_one() -> None:
    folders = {path.parent for path in AWS.glob("*/service.py")}
    assert {folder_of(service) for service in SERVICES} == folders


@each_service
def test_a_subject_is_a_parameter_of_an_operation_that_is_called(service: Service) -> None:
    shapes = model(service)
    called = [
        shapes.operation_model(one.partition(":")[2]) for one in operations_called() if service_of(one) is service
    ]
    parameters = {name for one in called if one.input_shape for name in one.input_shape.members}
    assert set(service.subjects) <= parameters


@each_service
def test_what_a_service_says_is_missing_is_missing(service: Service) -> None:
    found = [refused(f"{service.name}:Get", code, said) for code, said in _said(service.missing)]
    assert [one.code for one in found if type(one) is not Missing] == []


@each_service
def test_what_a_service_says_exists_already_exists(service: Service) -> None:
    found = [refused(f"{service.name}:Create", code, said) for code, said in _said(service.exists)]
    assert [one.code for one in found if type(one) is not AlreadyExists] == []


@each_service
def test_a_code_that_means_several_things_means_it_only_with_its_words(service: Service) -> None:
    found = [one for one in (*service.missing, *service.exists) if isinstance(one, Said)]
    assert [one.code for one in found if type(refused(f"{service.name}:Get", one.code)) is not AccountError] == []
    assert [one.code for one in found if not one.samples] == []


def _said(codes: Codes) -> list[tuple[str, str]]:
    """Each code with a message that comes with it."""
    return [
        (one.code, sample) if isinstance(one, Said) else (one, "")
        for one in codes
        for sample in (one.samples if isinstance(one, Said) else ("",))
    ]


@each_service
def test_errors_of_operations_that_are_called_are_classed_where_their_names_say_so(service: Service) -> None:
    shapes, known = model(service), (*service.missing, *service.exists)
    called = [one.partition(":")[2] for one in operations_called() if service_of(one) is service]
    codes = {error.error_code for name in called for error in shapes.operation_model(name).error_shapes}
    assert {code for code in codes if _TELLS.search(code)} <= set(known)


def test_lambda_says_in_the_singular_that_a_function_already_exist() -> None:
    found = refused("lambda:CreateFunction", "ResourceConflictException", "Function already exist: hello")
    assert type(found) is AlreadyExists


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", AccessDenied),
        ("AccessDenied", AccessDenied),
        ("ThrottlingException", AccountError),
        ("ExpiredToken", Unreachable),
        ("RequestTimeTooSkewed", Unreachable),
        ("PreconditionFailed", ChangedMeanwhile),
        ("412", ChangedMeanwhile),
        ("404", Missing),
        ("QueueDoesNotExist", AccountError),
    ],
)
def test_a_service_that_nothing_is_known_of_has_what_all_have_in_common(code: str, kind: type[AccountError]) -> None:
    assert service_of("unheard-of:Get") == Service(name="unheard-of")
    assert type(refused("unheard-of:Get", code)) is kind


def test_a_part_of_our_own_is_no_service() -> None:
    assert service_of("errors:Get") == Service(name="errors")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for further folders of services."""
    aws = importlib.import_module("touchdown.aws")
    monkeypatch.setattr(aws, "__path__", [*aws.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def a_service(folders: Path, name: str, text: str) -> None:
    (folders / name).mkdir()
    (folders / name / "__init__.py").touch()
    (folders / name / "service.py").write_text(text, encoding="utf-8")


def test_a_service_is_found_in_its_folder(folders: Path) -> None:
    a_service(
        folders,
        "pigeons",
        "from touchdown.aws.service import Service\nSERVICE = Service(name='pigeons', rates={'pigeons': 1})",
    )
    assert service_of("pigeons:Send").rates == {"pigeons": 1}


def test_a_folder_without_data_has_what_all_have_in_common(folders: Path) -> None:
    (folders / "doves").mkdir()
    (folders / "doves" / "__init__.py").touch()
    assert service_of("doves:Send") == Service(name="doves")


def test_data_that_cannot_be_imported_is_no_service_without_data(folders: Path) -> None:
    a_service(folders, "crows", "import touchdown_that_is_nowhere")
    with pytest.raises(ModuleNotFoundError, match="touchdown_that_is_nowhere"):
        service_of("crows:Send")


@pytest.mark.parametrize("module", SHARED, ids=lambda module: module.name)
def test_what_all_services_share_imports_none_of_them(module: Path) -> None:
    folders = {folder_of(service).name for service in SERVICES}
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {one for one in imported if one.startswith("touchdown.aws.")}
    assert {one for one in ours if set(one.split(".")[2:3]) & folders} == set()


STATUSES = [
    pytest.param(row, status, id=f"{row.sentence}: {status.path}") for row in SETTLING for status in row.statuses
]


def shapes_at(row: Settling, path: str) -> Iterator[Any]:
    """What the answer has at a path: from its top, or from a structure in it that the type looks at."""
    service = service_of(row.operation)
    answer = model(service).operation_model(row.operation.partition(":")[2]).output_shape
    for shape in (answer, *answer.members.values()):
        for step in path.split("."):
            shape = getattr(shape, "members", {}).get(step)
        if shape is not None:
            yield shape


@pytest.mark.parametrize(("row", "status"), STATUSES)
def test_a_status_has_words_that_aws_has(row: Settling, status: Status) -> None:
    (shape,) = shapes_at(row, status.path)
    words = set(shape.enum) or set(re.findall(r"\w+", shape.documentation))  # some are listed in the text alone
    assert status.done | status.pending | status.failed <= words
    assert not status.reason or list(shapes_at(row, status.reason))


@pytest.mark.parametrize(("row", "status"), STATUSES)
def test_a_status_ends_where_botocores_own_waiters_say_so(row: Settling, status: Status) -> None:
    service, name = service_of(row.operation), row.operation.partition(":")[2]
    loaded = botocore.session.get_session().get_waiter_model(service.botocore)
    waiters = [loaded.get_waiter(one) for one in loaded.waiter_names]
    of_it = [one for one in waiters if one.operation == name]
    told = [one for waiter in of_it for one in waiter.acceptors if str(one.argument).endswith(status.path)]
    ended = {one.expected for one in told if one.state in ("success", "failure")}
    seen = [_nested(status.path, value) for value in ended]
    assert [one for one in seen if not status.settled(one)] == []
    assert {one.expected for one in told if one.state == "failure"} <= status.failed


def _nested(path: str, value: object) -> object:
    for step in reversed(path.split(".")):
        value = {step: value}
    return value
