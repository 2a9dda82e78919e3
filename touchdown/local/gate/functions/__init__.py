"""Python functions, run by AWS's own runtime client (`awslambdaric`), the program inside Lambda's images.

    environment.py       the folders and variables of a function's process, as Lambda sets them
    runtime_api.py       Lambda's Runtime API, a server for each process
    output.py            what a process prints, read without waiting
    worker.py            a process that is kept warm, in MiniStack's pool
    program/boot.py      what the process runs first: its import path, then AWS's runtime client
    program/fallback/    stands in for the client's native part, where that isn't made for the Python at hand

MiniStack's pool gives each concurrent invocation a worker of its own, and ends idle workers.

Weaknesses: memory and files aren't limited, and the code's folder can be written to. On Windows MiniStack's own workers
run Python.
"""

from .worker import install

__all__ = ["install"]
