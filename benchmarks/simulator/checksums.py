"""S3's checksums, where an emulator's are looser: moto takes a body that isn't what its checksum says, and tells of an
object that came in parts neither their number nor that the checksum is one of parts.

Source: AWS, "Checking object integrity": HeadObject tells `ChecksumType`, and a composite checksum ends with the number
of parts, as the ETag does.
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
    """Refuses what isn't as its checksum says, and tells the checksums of objects as AWS does."""

    async def answer(self, call: Call, forward: Forward) -> Answer:
        told = call.request.headers.get(_SHA256)
        if call.name in _WITH_BODY and told and told != _digest(call.request.body):
            why = "The SHA256 you specified did not match the calculated checksum."
            return answers.error(call.operation, "BadDigest", why, 400)
        answer = await forward(call.request.body)
        return _told(answer) if call.name == "s3:HeadObject" else answer


def _digest(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _told(answer: Answer) -> Answer:
    checksum = answer.header(_SHA256)
    if checksum is None:
        return answer
    parts = (answer.header("ETag") or "").strip('"').partition("-")[2]
    told = {_SHA256: f"{checksum.partition('-')[0]}-{parts}" if parts else checksum}
    told[_TYPE] = "COMPOSITE" if parts else "FULL_OBJECT"
    others = [(name, value) for name, value in answer.headers if name.lower() not in told]
    return attrs.evolve(answer, headers=(*others, *told.items()))
