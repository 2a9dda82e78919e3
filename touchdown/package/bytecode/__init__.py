"""Bytecode of distributions, so that a cold start doesn't compile what it imports.

    interpreter   finds Pythons on this machine that can compile
    worker        compiles modules; runs in such a Python
    compiled      the bytecode of a bundle: each package is compiled once, and kept in the cache

Python accepts an ordinary `.pyc` only if it states its source's modification time, and the sources in a reproducible
archive all have the same fixed time. So Touchdown ships unchecked hash-based bytecode (PEP 552): Python uses it without
a look at the source, and it was compiled from exactly the source that is shipped beside it.

Rules: the lock file names the exact version that compiles, since another version may write other bytes. The bytecode
depends only on the source and its path in the package. Bytecode isn't part of a package's content.
Limits: CPython from 3.11 on, which sorts constant sets. Tests aren't compiled, because no function imports them. Nor
are a function's own files: they change with each edit, and are small compared to what they import.
Weakness: constants computed by the compiler, such as `2**0.5`, may differ in the last digit between processors.
"""
