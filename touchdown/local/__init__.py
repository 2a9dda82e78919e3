"""The local AWS: MiniStack, run for one project, in an environment of its own.

    environment.py   makes that environment with uv, once for all projects
    folder.py        where a project's data is
    server.py        starts and stops the process
    serve.py         the program of that process; runs in the other environment and imports nothing of ours
    gate/            runs there too: who may ask it what
    key.py           the project's key, which all that asks has to have
    record.py        what the process tells about itself
    ports.py         which port leads to which API or function URL
    health.py        asks the process over HTTP
    local_aws.py     start, stop, status, reset, log

Whether the local AWS runs is told by a lock that its process holds for as long as it lives. The system releases it
however the process ends, so a stale record, a recycled process id or a stranger on the port is never taken for it.

Weaknesses: what was written in the last second before a SIGKILL may be lost (objects in S3 are not). A function is
an ordinary process of the user's: it finds no credentials in its environment or HOME, but could open any file of
the user's by its full path. The project must be on a file system with locks.
"""

from touchdown.local.local_aws import Access, LocalAws, Status

__all__ = ["Access", "LocalAws", "Status"]
