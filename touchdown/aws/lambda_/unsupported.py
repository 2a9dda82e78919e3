"""The members of Lambda's API that no field of a function has, each with the reason. A test keeps the list honest."""

from __future__ import annotations

from collections.abc import Mapping

_LEFT_OUT: Mapping[str, str] = {
    "FileSystemConfigs": "left out for now: a file system has mount targets and access points, which need types of "
    "their own; meanwhile mount it by hand, which updates leave alone",
    "ImageConfig": "images need a builder of images, and Touchdown needs no Docker; ship a package instead",
    "CapacityProviderConfig": "managed instances are a product of their own",
    "DurableConfig": "it can't be added or removed later, which needs a replacement that keeps the name; make such a "
    "function by hand, and name it with get_lambda_function()",
    "RuntimeConfig": "it isn't documented well enough to promise anything of it",
    "AcceleratorConfig": "only for managed instances, which are left out",
}
_ITSELF = "the function itself"
_VERSIONS_ONLY = "versions are published as such, and not to $LATEST.PUBLISHED"

UNSUPPORTED: Mapping[str, Mapping[str, str]] = {
    "lambda:CreateFunction": {
        **_LEFT_OUT,
        "PublishTo": _VERSIONS_ONLY,
        "PackageType": "Zip is the default, and images are left out",
        "CodeSigningConfigArn": "left out for now: it is attached after the code is updated, and layers have "
        "to be signed too; attach it by hand, which updates leave alone",
        "TenancyConfig": "it is fixed at creation, and tenants are a design of their own; make such a function by hand",
    },
    "lambda:UpdateFunctionConfiguration": {
        **_LEFT_OUT,
        "FunctionName": _ITSELF,
        "RevisionId": "our guard against somebody else's change",
    },
    "lambda:UpdateFunctionCode": {
        "FunctionName": _ITSELF,
        "RevisionId": "our guard against somebody else's change",
        "S3ObjectStorageMode": "storage by reference is left out for now: the bucket has to stay readable for "
        "Lambda, or the function stops; the code is copied",
        "ImageUri": "images are left out",
        "PublishTo": _VERSIONS_ONLY,
        "DryRun": "the plan is the dry run",
        "SourceKMSKeyArn": "keys for the source are left out for now: Lambda encrypts it with a key of AWS",
    },
    "lambda:PublishVersion": {
        "CodeSha256": "our guard against somebody else's change",
        "RevisionId": "our guard against somebody else's change",
        "Description": "a version has the function's own description",
        "PublishTo": _VERSIONS_ONLY,
    },
    "lambda:TagResource": {"Resource": _ITSELF},
}
