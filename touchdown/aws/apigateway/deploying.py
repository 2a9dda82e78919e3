"""Sending a document and deploying it, and what is read of it: its deployment's description, and the policy in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from touchdown.aws.apigateway import document as documents
from touchdown.aws.apigateway.deployed import to_text
from touchdown.aws.apigateway.listing import id_in
from touchdown.aws.lifecycle import Named
from touchdown.aws.resource import AwsResource, Step
from touchdown.aws.tagging import call
from touchdown.aws.tags import to_write
from touchdown.model.errors import Missing

PUT, READ = "apigateway:PutRestApi", "apigateway:GetDeployment"
_DEPLOY, _LIST = "apigateway:CreateDeployment", "apigateway:GetDeployments"
_TAGS, _TAG = "apigateway:GetTags", "apigateway:TagResource"
WRITE = (PUT, _DEPLOY, _LIST, _TAGS, _TAG)


def deployment(step: Step[AwsResource]) -> str:
    """Sends the document and deploys it; the id of the deployment."""
    values, api_id = step.values, id_in(step.values["api"])
    _put(step, api_id)
    description = to_text(documents.digest(values["document"]) or "", values["routes"])

    def find() -> Mapping[str, Any] | None:
        listed = step.account.api.pages(_LIST, "items", restApiId=api_id)
        return next((one for one in listed if one.get("description") == description), None)

    made = step.account.api.create_once(_DEPLOY, find, report=step.report, restApiId=api_id, description=description)
    return str(made["id"])


def _put(step: Step[AwsResource], api_id: str) -> None:
    """Sends the document. Nobody says whether that leaves the tags, so they are read after it (APIS.md, 3)."""
    arn, body = step.values["api"], documents.as_sent(step.values["document"])
    before = step.account.api.once(_TAGS, resourceArn=arn).get("tags", {})
    call(step, PUT, restApiId=api_id, mode="overwrite", failOnWarnings=True, body=body)
    lost = to_write(before, step.account.api.once(_TAGS, resourceArn=arn).get("tags", {}))
    if lost:
        call(step, _TAG, resourceArn=arn, tags=lost)


def description(stage: Named, api_id: str, deployment: str) -> str:
    """The description of a deployment; empty where there is none."""
    try:
        return str(stage.api.once(READ, restApiId=api_id, deploymentId=deployment).get("description", ""))
    except Missing:
        return ""


def policy_of(text: str | None, api: str) -> Any:
    """A policy as it was declared: AWS escapes it, and writes the API's whole ARN (APIS.md, 3)."""
    if not text:
        return None
    plain = json.loads(f'"{text}"') if text.startswith('{\\"') else text
    return json.loads(plain.replace(f"{api}/", "execute-api:/"))
