"""Functions, in the tests that go over all types."""

from __future__ import annotations

import functools
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.aws.iam import cases as iam
from tests.aws.lambda_.answers import saying
from tests.aws.logs import cases as logs
from tests.aws.s3 import cases as s3
from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version, account_number
from tests.support.contents import tags_without_record
from tests.support.drawing import values
from tests.support.emulators import REGION, Emulator
from tests.support.functions import function as function_of
from tests.support.functions import hello
from tests.support.pairs import TAGS, chosen, from_model, plain
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.constraints import constraint
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.aliases.provisioned_concurrency import ProvisionedConcurrency
from touchdown.aws.lambda_.event_sources.mapping import AliasEventSourceMapping, EventSourceMapping
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocation.concurrency import Concurrency
from touchdown.aws.lambda_.invocation.event_invoke_config import AliasEventInvokeConfig, EventInvokeConfig
from touchdown.aws.lambda_.invocation.recursion_config import RecursionConfig
from touchdown.aws.lambda_.layers.layer import Layer
from touchdown.aws.lambda_.permission import AliasPermission, Permission
from touchdown.aws.lambda_.service import (
    FUNCTION_ACTIVE,
    FUNCTION_GONE,
    FUNCTION_UPDATED,
    MAPPING_GONE,
    MAPPING_SETTLED,
    PROVISIONED,
    VERSION_ACTIVE,
)
from touchdown.aws.lambda_.url import AliasUrl, FunctionUrl

_VARIABLES = values(constraint("lambda:CreateFunction", "Environment.Variables.key"))
_PYTHONS = [one for one in constraint("lambda:CreateFunction", "Runtime").enum if one.startswith("python3")]
_MODULES = st.from_regex(re.compile(r"[\w-]{1,9}([./][\w-]{1,9}){0,2}", re.ASCII), fullmatch=True)
_KEPT = 2
"""Versions of the function that keeps one: an old one may be left, until the next is made."""
_SETTLING = ("State", "LastUpdate")
"""What an emulator moves on by itself."""


def code(version: int) -> Callable[[Any, Any], Any]:
    return function_of(f"def hello(event, context):\n    return {version}\n")


