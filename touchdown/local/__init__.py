"""The local AWS: MiniStack, run for one project, in an environment of its own.

    environment.py   makes that environment with uv, once for all projects
    folder.py        the folder of a project's data
    server.py        starts and stops the process
    serve.py         the program of that process; runs in the other environment and imports nothing of ours
    gate/            runs there too: lets through only those who have the project's key
    key.py           the project's key
    record.py        the process id and port that the process writes down
    ports.py         which port leads to which API or function URL
    health.py        asks the process over HTTP
    local_aws.py     start, stop, status, reset, log

A lock that the process holds for as long as it lives shows whether the local AWS runs. The system releases the lock
however the process ends, so a stale record, a recycled process id or a stranger on the port is never taken for it.

Weaknesses: what was written in the last second before a SIGKILL may be lost (objects in S3 are not). A function is
an ordinary process of the user's: it finds no credentials in its environment or HOME, but could open any file of
the user's by its full path. The project must be on a file system with locks.
"""

from touchdown.local.local_aws import Access, LocalAws, Status

__all__ = ["Access", "LocalAws", "Status"]
