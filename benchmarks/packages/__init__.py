"""What packages with dependencies take, beside `sam build` and `zip -6`, in one run.

    python -m benchmarks.packages --runtime-python PATH

    projects    the two projects that are packaged, for both
    peer        AWS SAM CLI, in an environment of its own
    measuring   a command's time and memory
    cases       what is measured
    __main__    the run, and the table that the documentation shows

Both have what they download from PyPI in their caches. SAM needs a Python of the function's runtime, Touchdown doesn't.
"""
