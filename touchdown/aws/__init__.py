"""Everything that knows AWS: accounts and calls to them, ownership by tags, and a folder for each service.

Declaring and reaching
    workspace, account   `Workspace` and `Account`: `add_aws`, and `add_...` and `get_...` for each type
    connection, session  what is declared in an account; credentials, clients, who we are
    endpoint             what an emulator lacks of AWS, by capability
Calling
    api                  every call: paced, repeated, recorded, with errors of ours
    errors               botocore's errors as ours
    limits               keeps below AWS's rates
    repeats              how long botocore paused
    truncated_responses  an answer that was cut short counts as none
    service, services    what is known of a service, as data; finds a service's `service.py` by an operation's name
Types
    resource_types       a row for each type, by which it is found and imported
    resource             the base classes: `AwsResource`, `TaggedResource`, `AttachedResource`
    lifecycle            `Tagged`: what all types with tags do alike
    attached             `Attached`: what types without tags do, by an index in their parent's tags
    marks                the marks of ours, where others may put theirs beside it
    grants               what functions may do with other resources: a policy for each function, in its role
    members              from fields to the members of a call, and back from an answer
    tags, tagging        our tags, and those of users; a service's three tagging calls
    ownership            the owner of a resource, and the guards before each write and delete
    reading              one look at an account, shared by all types
What AWS accepts and allows
    service_model        botocore's models
    constraints          what they allow as values; `patterns` reads their regular expressions
    corrections          where AWS is stricter than its model
    policies/            policy documents: what two of them mean, what AWS would refuse, and the statements that queues
                         and topics have for whoever writes into them
    operations, actions  the operations of each type; the IAM actions that they need
    permissions          the smallest policy that a workspace needs
    allowed              what a function may do, and where that is declared
Services
    apigatewayv2/, dynamodb/, events/, iam/, kinesis/, lambda_/, logs/, s3/, scheduler/, sns/, sqs/
                         a file for each type, `service.py`, and what the types share
    sending              sends messages and events, for the command `touchdown send`

The way of a read. The engine calls `Account.observe`. `reading.observe` goes over the rows of `resource_types`: types
that are declared, or of which there may be something (the tagging API shows an ARN, a parent's index a kind), are
imported and read at the same time. A type's lifecycle reads its resources: by `Tagged` or `Attached`, which call the
type's `read`, or by the type's own `observe` in bulk. Each becomes an `Observed`, with the owner that its tags say
(`ownership.observed`). What rests on the tagging API is marked as a hint.
The way of a write. The engine calls the lifecycle's `create`, `update` or `delete` with a `Step`. `Tagged` reads again
and refuses what somebody else has changed, then calls the type's own function. That makes its calls with
`tagging.call`, and its parameters with `members.sent`. `Api.call` finds the service's data, waits for the limiter,
calls botocore, and repeats the call while AWS answers "not yet". Tags, with the record of what was applied, are written
last.

Rules: every call goes through `api`. Nothing that all services share imports a service's folder, so that a command
imports the services that it uses. Tags are part of the creating call. Nothing is written or deleted because of a hint.
Code asks `endpoint` for a capability, never whether an emulator answers. What is known of AWS stands with its source.
Weaknesses: types that are written in a way of their own (functions, files) have a lifecycle of their own, beside
`Tagged`'s. The tagging API is minutes late, and doesn't know roles. Most of AWS has no guard against two writers;
between our last read and the write there is a short time. `touchdown permissions` imports all types.
"""
