"""The members of Lambda's API that no field of a function has, each with the reason. A test keeps the list honest."""

from __future__ import annotations

from collections.abc import Mapping

_LATER: Mapping[str, str] = {
    "VpcConfig": "later, with types for subnets and security groups",
    "DeadLetterConfig": "later, with types for queues and topics",
    "KMSKeyArn": "later, with a type for keys; it isn't stored without environment variables",
    "TracingConfig": "later, with the permissions that tracing needs",
    "Layers": "later, with packages and their dependencies",
    "FileSystemConfigs": "later, with VpcConfig, which it needs",
    "ImageConfig": "images need a builder of images, and Touchdown needs no Docker",
    "EphemeralStorage": "later",
    "SnapStart": "later, with aliases: it works on published versions only",
    "CapacityProviderConfig": "managed instances are a product of their own",
    "DurableConfig": "it can't be added or removed later, which needs a replacement that keeps the name",
    "RuntimeConfig": "not documented well enough to promise anything of it",
    "AcceleratorConfig": "managed instances are a product of their own",
}
_ITSELF = "the function itself"
_VERSIONS_ONLY = "versions are published as such, and not to $LATEST.PUBLISHED"

UNSUPPORTED: Mapping[str, Mapping[str, str]] = {
    "lambda:CreateFunction": {
        **_LATER,
        "PublishTo": _VERSIONS_ONLY,
        "PackageType": "Zip is the default, and images are left out",
        "CodeSigningConfigArn": "later; it has to be attached after the code is updated",
        "TenancyConfig": "it is fixed at creation, and tenants are a design of their own",
    },
    "lambda:UpdateFunctionConfiguration": {
        **_LATER,
        "FunctionName": _ITSELF,
        "RevisionId": "our guard against somebody else's change",
    },
    "lambda:UpdateFunctionCode": {
        "FunctionName": _ITSELF,
        "RevisionId": "our guard against somebody else's change",
        "S3ObjectStorageMode": "not settled yet",
        "ImageUri": "images are left out",
        "PublishTo": _VERSIONS_ONLY,
        "DryRun": "the plan is the dry run",
        "SourceKMSKeyArn": "later, with a type for keys",
    },
    "lambda:PublishVersion": {
        "CodeSha256": "our guard against somebody else's change",
        "RevisionId": "our guard against somebody else's change",
        "Description": "a version has the function's own description",
        "PublishTo": _VERSIONS_ONLY,
    },
    "lambda:TagResource": {"Resource": _ITSELF},
}
