"""API Gateway: REST APIs.

    rest_api.py     the type: an API, and the settings that a user gives
    route.py        what `add_route` declares, and what AWS refuses of it
    authorizer.py   what `add_authorizer` declares
    checks.py       checks of requests: schemas and validators
    cors.py         the methods OPTIONS, and what AWS can't do of CORS
    definition.py   a document of the user's own, with targets
    document.py     the OpenAPI document that is made of an API and its routes
    stage.py        the type for what is deployed: the document, its deployment, the stage
    deploying.py    the calls by which a document is sent and deployed
    deployed.py     the text that a deployment carries: which document it is of
    rules.py        what AWS refuses of APIs
    settings.py     the settings of a stage, as AWS changes them one by one
    api_key.py, usage_plan.py  the types for what `add_api_key` declares
    declaring.py    the methods `add_authorizer` and `add_route`
    listing.py      the APIs of an account
    operations.py   the ARNs that its actions are needed on
    unsupported.py  the members that no field has
    service.py      what is known of the service, as data: waits, error codes, rates

A document is sent as a whole, deployed, and answers once the stage has the deployment. The deployment carries a digest
of its document, so that a plan without a change reads no document. The settings that a document holds are set by it
alone: AWS resets those that it lacks.

Weakness: a document that somebody else has changed and not deployed isn't seen.

Public is what `__all__` names.
"""

from touchdown.aws.apigateway.api_key import ApiKey
from touchdown.aws.apigateway.authorizer import Authorizer
from touchdown.aws.apigateway.rest_api import RestApi
from touchdown.aws.apigateway.route import Route
from touchdown.aws.apigateway.stage import Stage
from touchdown.aws.apigateway.usage_plan import UsagePlan

__all__ = ["ApiKey", "Authorizer", "RestApi", "Route", "Stage", "UsagePlan"]
