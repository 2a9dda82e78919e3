"""Touchdown, and a minimal script as the floor, over the same work through the same simulated AWS.

    python -m benchmarks.engine                      # 1, 50 and 1,000 functions, AWS without limits, 25 ms a call
    python -m benchmarks.engine --profile aws        # with AWS's request limits, fresh roles and Pending functions
    python -m benchmarks.engine --functions 50 --repeat 1
    python -m benchmarks.engine --write docs/measured

The work is N functions that share a role, each with its log group, without published versions. The steps: create them,
change nothing, change the code of one, change the description of one, delete everything. The floor is a boto3 script
with the fewest calls that do this (`floor.py`). Each step runs as a command; wall time, processor time and memory are
those of the command's process and of its children. The fastest of several runs (`--repeat`) is shown, because the
machine has other work too.
"""
