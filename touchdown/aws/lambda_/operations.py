"""The operations that functions and layers call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from touchdown.aws.iam.operations import passed
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.logs.operations import LOG_GROUP
from touchdown.aws.operations import Calls
from touchdown.aws.reading import FEW
from touchdown.aws.s3.operations import SHARED, shared_arns
from touchdown.model.output import has_unknown
from touchdown.model.place import Place


def _arns(function: Any, place: Place, action: str) -> Iterator[str]:
    service = action.partition(":")[0]
    if action == "iam:PassRole":
        yield from passed(function.role, place)
    elif service == "ec2":
        yield from ["*"] if function.subnets else []
    elif service == "kms":
        yield from (_known(one, place.arn("kms", "key/*")) for one in [function.kms_key] if one)
    elif action == "lambda:GetLayerVersion":
        for one in function.layers or ():
            name = one if isinstance(one, str) else place.arn("lambda", f"layer:{one.name}:*")
            yield _known(name, place.arn("lambda", "layer:*"))
    elif service == "logs":
        yield from LOG_GROUP.arns(LogGroup(name=f"/aws/lambda/{function.name}"), place, action)
    elif service == "s3":
        yield from _code(function, place, action)
    else:
        yield function.predict("arn", place)
        if action == "lambda:DeleteFunction":
            yield f"{function.predict('arn', place)}:*"  # old versions


def _known(arn: str, any_of_them: str) -> str:
    """An ARN as it is declared; that of any of the kind where it is an output."""
    return any_of_them if has_unknown(arn) else arn


def _code(function: Any, place: Place, action: str) -> Iterator[str]:
    file = function.code_from_s3
    # A version is named where the plan has seen one.
    if file is not None and action in ("s3:GetObject", "s3:GetObjectVersion"):
        yield file.predict("arn", place)


FUNCTION = Calls(
    arns=_arns,
    many={"lambda:ListFunctions": "with more than three functions"},
    few=FEW,
    read={
        "lambda:GetFunction": "a function with its tags, which need a permission of their own",
        "lambda:ListTags": "where GetFunction can't tell the tags",
        "lambda:ListVersionsByFunction": "the first version of a function, where something asks for it; which versions "
        "are old; whether a killed run had published one",
        # A function that logs elsewhere now may have left its own group behind.
        "logs:DescribeLogGroups": "",
        "logs:ListTagsForResource": "whether ``/aws/lambda/NAME`` is ours",
    },
    named=frozenset({"lambda:GetFunction"}),
    write={
        "lambda:CreateFunction": "with its tags; ``iam:PassRole`` on its role, ``s3:`` on its code if that is in S3",
        "lambda:UpdateFunctionConfiguration": "",
        "lambda:UpdateFunctionCode": "``s3:`` on its code if that is in S3",
        "lambda:PublishVersion": "",
        "lambda:ListAliases": "which versions an alias names",
        "lambda:DeleteFunction": "old versions",
        "lambda:TagResource": "",
        "lambda:UntagResource": "",
    },
    delete={"lambda:DeleteFunction": ""},
    large=SHARED,
    large_arns=shared_arns,
    use={
        "invoke": {"lambda:Invoke": ""},
        "versions": {"lambda:ListVersionsByFunction": "", "lambda:ListAliases": ""},
    },
)


def _of_layer(layer: Any, place: Place, action: str) -> Iterator[str]:
    arn = place.arn("lambda", f"layer:{layer.name}")
    if action in ("lambda:ListLayers", "lambda:ListFunctions"):
        yield "*"
    else:
        yield arn if action in ("lambda:PublishLayerVersion", "lambda:ListLayerVersions") else f"{arn}:*"


LAYER = Calls(
    arns=_of_layer,
    read={
        "lambda:ListLayers": "all layers of the region, of which the newest versions' descriptions say whose they are",
        "lambda:ListLayerVersions": "where somebody else has published the newest version; which versions are old",
        "lambda:GetLayerVersionPolicy": "whom it is shared with",
        "lambda:GetLayerVersion": "a version that is only named",
        "lambda:ListFunctions": "which versions of a layer are in use, of a layer that is no longer declared",
    },
    named=frozenset({"lambda:ListLayers", "lambda:GetLayerVersion"}),
    write={
        "lambda:PublishLayerVersion": "",
        "lambda:AddLayerVersionPermission": "",
        "lambda:RemoveLayerVersionPermission": "",
        "lambda:DeleteLayerVersion": "old versions",
    },
    delete={"lambda:DeleteLayerVersion": ""},
    large=SHARED,
    large_arns=shared_arns,
)
