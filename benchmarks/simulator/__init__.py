"""A reverse proxy in front of an emulator that makes it as slow, as strict and as unreliable as AWS.

    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --profile aws
    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --profile plain --latency "iam:*=0.06"
    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --fault lambda:CreateFunction@3=throttling

It prints its address. What was called is told at `/_simulator/calls`; a POST to `/_simulator/forget` forgets it.

A call goes through these, in this order; each may answer by itself, and may change request and answer:

* `latency`: every call takes its time, 25 ms unless said otherwise; what the emulator needs comes on top.
* `faults`: what was asked to go wrong at a chosen call.
* `limits`: how often a service may be called; beyond that it says so as AWS does.
* `roles`, `functions`, `tagging`: what isn't ready yet, or is told late.
* `lists`: AWS's page sizes, and no more in its lists than AWS tells.
* `log_groups`: the tagging API knows log groups, which not every emulator's does.
* `checksums`: S3 refuses a body that isn't as its checksum says, and tells checksums of parts as such.

Numbers and messages are those of AWS's documentation and of tools that met them; what isn't published is said to be
assumed. Weakness: it knows what was made through it, so the rest of an emulator's account is ready at once.
"""
