"""Subscriptions: made, changed in place and taken away, beside those of others; and that messages arrive."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.sns.cases import subscribed, topic
from tests.support.emulators import REGION, Emulator
from tests.support.functions import function, hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import Account, destroy
from touchdown.model.errors import DeclarationError, NotOurs

HELLO = "eu-west-1/sns_topic.hello"
TO_QUEUE = f"{HELLO}:subscription.sqs_queue.hello"
MAIL = "shop@example.com"
FILTER = {"kind": ["paid"]}


def arn(emulator: Emulator, service: str = "sns", name: str = "hello") -> str:
    return f"arn:aws:{service}:{REGION}:{emulator.account_id}:{name}"


def endpoints(emulator: Emulator) -> list[str]:
    found = emulator.client("sns").list_subscriptions_by_topic(TopicArn=arn(emulator))["Subscriptions"]
    return sorted(one["Endpoint"] for one in found)


def attributes(emulator: Emulator) -> dict[str, str]:
    client = emulator.client("sns")
    (found,) = client.list_subscriptions_by_topic(TopicArn=arn(emulator))["Subscriptions"]
    return dict(client.get_subscription_attributes(SubscriptionArn=found["SubscriptionArn"])["Attributes"])


def to_function(aws: Account, **fields: Any) -> None:
    worker = aws.add_lambda_function(name="worker", code=hello())
    aws.add_topic(name="hello").add_subscription(target=worker, **fields)


def to_mail(aws: Account) -> None:
    aws.add_topic(name="hello").add_subscription(target=MAIL)


def sent(wire: Wire, operation: str) -> list[dict[str, Any]]:
    return [call.parameters for call in wire.calls if call.name == operation]


def somebody_subscribes(emulator: Emulator, endpoint: str, protocol: str = "email") -> None:
    emulator.client("sns").subscribe(TopicArn=arn(emulator), Protocol=protocol, Endpoint=endpoint)


# Made


def test_a_queue_is_subscribed_after_its_policy_lets_the_topic_in(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, subscribed(filter_policy=FILTER, raw_message_delivery=True))
    assert endpoints(emulator) == [arn(emulator, "sqs")]
    found = attributes(emulator)
    assert json.loads(found["FilterPolicy"]) == FILTER
    assert found["RawMessageDelivery"] == "true"
    assert wire.writes().index("sqs:CreateQueue") < wire.writes().index("sns:Subscribe")
    assert actions(planned(emulator, subscribed(filter_policy=FILTER, raw_message_delivery=True))) == {}


def test_a_queue_that_exists_lets_the_topic_in_before_it_is_subscribed(emulator: Emulator, wire: Wire) -> None:
    def before(aws: Account) -> None:
        aws.add_queue(name="hello", dead_letter_queue=False)

    applied(emulator, before)
    wire.forget()
    applied(emulator, subscribed())
    assert wire.writes().index("sqs:SetQueueAttributes") < wire.writes().index("sns:Subscribe")


# EVENTS.md, 29.
def test_a_function_is_subscribed_after_the_topic_may_call_it(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, to_function)
    assert endpoints(emulator) == [arn(emulator, "lambda", "function:worker")]
    policy = json.loads(emulator.client("lambda").get_policy(FunctionName="worker")["Policy"])
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert list(statement["Condition"].values()) == [{"AWS:SourceArn": arn(emulator)}]
    assert wire.writes().index("lambda:AddPermission") < wire.writes().index("sns:Subscribe")
    assert actions(planned(emulator, to_function)) == {}


def test_what_a_subscription_needs_is_named_after_it(emulator: Emulator) -> None:
    found = planned(emulator, to_function).by_address
    subscription = f"{HELLO}:subscription.lambda_function.worker"
    assert subscription in found
    (permission,) = [one for address, one in found.items() if ":permission." in address]
    assert permission.resource is not None
    assert permission.resource.implied_by is found[subscription].resource


def test_a_subscription_has_the_arn_that_sns_makes_up(emulator: Emulator) -> None:
    applied(emulator, subscribed())
    found = planned(emulator, subscribed()).by_address[TO_QUEUE]
    assert found.observed is not None
    assert found.observed.outputs["arn"].startswith(f"{arn(emulator)}:")


def test_an_address_has_to_be_confirmed_which_the_plan_says(emulator: Emulator) -> None:
    (note,) = planned(emulator, to_mail).by_address[f"{HELLO}:subscription.{MAIL}"].notes
    assert note == ("Its address has to be confirmed by whoever gets messages there; until then SNS sends none to it.")
    applied(emulator, to_mail)
    assert endpoints(emulator) == [MAIL]
    assert actions(planned(emulator, to_mail)) == {}


def test_a_web_address_is_subscribed_by_its_protocol(moto: Emulator, wire: Wire) -> None:
    applied(moto, subscribed(target="https://example.com:8443/orders?from=sns"))
    (call,) = sent(wire, "sns:Subscribe")
    assert (call["Protocol"], call["Endpoint"]) == ("https", "https://example.com:8443/orders?from=sns")
    assert actions(planned(moto, subscribed(target="https://example.com:8443/orders?from=sns"))) == {}


# bc ListSubscriptionsByTopic: an address that isn't confirmed has no ARN.
def test_a_subscription_that_is_not_confirmed_is_neither_changed_nor_deleted(moto: Emulator, wire: Wire) -> None:
    applied(moto, to_mail)
    (made,) = moto.client("sns").list_subscriptions_by_topic(TopicArn=arn(moto))["Subscriptions"]
    wire.replace(
        "sns:ListSubscriptionsByTopic",
        lambda body: body.replace(made["SubscriptionArn"].encode(), b"PendingConfirmation"),
        times=10,
    )
    assert actions(planned(moto, to_mail)) == {}
    wire.forget()
    applied(moto, topic())
    assert "sns:Unsubscribe" not in wire.names()


# Changed


# EVENTS.md, 27; FAULTS.md, 24.
def test_a_subscription_is_changed_in_place(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, subscribed(filter_policy=FILTER))
    before = attributes(emulator)["SubscriptionArn"]
    wire.forget()
    applied(emulator, subscribed(filter_policy={"kind": ["open"]}))
    assert wire.writes() == ["sns:SetSubscriptionAttributes"]
    assert attributes(emulator)["SubscriptionArn"] == before
    assert json.loads(attributes(emulator)["FilterPolicy"]) == {"kind": ["open"]}


# FAULTS.md, 24.
def test_a_filter_that_is_taken_away_is_written_empty(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, subscribed(filter_policy=FILTER))
    wire.forget()
    applied(emulator, subscribed())
    (call,) = sent(wire, "sns:SetSubscriptionAttributes")
    assert (call["AttributeName"], call["AttributeValue"]) == ("FilterPolicy", "{}")
    assert actions(planned(emulator, subscribed())) == {}


NESTED = {"order": {"kind": ["paid"]}}
BODY = {"filter_policy": NESTED, "filter_policy_scope": "MessageBody"}


# EVENTS.md, 28.
@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ({"filter_policy": FILTER}, BODY, ["FilterPolicyScope", "FilterPolicy"]),
        (BODY, {"filter_policy": FILTER}, ["FilterPolicy", "FilterPolicyScope"]),
        (BODY, {}, ["FilterPolicy", "FilterPolicyScope"]),
    ],
    ids=["to the body", "to attributes", "to none"],
)
def test_the_scope_of_bodies_is_there_while_a_filter_has_keys_below_others(
    before: dict[str, Any], after: dict[str, Any], order: list[str], moto: Emulator, wire: Wire
) -> None:
    applied(moto, subscribed(**before))
    wire.forget()
    applied(moto, subscribed(**after))
    assert [call["AttributeName"] for call in sent(wire, "sns:SetSubscriptionAttributes")] == order
    assert actions(planned(moto, subscribed(**after))) == {}


def test_undelivered_messages_go_to_a_queue_that_lets_the_topic_in(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        dead = aws.add_queue(name="undelivered")
        to_function(aws, dead_letter_queue=dead)

    applied(emulator, declare)
    assert json.loads(attributes(emulator)["RedrivePolicy"]) == {
        "deadLetterTargetArn": arn(emulator, "sqs", "undelivered")
    }
    client = emulator.client("sqs")
    queues = [url.rpartition("/")[2] for url in client.list_queues()["QueueUrls"]]
    assert queues == ["undelivered"], "it is a dead-letter queue, and brings none along"
    url = client.get_queue_url(QueueName="undelivered")["QueueUrl"]
    policy = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    assert json.loads(policy)["Statement"][0]["Condition"] == {"ArnEquals": {"aws:SourceArn": arn(emulator)}}
    assert actions(planned(emulator, declare)) == {}


# Ours, and those of others


@pytest.mark.parametrize("declare", [subscribed(), to_function, to_mail], ids=["queue", "function", "address"])
def test_a_subscription_that_is_no_longer_declared_is_deleted(declare: Declare, emulator: Emulator) -> None:
    applied(emulator, declare)

    def without(aws: Account) -> None:
        aws.add_topic(name="hello")
        aws.add_queue(name="hello", dead_letter_queue=False)
        aws.add_lambda_function(name="worker", code=hello())

    applied(emulator, without)
    assert endpoints(emulator) == []
    assert actions(planned(emulator, without)) == {}


def test_a_subscription_goes_before_its_queue_and_its_topic(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, subscribed())
    wire.forget()
    applied(emulator, nothing)
    deletes = [name for name in wire.writes() if "Delete" in name or name == "sns:Unsubscribe"]
    assert deletes[0] == "sns:Unsubscribe"
    assert sorted(deletes[1:]) == ["sns:DeleteTopic", "sqs:DeleteQueue"]


def test_all_is_destroyed(emulator: Emulator) -> None:
    assert destroy(applied(emulator, to_function)).complete
    assert emulator.client("sns").list_topics()["Topics"] == []


# FAULTS.md, 24.
def test_a_subscription_of_somebody_else_is_left_beside_ours(emulator: Emulator) -> None:
    applied(emulator, subscribed())
    somebody_subscribes(emulator, "theirs@example.com")
    plan = planned(emulator, subscribed())
    assert actions(plan) == {}
    assert plan.notes == (
        "eu-west-1/sns_topic.hello has a subscription that isn't ours, to theirs@example.com: it is left.",
    )
    applied(emulator, topic())
    assert endpoints(emulator) == ["theirs@example.com"]


def test_a_subscription_of_somebody_else_to_a_queue_that_is_not_ours_is_left(emulator: Emulator) -> None:
    applied(emulator, subscribed())
    emulator.client("sqs").create_queue(QueueName="theirs")
    theirs = arn(emulator, "sqs", "theirs")
    somebody_subscribes(emulator, theirs, "sqs")
    applied(emulator, topic())
    assert endpoints(emulator) == [theirs]


def test_a_topic_without_subscriptions_of_ours_is_not_asked_for_any(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, topic())
    somebody_subscribes(emulator, "theirs@example.com")
    wire.forget()
    assert actions(planned(emulator, topic())) == {}
    assert "sns:ListSubscriptionsByTopic" not in wire.names()


def test_an_address_that_somebody_else_has_subscribed_is_theirs_until_it_is_adopted(emulator: Emulator) -> None:
    applied(emulator, subscribed())
    somebody_subscribes(emulator, MAIL)

    def both(aws: Account) -> None:
        made = aws.add_topic(name="hello")
        made.add_subscription(target=aws.add_queue(name="hello", dead_letter_queue=False))
        made.add_subscription(target=MAIL)

    with pytest.raises(NotOurs, match="exists already, and wasn't made by this workspace"):
        planned(emulator, both)
    applied(emulator, both, adopt=["all"])
    assert actions(planned(emulator, both)) == {}
    applied(emulator, subscribed())
    assert endpoints(emulator) == [arn(emulator, "sqs")]


def test_a_subscription_whose_answer_was_lost_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("sns:Subscribe", when="after")
    applied(emulator, subscribed())
    assert actions(planned(emulator, subscribed())) == {}


def test_a_subscription_to_a_queue_that_is_gone_is_made_again_with_it(emulator: Emulator) -> None:
    applied(emulator, subscribed())
    client = emulator.client("sqs")
    client.delete_queue(QueueUrl=client.get_queue_url(QueueName="hello")["QueueUrl"])
    applied(emulator, subscribed())
    assert endpoints(emulator) == [arn(emulator, "sqs")]
    assert actions(planned(emulator, subscribed())) == {}


def test_a_plan_reads_a_topic_and_its_subscriptions_once(emulator: Emulator, wire: Wire) -> None:
    def declare(aws: Account) -> None:
        made = aws.add_topic(name="hello")
        for name in ("a", "b", "c"):
            made.add_subscription(target=aws.add_queue(name=name, dead_letter_queue=False))

    applied(emulator, declare)
    wire.forget()
    assert actions(planned(emulator, declare)) == {}
    counts = wire.counts()
    assert (counts["sns:ListSubscriptionsByTopic"], counts["sns:GetSubscriptionAttributes"]) == (1, 3)
    assert counts["sns:GetTopicAttributes"] == 1


# Targets that aren't ours


def test_a_queue_that_is_only_named_is_subscribed_and_the_plan_names_its_statement(emulator: Emulator) -> None:
    emulator.client("sqs").create_queue(QueueName="theirs")

    def declare(aws: Account) -> None:
        aws.add_topic(name="hello").add_subscription(target=aws.get_queue(name="theirs"))

    plan = planned(emulator, declare)
    assert plan.by_address[f"{HELLO}:subscription.sqs_queue.theirs"].notes == (
        "sqs_queue.theirs is only named with get_..., so it has to have a statement that lets sns.amazonaws.com "
        "call sqs:SendMessage for (sns_topic.hello.arn).",
    )
    applied(emulator, declare)
    assert planned(emulator, declare).to_do == ()
    applied(emulator, topic())
    assert endpoints(emulator) == []


def test_a_function_that_is_only_named_is_subscribed_and_the_plan_names_its_permission(emulator: Emulator) -> None:
    applied(emulator, lambda aws: aws.add_lambda_function(name="theirs", code=hello()), name="theirs")

    def declare(aws: Account) -> None:
        aws.add_topic(name="hello").add_subscription(target=aws.get_lambda_function(name="theirs"))

    plan = planned(emulator, declare)
    assert plan.by_address[f"{HELLO}:subscription.lambda_function.theirs"].notes == (
        "lambda_function.theirs is only named with get_..., so it has to have a permission that lets "
        "sns.amazonaws.com call lambda:InvokeFunction for sns_topic.hello.",
    )
    applied(emulator, declare)
    applied(emulator, topic())
    assert endpoints(emulator) == []


# Messages arrive


def arrived(emulator: Emulator, queue: str = "hello") -> list[str]:
    """The messages that are in a queue, once there are any."""
    client, found = emulator.client("sqs"), list[str]()
    url = client.get_queue_url(QueueName=queue)["QueueUrl"]

    def looked() -> bool:
        found.extend(one["Body"] for one in client.receive_message(QueueUrl=url).get("Messages", ()))
        return bool(found)

    wait_until(looked)
    return found


def publish(emulator: Emulator, message: str, **attributes: str) -> None:
    found = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    emulator.client("sns").publish(TopicArn=arn(emulator), Message=message, MessageAttributes=found)


def test_a_message_arrives_in_a_queue(ministack: Emulator) -> None:
    applied(ministack, subscribed(filter_policy=FILTER, raw_message_delivery=True))
    publish(ministack, "not for us", kind="open")
    publish(ministack, "an order", kind="paid")
    assert arrived(ministack) == ["an order"]


def test_a_message_arrives_in_a_function_as_aws_sends_it(ministack: Emulator) -> None:
    source = (
        "import json, os, urllib.request\n"
        "def hello(event, context):\n"
        "    import boto3\n"
        "    boto3.client('sqs').send_message(QueueUrl=os.environ['OUT'], MessageBody=json.dumps(event))\n"
    )

    def declare(aws: Account) -> None:
        out = aws.add_queue(name="out", dead_letter_queue=False)
        worker = aws.add_lambda_function(name="worker", code=function(source), environment={"OUT": out.url})
        out.grant("send", to=worker)
        aws.add_topic(name="hello").add_subscription(target=worker)

    applied(ministack, declare)
    publish(ministack, "an order", kind="paid")
    (text,) = arrived(ministack, "out")
    (record,) = json.loads(text)["Records"]
    assert (record["EventSource"], record["EventVersion"]) == ("aws:sns", "1.0")
    assert record["EventSubscriptionArn"].startswith(f"{arn(ministack)}:")
    assert record["Sns"]["Message"] == "an order"
    assert record["Sns"]["TopicArn"] == arn(ministack)
    assert record["Sns"]["MessageAttributes"] == {"kind": {"Type": "String", "Value": "paid"}}


# Refused


def fifo_queue(aws: Account) -> Any:
    return aws.add_queue(name="a.fifo", fifo=True)


def fifo_topic(aws: Account) -> Any:
    return aws.add_topic(name="hello.fifo", fifo=True)


def standard(aws: Account) -> Any:
    return aws.add_topic(name="hello")


WRONG: dict[str, tuple[Callable[[Account], Any], str]] = {
    "a FIFO queue of a standard topic": (
        lambda aws: standard(aws).add_subscription(target=fifo_queue(aws)),
        "target= is the FIFO queue a.fifo: a FIFO queue gets messages of FIFO topics only.",
    ),
    "an address of a FIFO topic": (
        lambda aws: fifo_topic(aws).add_subscription(target=MAIL),
        "target= is no queue: a FIFO topic sends to queues only.",
    ),
    "a FIFO queue for dead letters": (
        lambda aws: standard(aws).add_subscription(target=MAIL, dead_letter_queue=fifo_queue(aws)),
        "dead_letter_queue= is the FIFO queue a.fifo: a standard topic's go to a standard queue.",
    ),
    "a name of nothing": (
        lambda aws: standard(aws).add_subscription(target="orders"),
        "target= takes a function, a queue, an address that begins with https://, or an e-mail address.",
    ),
    "raw delivery to a person": (
        lambda aws: standard(aws).add_subscription(target=MAIL, raw_message_delivery=True),
        "raw_message_delivery= is for queues and web addresses: SNS has no raw delivery to others.",
    ),
    "a scope without a filter": (
        lambda aws: standard(aws).add_subscription(target=MAIL, filter_policy_scope="MessageBody"),
        "filter_policy_scope= is for a subscription with a filter_policy=: add that, or leave it out.",
    ),
    "an empty filter": (
        lambda aws: standard(aws).add_subscription(target=MAIL, filter_policy={}),
        "filter_policy= is empty: leave it out for all messages.",
    ),
    "keys below others in attributes": (
        lambda aws: standard(aws).add_subscription(target=MAIL, filter_policy=NESTED),
        'filter_policy= has keys below "order": that needs filter_policy_scope="MessageBody".',
    ),
    "a text in place of a list": (
        lambda aws: standard(aws).add_subscription(target=MAIL, filter_policy={"kind": "paid"}),
        'filter_policy= has no list under "kind": SNS takes lists of what matches.',
    ),
    "too many keys": (
        lambda aws: standard(aws).add_subscription(target=MAIL, filter_policy={f"k{n}": ["a"] for n in range(6)}),
        "filter_policy= has 6 keys, AWS allows 5.",
    ),
    "a topic that isn't ours": (
        lambda aws: aws.get_topic(name="theirs").add_subscription(target=MAIL),
        "sns_topic.theirs is only named with get_..., so nothing of ours can be added to it.",
    ),
}


@pytest.mark.parametrize(("declare", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_subscription_is_refused_in_a_sentence_before_any_call(
    declare: Callable[[Account], Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, declare)
    assert sentence in raised.value.what
    assert wire.names() == []