def zipped(version: int) -> bytes:
    """The same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), f"def hello(event, context):\n    return {version}\n")
    return data.getvalue()


def functions(version: Version) -> None:
    aws, role, group = version.aws, version.the(iam.worker), version.the(logs.shop)
    stored = version.the(s3.bucket).add_file(name="code.zip", contents=zipped(version.number))
    called_by_address = aws.add_lambda_function(
        name="hello",
        role=role,
        log_group=group,
        code=code(version.number),
        description=version.text,
        tags=version.tags,
        keep_versions=1,
    )
    called_by_address.add_url(
        cors={"AllowOrigins": [f"https://{version.number}.example"]},
        invoke_mode="BUFFERED" if version.first else "RESPONSE_STREAM",
    )
    called_by_address.add_permission(
        name="rule",
        principal="events.amazonaws.com",
        source_arn=f"arn:aws:events:{REGION}:123456789012:rule/{version.number}",
    )
    polled = aws.add_queue(name="polled", dead_letter_queue=False)
    called_by_address.add_event_source(source=polled, batch_size=version.number, tags=version.tags)
    live = called_by_address.add_alias(
        name="live", description=version.text, provisioned_concurrency=version.number, async_retries=version.number
    )
    live.add_url(cors={"AllowOrigins": [f"https://{version.number}.example"]})
    live.add_permission(name="other", principal=f"{version.number}23456789012")
    live.add_event_source(source=aws.add_queue(name="of-live", dead_letter_queue=False), batch_size=version.number)
    # Only its configuration differs, so that a version is published by itself.
    aws.add_lambda_function(
        name="plain",
        code=code(1),
        description=version.text,
        reserved_concurrency=version.number,
        recursion="Allow" if version.first else "Terminate",
        async_retries=version.number,
        on_failure=polled,
    )
    aws.add_lambda_function(
        name="stored", role=role, log_group=group, code_from_s3=stored, handler="main.hello", publish=False
    )


_ACCOMPANIED: Mapping[str, Mapping[str, Any]] = {
    "application_log_level": {"log_format": "JSON"},
    "system_log_level": {"log_format": "JSON"},
    "kms_key": {"environment": {"NAME": "value"}},
    "subnets": {"security_groups": ["sg-0a", "sg-0b"]},
    "security_groups": {"subnets": ["subnet-0a", "subnet-0b"]},
    "ipv6": {"subnets": ["subnet-0a"], "security_groups": ["sg-0a"]},
}
"""The fields that others need."""


def _function(aws: Account, given: Mapping[str, Any]) -> Any:
    needed = {name: value for field in given for name, value in _ACCOMPANIED.get(field, {}).items()}
    fields: dict[str, Any] = {"code": hello(), **needed, **given}
    return aws.add_lambda_function(name="hello", **fields)


FUNCTION = TypeCases(
    cls=Function,
    declare=_function,
    fields={
        "description": from_model("lambda:CreateFunction", "Description"),
        "role": chosen(lambda aws: aws.add_role(name="one"), lambda aws: aws.add_role(name="two").arn),
        "code": chosen(lambda aws: hello("one"), lambda aws: hello("two")),
        "handler": plain(_MODULES.map(lambda module: f"{module}.hello")),
        "runtime": plain(st.sampled_from(_PYTHONS)),
        "timeout": from_model("lambda:CreateFunction", "Timeout"),
        "memory": from_model("lambda:CreateFunction", "MemorySize"),
        "environment": plain(
            st.dictionaries(_VARIABLES, st.text("aé ü{}\"'\\n$", max_size=20), min_size=1, max_size=4)
        ),
        "architecture": from_model("lambda:CreateFunction", "Architectures.member"),
        "log_group": chosen(lambda aws: aws.add_log_group(name="one"), lambda aws: aws.add_log_group(name="two")),
        "log_format": plain(st.sampled_from(["Text", "JSON"])),
        "application_log_level": from_model("lambda:CreateFunction", "LoggingConfig.ApplicationLogLevel"),
        "system_log_level": from_model("lambda:CreateFunction", "LoggingConfig.SystemLogLevel"),
        "ephemeral_storage": from_model("lambda:CreateFunction", "EphemeralStorage.Size"),
        "tracing": from_model("lambda:CreateFunction", "TracingConfig.Mode"),
        "snap_start": plain(st.booleans()),
        "dead_letter": chosen(lambda aws: aws.add_queue(name="one"), lambda aws: aws.add_topic(name="two").arn),
        "kms_key": plain(st.sampled_from([f"arn:aws:kms:{REGION}:123456789012:key/{one}" for one in "ab"])),
        "subnets": plain(st.sampled_from([["subnet-0c", "subnet-0a"], ["subnet-0b"]])),
        "security_groups": plain(st.sampled_from([["sg-0c", "sg-0a"], ["sg-0b"]])),
        "ipv6": plain(st.booleans()),
        "publish": plain(st.booleans()),
        "tags": TAGS,
    },
    tested_elsewhere={
        "code_from_bytes": "test_calls.py: a zip of bytes",
        "code_from_s3": "test_code_from_s3.py",
        "layers": "test_configuration.py: moto refuses layers that it doesn't have",
    },
    gaps={
        ("moto", "architecture"): "moto ignores Architectures in UpdateFunctionCode",
        ("moto", "log_group"): "moto doesn't return LoggingConfig",
        ("moto", "log_format"): "moto doesn't return LoggingConfig",
        ("moto", "application_log_level"): "moto doesn't return LoggingConfig",
        ("moto", "system_log_level"): "moto doesn't return LoggingConfig",
        ("moto", "ephemeral_storage"): "moto doesn't change EphemeralStorage",
        ("moto", "tracing"): "moto doesn't change TracingConfig",
        ("moto", "snap_start"): "moto doesn't keep SnapStart",
        ("moto", "dead_letter"): "moto doesn't keep DeadLetterConfig",
        ("moto", "kms_key"): "moto doesn't keep KMSKeyArn",
    },
)


def _with_url(aws: Account, given: Mapping[str, Any]) -> Any:
    return aws.add_lambda_function(name="hello", code=hello()).add_url(**given)


URL = TypeCases(
    cls=FunctionUrl,
    declare=_with_url,
    fields={
        "cors": chosen(
            lambda aws: {"AllowOrigins": ["https://one.example"], "MaxAge": 60},
            lambda aws: {"AllowMethods": ["GET", "PUT"], "AllowCredentials": True},
        ),
        "invoke_mode": plain(st.sampled_from(["BUFFERED", "RESPONSE_STREAM"])),
    },
    tested_elsewhere={"auth": "test_url.py: it brings permissions along"},
    gaps={
        ("moto", "cors"): "moto doesn't clear Cors",
        ("moto", "invoke_mode"): "moto doesn't change InvokeMode",
    },
)


def _aliased(aws: Account, given: Mapping[str, Any]) -> Any:
    return aws.add_lambda_function(name="hello", code=hello()).add_alias(**{"name": "live", **given})


ALIAS = TypeCases(
    cls=Alias,
    declare=_aliased,
    tested_elsewhere={"weight": "test_alias_weights.py: it takes two versions"},
    fields={"description": plain(st.text("aé ü{}\"'[]$", min_size=1, max_size=100).map(str.strip).filter(bool))},
)


def _with_permission(aws: Account, given: Mapping[str, Any]) -> Any:
    principal = "*" if "organization" in given else "events.amazonaws.com"
    if "url_auth" in given:
        given = {"action": "lambda:InvokeFunctionUrl", **given}
    fields = {"name": "caller", "principal": principal, **given}
    return aws.add_lambda_function(name="hello", code=hello()).add_permission(**fields)


PERMISSION = TypeCases(
    cls=Permission,
    declare=_with_permission,
    fields={
        "action": plain(st.sampled_from(["lambda:InvokeFunction", "lambda:GetFunction"])),
        "principal": plain(st.sampled_from(["s3.amazonaws.com", "sns.amazonaws.com", "123456789012", "*"])),
        "source_arn": plain(st.sampled_from(["arn:aws:sns:eu-west-1:123456789012:one", "arn:aws:s3:::two"])),
        "source_account": plain(st.sampled_from(["123456789012", "210987654321"])),
        "organization": plain(st.sampled_from(["o-a1b2c3d4e5", "o-f6a7b8c9d0"])),
        "url_auth": plain(st.sampled_from(["AWS_IAM", "NONE"])),
        "by_url": plain(st.booleans()),
    },
    gaps={
        ("moto", "url_auth"): "moto drops FunctionUrlAuthType",
        ("moto", "by_url"): "moto drops InvokedViaFunctionUrl",
    },
)


def _invoked(aws: Account, given: Mapping[str, Any]) -> Any:
    """A function whose settings are brought along; without a field that is tested, another one is given."""
    fields: dict[str, Any] = {"name": "hello", "code": hello(), **given}
    return aws.add_lambda_function(**fields)


def _alone(name: str, value: Any) -> Callable[[Account, Mapping[str, Any]], Any]:
    return lambda aws, given: _invoked(aws, {name: value, **given})


_NO_RECURSION = "lambda:PutFunctionRecursionConfig"

CONCURRENCY = TypeCases(
    cls=Concurrency,
    declare=_alone("reserved_concurrency", 1),
    fields={"reserved_concurrency": plain(st.integers(0, 100))},
)
RECURSION = TypeCases(
    cls=RecursionConfig,
    declare=_alone("recursion", "Allow"),
    fields={"recursion": chosen(lambda aws: "Allow", lambda aws: "Terminate")},
    unchangeable={("moto", "recursion"): _NO_RECURSION},
)
ASYNC = TypeCases(
    cls=EventInvokeConfig,
    declare=_alone("async_retries", 1),
    fields={
        "async_retries": from_model("lambda:PutFunctionEventInvokeConfig", "MaximumRetryAttempts"),
        "async_maximum_age": from_model("lambda:PutFunctionEventInvokeConfig", "MaximumEventAgeInSeconds"),
        "on_success": chosen(lambda aws: aws.add_queue(name="one"), lambda aws: aws.add_topic(name="two").arn),
        "on_failure": chosen(
            lambda aws: aws.add_bucket(name=f"{account_number(aws)}-one"), lambda aws: aws.add_event_bus(name="two")
        ),
    },
    gaps={
        ("moto", field): "moto's PutFunctionEventInvokeConfig keeps what is there"
        for field in ("async_retries", "async_maximum_age", "on_success", "on_failure")
    },
)


_FOLDERS = tempfile.TemporaryDirectory(prefix="touchdown-layers-")


@functools.cache
def _folder(text: str) -> Path:
    """A folder with a module in it."""
    made = Path(_FOLDERS.name) / text
    made.mkdir()
    (made / "prices.py").write_text(f"NAME = {text!r}\n")
    return made


def layer(**fields: Any) -> Declare:
    given: dict[str, Any] = {"code": _folder("one"), **fields}
    return lambda aws: aws.add_layer(name="libs", **given)


LAYER = TypeCases(
    cls=Layer,
    declare=lambda aws, given: layer(**given)(aws),
    fields={
        "code": chosen(lambda aws: _folder("one"), lambda aws: _folder("two")),
        "description": plain(st.text("abc é", max_size=100).map(str.strip)),
        "license": plain(st.sampled_from(["MIT", "Apache-2.0"])),
        "runtimes": plain(st.sampled_from([["python3.12"], ["python3.13", "python3.12"]])),
        "architectures": plain(st.sampled_from([["arm64"], ["arm64", "x86_64"]])),
        "share_with": plain(st.sampled_from([["210987654321"], ["111111111111", "222222222222"]])),
    },
    left_out="nothing takes our mark off a version, so that it can't be made somebody else's: test_layer.py",
)


_STREAM_ONLY = ("bisect_on_error", "maximum_retries", "maximum_age", "parallelization", "tumbling_window", "on_failure")


def _mapped(aws: Account, given: Mapping[str, Any]) -> Any:
    """A field that only a stream has takes a stream; a large batch takes a window."""
    function = aws.add_lambda_function(name="hello", code=hello())
    if any(name.startswith("starting") or name in _STREAM_ONLY for name in given):
        clicks = aws.add_table(name="clicks", partition_key="pk", stream="NEW_IMAGE", force_destroy=True)
        return function.add_event_source(source=clicks, **{"starting_position": "LATEST", **given})
    return function.add_event_source(**{"source": aws.add_queue(name="orders"), **given})


MAPPING = TypeCases(
    cls=EventSourceMapping,
    declare=_mapped,
    fields={
        "batch_size": plain(st.integers(1, 10)),
        "batching_window": plain(st.integers(0, 300)),
        "filters": plain(st.sampled_from([[{"body": {"kind": ["paid"]}}], [{"body": ["a"]}, {"body": ["b"]}]])),
        "enabled": plain(st.booleans()),
        "report_batch_item_failures": plain(st.booleans()),
        "starting_position": plain(st.sampled_from(["LATEST", "TRIM_HORIZON"])),
        "maximum_concurrency": plain(st.integers(2, 1000)),
        "bisect_on_error": plain(st.booleans()),
        "maximum_retries": plain(st.integers(-1, 10_000)),
        "maximum_age": plain(st.integers(60, 604_800)),
        "parallelization": plain(st.integers(1, 10)),
        "tumbling_window": plain(st.integers(0, 900)),
        "on_failure": chosen(lambda aws: aws.add_queue(name="one"), lambda aws: aws.add_queue(name="two").arn),
        "metrics": plain(st.booleans()),
        "kms_key": plain(st.sampled_from([f"arn:aws:kms:{REGION}:123456789012:key/{one}" for one in "ab"])),
        "tags": TAGS,
    },
    replacing=frozenset({"starting_position", "starting_timestamp", "source", "pollers"}),
    tested_elsewhere={
        "source": "test_event_source_mapping.py: another source is another mapping",
        "starting_timestamp": "test_event_source_mapping.py",
        "pollers": "test_event_source_mapping.py",
    },
    gaps={
        ("ministack", "tumbling_window"): "MiniStack drops TumblingWindowInSeconds",
        ("ministack", "metrics"): "MiniStack drops MetricsConfig",
        ("ministack", "kms_key"): "MiniStack drops KMSKeyArn",
        ("moto", "kms_key"): "moto drops KMSKeyArn",
    },
)


_AS_OF_FUNCTIONS = "test_alias_targets.py: the lifecycle is that of a function's"


_NO_PROVISIONED = "lambda:PutProvisionedConcurrencyConfig"


def _set(alias: Any, given: Mapping[str, Any]) -> Any:
    """An alias with more fields, which bring a setting along."""
    for name, value in given.items():
        setattr(alias, name, value)
    return alias


def _of_alias(cases: TypeCases, cls: Any, kept: str, declare: Callable[[Any, Mapping[str, Any]], Any]) -> TypeCases:
    """The same type attached to an alias, whose fields are carried by the same members: a single field is changed."""
    others = [name for name in (*cases.fields, *cases.tested_elsewhere) if name != kept]
    return TypeCases(
        cls=cls,
        declare=lambda aws, given: declare(_aliased(aws, {}), given),
        fields={kept: cases.fields[kept]},
        replacing=cases.replacing,
        tested_elsewhere=dict.fromkeys(others, _AS_OF_FUNCTIONS),
        gaps={pair: why for pair, why in cases.gaps.items() if pair[1] == kept},
    )


ALIAS_URL = _of_alias(URL, AliasUrl, "cors", lambda alias, given: alias.add_url(**given))
ALIAS_PERMISSION = _of_alias(
    PERMISSION,
    AliasPermission,
    "source_arn",
    lambda alias, given: alias.add_permission(name="caller", principal="events.amazonaws.com", **given),
)
ALIAS_MAPPING = _of_alias(
    MAPPING,
    AliasEventSourceMapping,
    "batch_size",
    lambda alias, given: alias.add_event_source(source=alias.account.add_queue(name="orders"), **given),
)


ALIAS_ASYNC = _of_alias(
    ASYNC, AliasEventInvokeConfig, "async_retries", lambda alias, given: _set(alias, {"async_retries": 1, **given})
)
PROVISIONED_CONCURRENCY = TypeCases(
    cls=ProvisionedConcurrency,
    declare=lambda aws, given: _set(_aliased(aws, {}), {"provisioned_concurrency": 1, **given}),
    fields={"provisioned_concurrency": plain(st.integers(1, 100))},
    unchangeable={("moto", "provisioned_concurrency"): _NO_PROVISIONED},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if str(given.get("FunctionName")).startswith("arn:"):
        return [given["FunctionName"]]
    if "FunctionName" in given:
        version = f":{given['Qualifier']}" if "Qualifier" in given else ""
        return [f"arn:aws:lambda:{REGION}:{account_id}:function:{given['FunctionName']}{version}"]
    if "UUID" in given:
        return [f"arn:aws:lambda:{REGION}:{account_id}:event-source-mapping:{given['UUID']}"]
    return [str(given.get("Resource") or given.get("ARN") or "*")]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("lambda")
    for one in client.list_functions()["Functions"]:
        client.untag_resource(Resource=one["FunctionArn"], TagKeys=[*OUR_TAGS])
    for one in client.list_event_source_mappings()["EventSourceMappings"]:
        client.untag_resource(Resource=one["EventSourceMappingArn"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("lambda")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in client.list_functions()["Functions"]:
        name = one["FunctionName"]
        versions = len(client.list_versions_by_function(FunctionName=name)["Versions"])
        aliases = [alias["Name"] for alias in client.list_aliases(FunctionName=name)["Aliases"]]
        tags = tags_without_record(client.list_tags(Resource=one["FunctionArn"])["Tags"])
        statements = [_statements(client, name), _mappings(client, name)]
        urls = [url["Cors"] for url in client.list_function_url_configs(FunctionName=name)["FunctionUrlConfigs"]]
        yield name, (min(versions, _KEPT) if name == "hello" else versions, aliases, urls, statements, tags)


def _statements(client: Any, function: str) -> list[Any]:
    try:
        policy = client.get_policy(FunctionName=function)["Policy"]
    except client.exceptions.ResourceNotFoundException:
        return []
    # Ids and conditions have numbers of accounts and ids of APIs in them, which differ from run to run.
    return sorted(str((one["Action"], one["Principal"])) for one in json.loads(policy)["Statement"])


def _mappings(client: Any, function: str) -> list[Any]:
    found = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    return [(one["EventSourceArn"], one["BatchSize"], one["State"]) for one in found]


def put_stranger(emulator: Emulator) -> None:
    emulator.client("lambda").create_function(
        FunctionName="stranger",
        Role=f"arn:aws:iam::{emulator.account_id}:role/stranger",
        Runtime="python3.13",
        Handler="main.hello",
        Code={"ZipFile": zipped(1)},
    )


def stranger(emulator: Emulator) -> Any:
    found = emulator.client("lambda").get_function_configuration(FunctionName="stranger")
    left_out = ("ResponseMetadata", *_SETTLING)
    return {name: value for name, value in found.items() if not name.startswith(left_out)}


def function(**fields: Any) -> Declare:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


def with_url(**fields: Any) -> Declare:
    return lambda aws: _with_url(aws, fields)


def aliased(**fields: Any) -> Declare:
    return lambda aws: _aliased(aws, fields)


def with_permission(**fields: Any) -> Declare:
    return lambda aws: _with_permission(aws, fields)


def mapped(**fields: Any) -> Declare:
    return lambda aws: _mapped(aws, fields)


def last_as_pending(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.replace("lambda:GetFunction", saying(State="Pending"), nth=2, times=looks)


def last_in_progress(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:GetFunction", saying(LastUpdateStatus="InProgress"), nth=2, times=looks)


def last_as_pending_version(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:GetFunction", saying(State="Pending"), nth=2, times=looks)


def last_in_preparation(emulator: Emulator, wire: Wire, looks: int) -> None:
    """moto has no provisioned concurrency, so the wire says all of it; the first look is that of the plan."""
    ready = {"RequestedProvisionedConcurrentExecutions": 1, "Status": "READY"}
    wire.answer("lambda:PutProvisionedConcurrencyConfig", lambda call: {**ready, "Status": "IN_PROGRESS"})
    wire.answer(
        "lambda:GetProvisionedConcurrencyConfig", lambda call: {**ready, "Status": "IN_PROGRESS"}, nth=2, times=looks
    )
    if looks < FOREVER:
        wire.answer("lambda:GetProvisionedConcurrencyConfig", lambda call: ready, nth=2 + looks)


def last_after_the_delete(emulator: Emulator, wire: Wire, looks: int) -> None:
    client = emulator.client("lambda")
    wire.fail("lambda:DeleteFunction", code="", status=202, times=FOREVER)  # said to be done, and still going on
    if looks < FOREVER:
        delete = functools.partial(client.delete_function, FunctionName="hello")
        wire.on("lambda:GetFunction", lambda call: delete(), nth=2 + looks, when="after")


def last_updating(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:GetEventSourceMapping", saying(State="Updating"), times=looks)


def last_while_a_mapping_goes(emulator: Emulator, wire: Wire, looks: int) -> None:
    """Another mapping of the queue is going, and the new one is refused for as long."""
    client, sqs = emulator.client("lambda"), emulator.client("sqs")
    queue = sqs.get_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName="orders")["QueueUrl"], AttributeNames=["All"])
    made = client.create_event_source_mapping(FunctionName="hello", EventSourceArn=queue["Attributes"]["QueueArn"])

    def going(body: bytes) -> bytes:
        return body.replace(b'"Enabled"', b'"Deleting"')

    wire.replace("lambda:ListEventSourceMappings", going, times=FOREVER)
    message = "An event source mapping with SQS arn and function already exists."
    wire.fail("lambda:CreateEventSourceMapping", code="ResourceConflictException", message=message, status=409)
    if looks < FOREVER:
        delete = functools.partial(client.delete_event_source_mapping, UUID=made["UUID"])
        wire.on("lambda:GetEventSourceMapping", lambda call: delete(), nth=looks, when="after")


def function_and_queue(aws: Account) -> None:
    function()(aws)
    aws.add_queue(name="orders")


CASES = Cases(
    types=(
        *(FUNCTION, URL, PERMISSION, MAPPING, CONCURRENCY, RECURSION, ASYNC),
        *(ALIAS, ALIAS_URL, ALIAS_PERMISSION, ALIAS_MAPPING, ALIAS_ASYNC, PROVISIONED_CONCURRENCY, LAYER),
    ),
    everything=(functions,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "lambda:CreateFunction": (nothing, function()),
        "lambda:UpdateFunctionConfiguration": (function(), function(timeout=5)),
        "lambda:UpdateFunctionCode": (function(), function(code=hello("other"))),
        "lambda:PublishVersion": (function(), function(timeout=5)),
        "lambda:DeleteFunction": (function(), nothing),
        "lambda:CreateAlias": (function(), aliased()),
        "lambda:UpdateAlias": (aliased(), aliased(description="other")),
        "lambda:DeleteAlias": (aliased(), function()),
        "lambda:PutProvisionedConcurrencyConfig": (function(), aliased(provisioned_concurrency=1)),
        "lambda:DeleteProvisionedConcurrencyConfig": (aliased(provisioned_concurrency=1), aliased()),
        "lambda:CreateFunctionUrlConfig": (function(), with_url()),
        "lambda:UpdateFunctionUrlConfig": (with_url(), with_url(cors={"AllowOrigins": ["*"]})),
        "lambda:DeleteFunctionUrlConfig": (with_url(), function()),
        "lambda:CreateEventSourceMapping": (function(), mapped()),
        "lambda:UpdateEventSourceMapping": (mapped(), mapped(batch_size=5)),
        "lambda:DeleteEventSourceMapping": (mapped(), function()),
        "lambda:PutFunctionConcurrency": (function(), function(reserved_concurrency=1)),
        "lambda:DeleteFunctionConcurrency": (function(reserved_concurrency=1), function()),
        "lambda:PutFunctionRecursionConfig": (function(), function(recursion="Allow")),
        "lambda:PutFunctionEventInvokeConfig": (function(), function(async_retries=1)),
        "lambda:DeleteFunctionEventInvokeConfig": (function(async_retries=1), function()),
        "lambda:PublishLayerVersion": (nothing, layer()),
        "lambda:AddLayerVersionPermission": (layer(), layer(share_with=["210987654321"])),
        "lambda:RemoveLayerVersionPermission": (layer(share_with=["210987654321"]), layer()),
        "lambda:AddPermission": (function(), with_permission()),
        "lambda:RemovePermission": (with_permission(), function()),
        "lambda:TagResource": (function(), function(tags={"a": "b"})),
        "lambda:UntagResource": (function(tags={"a": "b"}), function()),
    },
    lasting={
        FUNCTION_ACTIVE: (nothing, function(), last_as_pending),
        FUNCTION_UPDATED: (function(), function(timeout=9), last_in_progress),
        VERSION_ACTIVE: (function(), aliased(), last_as_pending_version),
        PROVISIONED: (function(), aliased(provisioned_concurrency=1), last_in_preparation),
        MAPPING_SETTLED: (mapped(), mapped(batch_size=5), last_updating),
        MAPPING_GONE: (function_and_queue, mapped(), last_while_a_mapping_goes),
        FUNCTION_GONE: (function(), nothing, last_after_the_delete),
    },
    moto_lacks=frozenset({_NO_RECURSION, _NO_PROVISIONED}),
    not_called={
        "lambda:Invoke": "by a command of its own",
        "lambda:GetAlias": "by rollback and promote: tests/cli/test_rollback.py",
        **dict.fromkeys(
            (
                "lambda:ListLayers",
                "lambda:ListLayerVersions",
                "lambda:GetLayerVersion",
                "lambda:GetLayerVersionPolicy",
                "lambda:PublishLayerVersion",
                "lambda:DeleteLayerVersion",
                "lambda:AddLayerVersionPermission",
                "lambda:RemoveLayerVersionPermission",
            ),
            "test_layer.py",
        ),
    },
)
