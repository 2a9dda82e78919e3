"""Corrections of botocore's models where AWS is stricter: data, with the source of each.

Sources are written as in the project's notes on AWS: *doc* a page of AWS's documentation, *bc* the documentation text
in botocore's model, `owner/repo#n` a thread on GitHub, *(unconfirmed)* known, but no source read.

Rules: a correction names the operations that *write* a value. What merely names a thing that exists is left to AWS,
because old things may have names that new ones can't have.
Weakness: quotas that AWS raises on request are here with their default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypedDict


class Correction(TypedDict, total=False):
    """Fields of a `Constraint` that replace what the model says."""

    kind: str
    """For a number that the API takes as text: `integer`."""
    minimum: int
    maximum: int
    pattern: str
    enum: tuple[str, ...]
    unit: str
    refused: tuple[tuple[str, str], ...]
    form: str
    open: bool


_CREATE = ("lambda:CreateFunction",)
_WRITE = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")

# doc lambda configuration-envvars, "Defined runtime environment variables", by the copy of its list in cfn-lint 1.58.
# AWS_LAMBDA_MAX_CONCURRENCY and AWS_LAMBDA_METADATA_* are newer, and only in other copies (unconfirmed). TZ may be set,
# though older copies of the page say otherwise (aws/aws-cdk#38753).
RESERVED_ENVIRONMENT: Final = (
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
)

# bc PutRetentionPolicy: in the text of the shape Days, which has no enumeration.
_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)
_RETENTION_YEARS = (1096, 1827, 2192, 2557, 2922, 3288, 3653)

# doc S3 bucketnamingrules.
_REFUSED_BUCKETS = (
    (r"^[^a-z0-9]", "doesn't begin with a lower case letter or a digit"),
    (r"[^a-z0-9]$", "doesn't end with a lower case letter or a digit"),
    (r"\.\.", "has two dots next to each other"),
    (r"^\d+\.\d+\.\d+\.\d+$", "looks like an IP address"),
    (r"^xn--", "begins with xn--, which AWS reserves"),
    (r"^sthree-", "begins with sthree-, which AWS reserves"),
    (r"^amzn-s3-demo-", "begins with amzn-s3-demo-, which AWS reserves"),
    (r"-s3alias$", "ends with -s3alias, which AWS reserves"),
    (r"--ol-s3$", "ends with --ol-s3, which AWS reserves"),
    (r"\.mrap$", "ends with .mrap, which AWS reserves"),
    (r"--x-s3$", "ends with --x-s3, which AWS reserves"),
    (r"--table-s3$", "ends with --table-s3, which AWS reserves"),
)

# The prefix is AWS's own; that this holds in any mixture of cases is (unconfirmed).
_REFUSED_TAGS = (("(?i)^aws:", "begins with aws:, which AWS reserves"),)

_ROWS: tuple[tuple[tuple[str, ...], str, Correction], ...] = (
    # doc gettingstarted-limits: 64. The model's 140 and its pattern are those of an ARN.
    (_CREATE, "FunctionName", {"maximum": 64, "pattern": "[A-Za-z0-9-_]+"}),
    # doc gettingstarted-limits. The model's 5400 and 32768 hold only for Managed Instances (bc CreateFunction), which
    # also says 1800 for all others; the guide's pages still say 900, above which there is a warning.
    (_WRITE, "Timeout", {"maximum": 1800, "unit": "second"}),
    (_WRITE, "MemorySize", {"maximum": 10240, "unit": "MB"}),
    # bc CreateFunction: 32768 only with accelerators.
    (_WRITE, "EphemeralStorage.Size", {"maximum": 10240, "unit": "MB"}),
    # The model's enumeration is as old as the botocore that is installed: a newer version of a known family may exist.
    (
        _WRITE,
        "Runtime",
        {
            "open": True,
            "pattern": r"(python|ruby)\d+\.\d+|nodejs\d+\.x|java\d+(\.al\d+)?|dotnet\d+|provided(\.al\d+)?|go\d+\.x",
        },
    ),
    (_WRITE, "Role", {"form": "the ARN of a role, as arn:aws:iam::123456789012:role/NAME"}),
    (
        _WRITE,
        "Environment.Variables.key",
        {
            "form": "a letter, and then one or more letters, digits and _",
            "refused": ((f"^({'|'.join(RESERVED_ENVIRONMENT)})$", "is set by Lambda itself and can't be changed"),),
        },
    ),
    # 50 (unconfirmed). The model has no number.
    (_CREATE, "Tags", {"maximum": 50}),
    (("lambda:TagResource",), "Tags", {"maximum": 50}),
    (("lambda:CreateFunction", "lambda:TagResource"), "Tags.key", {"refused": _REFUSED_TAGS}),
    (("iam:CreateRole", "iam:TagRole"), "Tags.member.Key", {"refused": _REFUSED_TAGS}),
    (("logs:CreateLogGroup", "logs:TagResource"), "tags.key", {"refused": _REFUSED_TAGS}),
    # doc iam-quotas, numbers partly unconfirmed: white space isn't counted, and the trust policy's 4096 can be raised;
    # the inline policies' 10240 holds for all of a role's together, so that whoever has them all must add them up.
    (("iam:CreateRole",), "AssumeRolePolicyDocument", {"maximum": 4096, "unit": "non-space character"}),
    (("iam:UpdateAssumeRolePolicy",), "PolicyDocument", {"maximum": 4096, "unit": "non-space character"}),
    (("iam:PutRolePolicy",), "PolicyDocument", {"maximum": 10240, "unit": "non-space character"}),
    (("iam:CreateRole",), "Path", {"form": "/, or a path that begins and ends with /"}),
    (("iam:CreateRole", "iam:UpdateRole"), "MaxSessionDuration", {"unit": "second"}),
    (
        ("logs:PutRetentionPolicy",),
        "retentionInDays",
        {"enum": tuple(map(str, _RETENTION_DAYS + _RETENTION_YEARS)), "unit": "day"},
    ),
    # bc CreateLogGroup.
    (
        ("logs:CreateLogGroup",),
        "logGroupName",
        {"refused": (("^aws/", "begins with aws/, which AWS reserves"),)},
    ),
    (
        ("s3:CreateBucket",),
        "Bucket",
        {"minimum": 3, "maximum": 63, "pattern": "[a-z0-9.-]+", "refused": _REFUSED_BUCKETS},
    ),
    # doc S3 object-keys: bytes of UTF-8, not characters.
    (("s3:PutObject", "s3:CreateMultipartUpload"), "Key", {"maximum": 1024, "unit": "byte"}),
)

CORRECTIONS: Final[Mapping[tuple[str, str], Correction]] = {
    (operation, member): correction for operations, member, correction in _ROWS for operation in operations
}
