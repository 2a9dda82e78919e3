"""Touchdown's peers over the same work through the same simulated AWS, each set up as its own documentation says.

    python -m benchmarks.peers                       # all of them, at 1 and 50 functions; takes a quarter of an hour
    python -m benchmarks.peers --tools osls --functions 50
    python -m benchmarks.peers --write docs/measured

They are installed from PyPI and npm on first use, in the versions that are named here, into a folder of the user's
caches. What they need once an account, a bucket or CDK's bootstrapping, is made beforehand and not counted. Those that
deploy through CloudFormation are flattered: MiniStack carries a stack out while the call for it is made, and answers at
once, where AWS takes minutes. What else flatters one of them, or what it does otherwise, stands in its module.

A step is shown when it is through, and the files are written after each tool: one that fails is told at the end, and
what is in the files of tools that weren't measured stays.
"""
