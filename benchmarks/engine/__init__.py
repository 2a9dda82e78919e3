"""Touchdown, and the floor below it, over the same work through the same simulated AWS.

    python -m benchmarks.engine                      # 1, 50 and 1,000 functions, AWS without limits, 25 ms a call
    python -m benchmarks.engine --profile aws        # with AWS's request limits, fresh roles and Pending functions
    python -m benchmarks.engine --functions 50 --repeat 1
    python -m benchmarks.engine --write docs/measured

The work is N functions that share one role, each with its log group, without published versions: they are created,
nothing is changed, the code of one is changed, the description of one is changed, and all is deleted. The floor is a
boto3 script of the fewest calls that do this (`floor.py`). Everything runs as a command in a process of its own; wall
time, processor time and memory are those of that process and of what it starts. What is shown is the fastest of some
runs (`--repeat`), as the machine has other things to do.
"""
