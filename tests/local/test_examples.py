"""The examples of applications on the local AWS: what is declared really happens, from the first call to the last."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import hmac
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from botocore.exceptions import ClientError

from tests.local.conftest import ask, client
from tests.support import wheels
from tests.support.command import Outcome
from tests.support.declaring import in_process
from tests.support.waiting import wait_until
from touchdown.local import LocalAws

EXAMPLES = Path(__file__).parents[2] / "examples"
JSON = "application/json"
PILLOW = """
class open:
    def __init__(self, file):
        self.text = file.read()
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return None
    def thumbnail(self, size):
        self.text += b" within %dx%d" % size
    def convert(self, mode):
        return self
    def save(self, file, format):
        file.write(self.text)
"""
"""Stands for Pillow, which no test downloads."""


def applied(name: str, local: LocalAws, edit: Callable[[str], str] = str) -> Path:
    """A copy of an example, in the folder of the local AWS that it is applied to."""
    folder = local.folder.project
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".touchdown", "touchdown.lock"))
    file = folder / "Touchdownfile"
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    run(folder, "--yes", "apply")
    return folder


def run(folder: Path, *arguments: str) -> Outcome:
    ended = in_process(folder, "--local", *arguments)
    assert ended.code == 0, ended.stderr
    return ended


def port_of_output(folder: Path) -> int:
    """The port of the address that the example has as its output."""
    url = urlsplit(run(folder, "output", "url").stdout.strip())
    assert (url.hostname, bool(url.port)) == ("127.0.0.1", True)
    return url.port or 0


def test_an_order_of_the_shop_goes_round(local: LocalAws) -> None:
    folder = applied("shop", local)
    port = port_of_output(folder)
    page = ask(port, "GET", "/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<input name="what"' in page.text

    order = b'{"what": "tea"}'
    placed = ask(port, "POST", "/orders", order, Content_Type=JSON, Origin=f"http://127.0.0.1:{port}")
    assert placed.status == 202
    path = f"/orders/{json.loads(placed.text)['id']}"
    wait_until(lambda: len(json.loads(ask(port, "GET", path).text)["steps"]) == 4)

    found = json.loads(ask(port, "GET", path).text)
    assert (found["what"], found["steps"]) == ("tea", ["packed", "placed", "shipped", "thanked"])
    assert json.loads(run(folder, "--json", "invoke", "shop-count").stdout)["result"] == {"orders": 1}


def test_the_shop_says_what_is_wrong_with_an_order(local: LocalAws) -> None:
    port = port_of_output(applied("shop", local))
    for wrong in (b"", b"tea", b"{}", b"[]", b'{"what": ""}', b'{"what": 7}'):
        assert ask(port, "POST", "/orders", wrong, Content_Type=JSON).status == 400
    assert ask(port, "GET", "/orders/none").status == 404


def test_the_shop_names_the_orders_that_it_could_not_pack(local: LocalAws) -> None:
    folder = applied("shop", local)
    bodies = [json.dumps({"id": one, "what": one}) for one in ("elephant", "tea")]
    messages = {"Records": [{"messageId": str(number), "body": body} for number, body in enumerate(bodies)]}
    invoked = run(folder, "--json", "invoke", "shop-pack", "--payload", json.dumps(messages))
    assert json.loads(invoked.stdout)["result"] == {"batchItemFailures": [{"itemIdentifier": "0"}]}


def test_the_webhook_lets_in_who_knows_the_secret(local: LocalAws) -> None:
    port = port_of_output(applied("webhook", local))
    body = json.dumps({"text": "bücher"}, ensure_ascii=False).encode()
    right = hmac.new(b"only for trying it out", body, hashlib.sha256).hexdigest()
    for signature, status in ((f"sha256={right}", 204), (f"sha256={right[:-1]}", 401), ("", 401), ("é", 401)):
        sent = {"Content_Type": JSON, "X_Hub_Signature_256": signature}
        assert ask(port, "POST", "/", body, **sent).status == status
    assert ask(port, "POST", "/", body).status == 401


def test_the_orders_of_partners_need_a_key_and_have_to_fit(local: LocalAws) -> None:
    folder = applied("orders-rest", local)
    port, key = port_of_output(folder), run(folder, "output", "key", "--reveal").stdout.strip()
    assert key not in run(folder, "output").stdout
    sent = {"Content_Type": JSON, "X_Api_Key": key}
    assert ask(port, "POST", "/live/orders", b'{"item": "tea", "count": 2}', Content_Type=JSON).status == 403
    for wrong in (b"", b"{}", b'{"item": "tea", "count": 0}', b'{"item": "tea", "count": 2, "more": 1}'):
        assert ask(port, "POST", "/live/orders", wrong, **sent).status == 400
    placed = ask(port, "POST", "/live/orders", b'{"item": "tea", "count": 2}', **sent)
    assert placed.status == 201
    path = f"/live/orders/{json.loads(placed.text)['id']}"
    assert json.loads(ask(port, "GET", path, b"", **sent).text)["count"] == 2
    assert ask(port, "GET", path).status == 403


def test_all_who_are_in_the_chat_hear_what_is_said(local: LocalAws) -> None:
    folder = applied("chat", local)
    url = run(folder, "output", "url").stdout.strip()
    page = urlsplit(run(folder, "output", "page").stdout.strip())
    assert f'new WebSocket("{url}")' in ask(page.port or 0, "GET", "/").text

    async def talk() -> list[str]:
        async with ClientSession() as session, session.ws_connect(url) as ada, session.ws_connect(url) as grace:
            await ada.send_json({"action": "say", "text": "hello"})
            heard = [await ada.receive_str(timeout=60), await grace.receive_str(timeout=60)]
            await grace.close()
            await ada.send_json({"action": "say", "text": "alone"})
            return [*heard, await ada.receive_str(timeout=60)]

    assert asyncio.run(talk()) == ["hello", "hello", "alone"]


def test_the_job_of_cron_is_started_by_its_schedule(local: LocalAws) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
    applied("cron", local, lambda text: text.replace("cron(0 3 * * ? *)", f"at({soon:%Y-%m-%dT%H:%M:%S})"))
    wait_until(lambda: "clean: done" in lines(local, "/aws/lambda/clean"))


def lines(local: LocalAws, group: str) -> list[str]:
    events = client(local, "logs").filter_log_events(logGroupName=group)["events"]
    return [event["message"].strip() for event in events]


def test_a_picture_put_into_one_bucket_is_in_the_other_as_a_thumbnail(
    local: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(index, "pillow", **{"PIL/__init__.py": "", "PIL/Image.py": PILLOW})
    applied("thumbnails", local)
    s3 = client(local, "s3")
    bucket = "example-thumbnails-of-touchdown"
    for key in ("notes.txt", "a cat & a dog.jpg"):
        s3.put_object(Bucket=f"{bucket}-in", Key=key, Body=io.BytesIO(b"picture"))

    def small(key: str) -> bytes | None:
        try:
            return bytes(s3.get_object(Bucket=f"{bucket}-out", Key=key)["Body"].read())
        except ClientError:
            return None

    wait_until(lambda: small("a cat & a dog.jpg") == b"picture within 128x128")
    assert small("notes.txt") is None


# EMULATORS.md, "APIs and state machines".
def test_an_order_goes_through_the_states_of_fulfilment(local: LocalAws) -> None:
    folder = applied("fulfilment", local)
    assert json.loads(run(folder, "run", "fulfil", "-i", '{"id": 7, "amount": 20}').stdout) == {"shipped": 7}
    negative = in_process(folder, "--local", "run", "fulfil", "-i", '{"id": 8, "amount": -1}')
    assert (negative.code, negative.stdout) == (5, ""), negative.stderr
    assert "Refused: the order can't be paid" in negative.stderr
    sqs = client(local, "sqs")
    url = sqs.get_queue_url(QueueName="fulfilment-refused")["QueueUrl"]
    (kept,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert json.loads(kept["Body"])["id"] == 8

    order = {"DetailType": "ordered", "Source": "shop", "Detail": '{"id": 9, "amount": 20}'}
    client(local, "events").put_events(Entries=[{**order, "EventBusName": "fulfilment"}])
    states = client(local, "stepfunctions")
    (machine,) = states.list_state_machines()["stateMachines"]

    def outputs() -> list[str]:
        found = states.list_executions(stateMachineArn=machine["stateMachineArn"], statusFilter="SUCCEEDED")
        ended = [states.describe_execution(executionArn=one["executionArn"]) for one in found["executions"]]
        return sorted(one["output"] for one in ended)

    wait_until(lambda: [json.loads(one) for one in outputs()] == [{"shipped": 7}, {"shipped": 9}])
    assert "No changes" in run(folder, "plan").stdout
