"""Touchdown's peers over the same work through the same simulated AWS, each set up as its own documentation says.

    python -m benchmarks.peers                       # all of them, at 1 and 50 functions; takes a quarter of an hour
    python -m benchmarks.peers --tools osls --functions 50
    python -m benchmarks.peers --write docs/measured

They are installed from PyPI and npm on first use, in fixed versions, into a folder of the user's cache. Preparations
that an account needs once, such as a bucket or CDK's bootstrapping, aren't counted. Tools that deploy through
CloudFormation are flattered: MiniStack carries out a stack during the call for it and answers at once, where AWS takes
minutes. Each tool's module names what else flatters it, and where its work differs.

A step is printed when it is finished, and the files are written after each tool. A tool that fails is reported at the
end, and rows of tools that weren't measured stay in the files.
"""
