"""AWS's errors that tools have to recognise, under names of our own; LAMBDA.md has the source of each text."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support import answers
from tests.support.answers import Answer
from tests.support.operations import Operation

_INVALID = "InvalidParameterValueException"
_CONFLICT = "ResourceConflictException"
_STATE = "The operation cannot be performed at this time."

MESSAGES: Mapping[str, tuple[str, int, str]] = {
    # Lambda: a role, a policy or a key that isn't known everywhere yet
    "role-not-assumable": (_INVALID, 400, "The role defined for the function cannot be assumed by Lambda."),
    "policy-not-known": (
        _INVALID,
        400,
        "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
    ),
    "kms-grant": (
        _INVALID,
        400,
        "Lambda was unable to configure access to your environment variables because the KMS key is invalid for "
        "CreateGrant. Please check your KMS key settings.",
    ),
    "kms-principal": (
        _INVALID,
        400,
        "KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal",
    ),
    "ec2-throttled": (
        _INVALID,
        400,
        "Your request has been throttled by EC2, please make sure to have enough API rate.",
    ),
    "principal-not-known": (
        _INVALID,
        400,
        "The provided principal was invalid. Please check the principal and try again.",
    ),
    "source-role": (_INVALID, 400, "Please ensure the role can perform the ReceiveMessage action on the queue."),
    "source-stream": (_INVALID, 400, "Cannot access stream. Please ensure the role can perform the GetRecords action."),
    # Lambda: the same 409 for several different errors
    "function-exists": (_CONFLICT, 409, "Function already exist: hello"),
    "update-in-progress": (_CONFLICT, 409, f"{_STATE} An update is in progress for resource: the function"),
    "concurrent-update": (
        _CONFLICT,
        409,
        "The function could not be updated due to a concurrent update operation.",
    ),
    "pending": (_CONFLICT, 409, f"{_STATE} The function is currently in the following state: Pending"),
    "alias-refers": (_CONFLICT, 409, "Unable to delete version 1 because the following aliases reference it: [live]"),
    "statement-exists": (
        _CONFLICT,
        409,
        "The statement id (live) provided already exists. Please provide a new statement id, or remove the existing "
        "statement.",
    ),
    "source-exists": (_CONFLICT, 409, "An event source mapping with that source already exists with UUID 1"),
    "source-in-use": ("ResourceInUseException", 400, "Cannot delete the mapping because it is in use."),
    # Lambda: errors that no waiting cures
    "stale-revision": (
        "PreconditionFailedException",
        412,
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve "
        "the latest Revision Id",
    ),
    "code-differs": (
        _INVALID,
        400,
        "CodeSHA256 (AAAA) is different from current CodeSHA256 in $LATEST (BBBB). Please try again with the "
        "CodeSHA256 in $LATEST.",
    ),
    "function-missing": ("ResourceNotFoundException", 404, "Function not found: hello"),
    "too-large": ("RequestEntityTooLargeException", 413, "Request must be smaller than 70167211 bytes"),
    "unzipped-too-large": (_INVALID, 400, "Unzipped size must be smaller than 262144000 bytes"),
    "replicated": (
        _INVALID,
        400,
        "Lambda was unable to delete the function because it is a replicated function.",
    ),
    "queue-visibility": (
        _INVALID,
        400,
        "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",
    ),
    # IAM
    "role-not-visible": ("NoSuchEntity", 404, "The role with name hello cannot be found."),
    "principal-in-policy": (
        "MalformedPolicyDocument",
        400,
        'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/new"',
    ),
    "delete-conflict": ("DeleteConflict", 409, "Cannot delete entity, must detach all policies first."),
    "role-being-changed": (
        "ConcurrentModification",
        409,
        "Another request updating the entity is in progress. Please try again later.",
    ),
    "service-linked": ("UnmodifiableEntity", 400, "Cannot perform the operation on the protected role."),
    "limit-exceeded": ("LimitExceeded", 409, "Cannot exceed quota for RolesPerAccount: 1000."),
    "denied": ("AccessDeniedException", 403, "User: someone is not authorized to perform this action"),
    # S3
    "bucket-is-ours": ("BucketAlreadyOwnedByYou", 409, "Your previous request to create the named bucket succeeded."),
    "bucket-is-taken": ("BucketAlreadyExists", 409, "The requested bucket name is not available."),
    "bucket-being-changed": (
        "OperationAborted",
        409,
        "A conflicting conditional operation is currently in progress against this resource. Please try again.",
    ),
    "bucket-not-visible": ("NoSuchBucket", 404, "The specified bucket does not exist"),
    "object-being-written": (
        "ConditionalRequestConflict",
        409,
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
    ),
    "object-changed": ("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"),
    "destination": ("InvalidArgument", 400, "Unable to validate the following destination configurations"),
    "ambiguous-filters": ("InvalidArgument", 400, "Configuration is ambiguously defined."),
    "other-region": ("PermanentRedirect", 301, "The bucket must be addressed using the specified endpoint."),
    # Around the function
    "log-group-exists": ("ResourceAlreadyExistsException", 400, "The specified log group already exists"),
    "log-group-being-changed": (
        "OperationAbortedException",
        400,
        "A conflicting operation is currently in progress against this resource. Please try again.",
    ),
    "queue-just-deleted": (
        "AWS.SimpleQueueService.QueueDeletedRecently",
        400,
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    ),
    "queue-policy": ("InvalidAttributeValue", 400, "Invalid value for the parameter Policy."),
    "topic-principal": ("InvalidParameter", 400, "Invalid parameter: Policy Error: PrincipalNotFound"),
    "schedule-role": (
        "ValidationException",
        400,
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ),
    "api-being-changed": ("ConflictException", 409, "Unable to complete operation due to concurrent modification."),
}
"""Code, status and text."""


def message(name: str, operation: Operation) -> Answer:
    """A named error, as an operation's answer."""
    code, status, text = MESSAGES[name]
    return answers.error(operation, code, text, status)
