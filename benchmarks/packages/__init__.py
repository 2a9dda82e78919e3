"""Building packages with dependencies: Touchdown beside `sam build` and `zip -6`, in one run.

    python -m benchmarks.packages --runtime-python PATH

    projects    the two projects, in a form for each tool
    peer        AWS SAM CLI, in an environment of its own
    measuring   a command's time and memory
    cases       the cases that are measured
    __main__    the run, and the table in the documentation

Both tools have their downloads from PyPI in their caches. SAM needs a Python of the function's runtime, Touchdown
doesn't.
"""
