"""What the browser calls: the page, and the two routes that the page uses."""

import base64
import json
import uuid
from pathlib import Path

from orders import table

PAGE = Path(__file__).with_name("page.html").read_text(encoding="utf-8")


def page(event, context):
    return {"statusCode": 200, "headers": {"content-type": "text/html; charset=utf-8"}, "body": PAGE}


def place(event, context):
    try:
        what = json.loads(body(event))["what"]
    except (ValueError, TypeError, KeyError):
        return answer(400, {"error": 'An order is JSON: {"what": "tea"}'})
    if not isinstance(what, str) or not what:
        return answer(400, {"error": "An order needs to say what is wanted."})
    order = {"id": uuid.uuid4().hex, "what": what, "steps": {"placed"}}
    table().put_item(Item=order)
    # 202: it is accepted. The rest happens while the browser asks how far it is.
    return answer(202, {"id": order["id"]})


def find(event, context):
    found = table().get_item(Key={"id": event["pathParameters"]["id"]}, ConsistentRead=True).get("Item")
    if not found:
        return answer(404, {"error": "There is no such order."})
    return answer(200, {**found, "steps": sorted(found["steps"])})


def body(event):
    """The body of a request. API Gateway encodes it unless its content type is one of text, such as JSON."""
    text = event.get("body") or ""
    return base64.b64decode(text).decode() if event.get("isBase64Encoded") else text


def answer(status, document):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(document)}
