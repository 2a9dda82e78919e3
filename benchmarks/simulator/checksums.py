"""S3's checksums, for emulators that don't verify them: moto accepts a body that doesn't match its checksum, and of a
multipart object reports neither the number of parts nor that the checksum is composite.

Source: AWS, "Checking object integrity": HeadObject returns `ChecksumType`, and a composite checksum ends with the
number of parts, as the ETag does.
"""

from __future__ import annotations

import base64
import hashlib

import attrs

from benchmarks.simulator.chain import Forward
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_SHA256 = "x-amz-checksum-sha256"
_TYPE = "x-amz-checksum-type"
_WITH_BODY = ("s3:PutObject", "s3:UploadPart")


class Checksums:
    """Refuses a body that doesn't match its checksum, and reports objects' checksums as AWS does."""

    async def answer(self, call: Call, forward: Forward) -> Answer:
        expected = call.request.headers.get(_SHA256)
        if call.name in _WITH_BODY and expected and expected != _digest(call.request.body):
            why = "The SHA256 you specified did not match the calculated checksum."
            return answers.error(call.operation, "BadDigest", why, 400)
        answer = await forward(call.request.body)
        return _with_type(answer) if call.name == "s3:HeadObject" else answer


def _digest(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _with_type(answer: Answer) -> Answer:
    checksum = answer.header(_SHA256)
    if checksum is None:
        return answer
    parts = (answer.header("ETag") or "").strip('"').partition("-")[2]
    headers = {_SHA256: f"{checksum.partition('-')[0]}-{parts}" if parts else checksum}
    headers[_TYPE] = "COMPOSITE" if parts else "FULL_OBJECT"
    others = [(name, value) for name, value in answer.headers if name.lower() not in headers]
    return attrs.evolve(answer, headers=(*others, *headers.items()))
