"""The members of API Gateway's operations that no field has, each with the reason."""

from __future__ import annotations

_IN_DOCUMENT = "in the document, which is sent right after"

API = {
    "apiKeySource": _IN_DOCUMENT,
    "binaryMediaTypes": _IN_DOCUMENT,
    "disableExecuteApiEndpoint": _IN_DOCUMENT,
    "minimumCompressionSize": _IN_DOCUMENT,
    "policy": _IN_DOCUMENT,
    "cloneFrom": "an API is what is declared of it",
    "description": "name and tags say what it is",
    "version": "a text that AWS shows, and does nothing with",
    "securityPolicy": "AWS's own: TLS 1.2 for a REGIONAL API",
    "endpointAccessMode": "comes with a security policy",
}
DOCUMENT = {
    "restApiId": "the API that it belongs to",
    "mode": "overwrite: what is no longer declared goes",
    "failOnWarnings": "true: AWS would drop faulty parts in silence",
    "parameters": "the document is made for this API",
}
STAGE = {
    "restApiId": "the API that it belongs to",
    "deploymentId": "the deployment of the document",
    "description": "the mark by which the stage is ours",
    "cacheClusterEnabled": "a cache is not settled yet: it is paid by the hour",
    "cacheClusterSize": "a cache is not settled yet: it is paid by the hour",
    "canarySettings": "a stage has one deployment",
    "documentationVersion": "documentation for people isn't written here",
    "tags": "the API carries them",
}
UPDATE_STAGE = {"restApiId": "the API that it belongs to", "stageName": "the stage itself"}
API_KEY = {
    "description": "name and tags say what it is",
    "customerId": "of the AWS Marketplace",
    "generateDistinctId": "AWS's own way: the id isn't the key",
    "stageKeys": "a usage plan says which stage it opens",
}
PLAN = {"description": "name and tags say what it is"}
PLAN_KEY = {"usagePlanId": "the plan itself", "keyType": "API_KEY, the only kind"}
