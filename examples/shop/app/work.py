"""What happens to an order after it is in the table. Each function is called by something else, so each event has
another shape."""

import json
import os

import boto3
from orders import add_step


def pass_on(event, context):
    """From the table's stream, whose items have their types beside their values: to the queue, and to the topic."""
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        order = json.dumps({"id": image["id"]["S"], "what": image["what"]["S"]})
        boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=order)
        boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=order)


def pack(event, context):
    """From the queue. What it names as failed comes again, and after three attempts it is a dead letter; without that
    answer, the messages that went well would come again too."""
    failed = []
    for record in event["Records"]:
        try:
            pack_order(json.loads(record["body"]))
        except Exception as error:
            print(f"{record['messageId']}: {error}")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def pack_order(order):
    if order["what"] == "elephant":
        raise ValueError("An elephant doesn't fit into a parcel.")
    add_step(order["id"], "packed")
    entry = {"Source": "shop", "DetailType": "packed", "Detail": json.dumps(order), "EventBusName": os.environ["BUS"]}
    sent = boto3.client("events").put_events(Entries=[entry])
    if sent["FailedEntryCount"]:  # PutEvents raises nothing if only the event failed
        raise RuntimeError(sent["Entries"][0]["ErrorMessage"])


def thank(event, context):
    """From the topic."""
    for record in event["Records"]:
        add_step(json.loads(record["Sns"]["Message"])["id"], "thanked")


def ship(event, context):
    """From the rule, which calls with a single event."""
    add_step(event["detail"]["id"], "shipped")


def count(event, context):
    """From the schedule."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["TABLE"], Select="COUNT")
    orders = sum(page["Count"] for page in pages)
    print(f"There are {orders} orders.")
    return {"orders": orders}
