"""The table of orders. Each order has a set of the steps that it has taken."""

import functools
import os

import boto3


@functools.cache
def table():
    return boto3.resource("dynamodb").Table(os.environ["TABLE"])


def add_step(order, step):
    """Adds to a set, so that nothing changes if the same event comes twice: AWS delivers each at least once."""
    table().update_item(
        Key={"id": order}, UpdateExpression="ADD steps :step", ExpressionAttributeValues={":step": {step}}
    )
