"""A reverse proxy in front of an emulator that makes it as slow, as strict and as unreliable as AWS.

    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --profile aws
    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --profile plain --latency "iam:*=0.06"
    python -m benchmarks.simulator --upstream http://127.0.0.1:4566 --fault lambda:CreateFunction@3=throttling

It prints its address. `/_simulator/calls` lists the calls so far; a POST to `/_simulator/forget` clears that list.

A call passes through these links in this order; each may answer it, and may change request and answer:

* `latency`: delays every call, by 25 ms unless set otherwise; the emulator's own time comes on top.
* `faults`: makes chosen calls fail in a chosen way.
* `limits`: enforces rate limits, with AWS's errors.
* `roles`, `functions`, `tagging`: new resources aren't ready, or aren't visible, for a while.
* `aliases`: new versions are Pending for a while; aliases answer by their weights, and refuse what AWS refuses of them.
* `rules`: EventBridge's refusals while a rule has targets, or a bus rules, and for a sixth target.
* `machines`: Step Functions takes an equal creation for done, looks into definitions, and deletes for a while.
* `rest_apis`: API Gateway's refusals of documents, deployments, logs, plans, and of two writers of an API.
* `websocket_apis`: its refusals of stages without a route, and of bare ARNs as integrations.
* `lists`: AWS's page sizes, and only the fields that AWS's lists have.
* `log_groups`: adds log groups to the tagging API, for emulators that lack them there.
* `checksums`: S3 refuses a body that doesn't match its checksum, and marks checksums of multipart objects as AWS does.

Numbers and messages come from AWS's documentation and from tools that met them; unpublished numbers are marked as
assumed. Weakness: only resources that were made through the simulator are affected; all others are ready at once.
"""
