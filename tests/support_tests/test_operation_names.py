"""Every operation is named as botocore calls it, by what botocore sends for it."""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.config import Config

from tests.support.operations import Operation, Request, identify

SERVICES = {
    "iam": "iam",
    "lambda": "lambda",
    "logs": "logs",
    "resourcegroupstaggingapi": "tagging",
    "s3": "s3",
    "sns": "sns",
    "sqs": "sqs",
    "sts": "sts",
}

# What is named otherwise.
TAKEN_FOR = {
    # Signed for services that have no model of their own.
    "s3:ListDirectoryBuckets": "s3express:unknown",
    "s3:WriteGetObjectResponse": "s3-object-lambda:unknown",
    # Not signed at all.
    "sts:AssumeRoleWithSAML": "unsigned:POST",
    "sts:AssumeRoleWithWebIdentity": "unsigned:POST",
} | {
    # The older of two operations that do the same.
    f"s3:{verb}Bucket{old}": f"s3:{verb}Bucket{old}Configuration"
    for verb in ("Get", "Put")
    for old in ("Lifecycle", "Notification")
}


class SentError(Exception):
    """Stops botocore with what it was about to send."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__(request.url)
        self.request = request


@cache
def session() -> Any:
    return botocore.session.Session()


@cache
def client(service: str, *, endpoint: str | None, addressing: Any = "path", signature: str | None = None) -> Any:
    client = session().create_client(
        service,
        region_name="eu-west-1",
        endpoint_url=endpoint,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(inject_host_prefix=False, signature_version=signature, s3={"addressing_style": addressing}),
    )
    client.meta.events.register("before-send.*.*", stop)
    return client


def stop(request: AWSPreparedRequest, **_: Any) -> None:
    raise SentError(request)


def sent(
    service: str, operation: str, parameters: dict[str, Any], endpoint: str | None = "http://127.0.0.1:1", **kind: str
) -> Request:
    """The request that botocore sends."""
    with pytest.raises(SentError) as caught:
        client(service, endpoint=endpoint, **kind)._make_api_call(operation, parameters)
    return as_request(caught.value.request)


def as_request(prepared: Any) -> Request:
    """The stubs have other types for these than botocore."""
    host, _, target = prepared.url.partition("://")[2].partition("/")
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in prepared.headers.items()}
    body: Any = prepared.body or b""
    body = body.encode() if isinstance(body, str) else body
    return Request(prepared.method, f"/{target}", HeadersDict({"Host": host, **headers}), body)


def minimal(shape: Any) -> Any:
    """The least that botocore takes for a shape."""
    match shape.type_name:
        case "structure" if shape.metadata.get("union"):
            name, member = next(iter(shape.members.items()))
            return {name: minimal(member)}
        case "structure":
            return {name: minimal(shape.members[name]) for name in shape.required_members}
        case "list":
            return [minimal(shape.member)] * max(1, int(shape.metadata.get("min", 1)))
        case "map":
            return {minimal(shape.key): minimal(shape.value)}
        case "string":
            return shape.enum[0] if shape.enum else "name".ljust(int(shape.metadata.get("min", 4)), "x")
        case "blob":
            return b"bytes"
        case "boolean":
            return True
        case "timestamp":
            return 0
        case _:
            return int(shape.metadata.get("min", 1))


def operations() -> list[tuple[str, str]]:
    return [(service, name) for service in SERVICES for name in session().get_service_model(service).operation_names]


@pytest.mark.parametrize(("service", "operation"), operations())
def test_every_operation_with_the_least_it_takes(service: str, operation: str) -> None:
    shape = session().get_service_model(service).operation_model(operation).input_shape
    parameters: dict[str, Any] = minimal(shape) if shape else {}
    name = f"{SERVICES[service]}:{operation}"

    assert str(identify(sent(service, operation, parameters))) == TAKEN_FOR.get(name, name)


OBJECT: dict[str, Any] = {"Bucket": "bucket", "Key": "folder/a b+ü%&?.txt"}
BUCKET: dict[str, Any] = {"Bucket": "bucket"}
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:hello"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("ListObjectsV2", BUCKET | {"Prefix": "a/", "MaxKeys": 3, "StartAfter": "a/b"}),
        ("ListObjects", BUCKET | {"Prefix": "uploads"}),
        ("ListObjectVersions", BUCKET | {"Prefix": "a", "KeyMarker": "k", "VersionIdMarker": "v"}),
        ("ListMultipartUploads", BUCKET | {"Prefix": "a"}),
        ("ListParts", OBJECT | {"UploadId": "u", "MaxParts": 2}),
        ("UploadPart", OBJECT | {"UploadId": "u", "PartNumber": 2, "Body": b"part"}),
        ("UploadPartCopy", OBJECT | {"UploadId": "u", "PartNumber": 2, "CopySource": "other/key"}),
        (
            "CompleteMultipartUpload",
            OBJECT
            | {"UploadId": "u", "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": "e"}]}, "IfNoneMatch": "*"},
        ),
        ("AbortMultipartUpload", OBJECT | {"UploadId": "u"}),
        ("CreateMultipartUpload", OBJECT | {"Tagging": "a=b", "ChecksumAlgorithm": "SHA256"}),
        ("GetObject", OBJECT | {"VersionId": "v", "ResponseContentType": "text/plain"}),
        ("GetObject", OBJECT | {"PartNumber": 1}),
        ("HeadObject", OBJECT | {"VersionId": "v", "ChecksumMode": "ENABLED"}),
        ("GetObjectTagging", OBJECT | {"VersionId": "v"}),
        ("PutObject", OBJECT | {"Body": b"b", "Metadata": {"a": "b"}, "Tagging": "a=b", "IfNoneMatch": "*"}),
        ("CopyObject", OBJECT | {"CopySource": {"Bucket": "other", "Key": "key", "VersionId": "v"}}),
        ("DeleteObject", OBJECT | {"VersionId": "v"}),
        ("DeleteObjects", BUCKET | {"Delete": {"Objects": [{"Key": "k", "VersionId": "v"}]}}),
        ("ListBuckets", {"Prefix": "a", "MaxBuckets": 2}),
    ],
)
@pytest.mark.parametrize(
    ("endpoint", "addressing"),
    [("http://127.0.0.1:1", "path"), (None, "virtual"), ("http://localhost:1", "virtual")],
    ids=["path", "virtual", "localhost"],
)
def test_operations_of_s3_that_their_query_tells_apart(
    operation: str, parameters: dict[str, Any], endpoint: str | None, addressing: str
) -> None:
    found = identify(sent("s3", operation, parameters, endpoint=endpoint, addressing=addressing))

    assert found.name == operation
    assert found.labels == {name: parameters[name] for name in ("Bucket", "Key") if name in parameters}


@pytest.mark.parametrize("key", ["folder/", "tagging", "/", "a//b", "WriteGetObjectResponse"])
def test_keys_that_look_like_something_else_are_keys(key: str) -> None:
    found = identify(sent("s3", "PutObject", {"Bucket": "bucket", "Key": key, "Body": b""}))

    assert found == Operation("s3", "PutObject", "rest-xml", {"Bucket": "bucket", "Key": key})


@pytest.mark.parametrize("name", ["hello", ARN, "functions", "versions"])
def test_a_function_may_be_named_by_anything(name: str) -> None:
    found = identify(sent("lambda", "ListVersionsByFunction", {"FunctionName": name, "MaxItems": 10}))

    assert found == Operation("lambda", "ListVersionsByFunction", "rest-json", {"FunctionName": name})


def test_a_presigned_request_is_named_too() -> None:
    s3 = client("s3", endpoint="http://127.0.0.1:1", signature="s3v4")
    url = s3.generate_presigned_url("get_object", Params=OBJECT)

    assert str(identify(Request("GET", url.removeprefix("http://127.0.0.1:1"), {}, b""))) == "s3:GetObject"


def test_what_is_signed_for_no_service_is_called_unsigned() -> None:
    assert str(identify(Request("GET", "/_health", {}, b""))) == "unsigned:GET"


@pytest.mark.parametrize("service", ["s3", "no-such-service"])
def test_what_the_model_does_not_have_is_unknown(service: str) -> None:
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/{service}/aws4_request, ..."}

    assert str(identify(Request("PATCH", "/a", headers, b""))) == f"{service}:unknown"
