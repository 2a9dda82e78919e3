"""Bytecode of distributions, so that a cold start doesn't compile what it imports.

    interpreter   the Pythons of this machine
    worker        compiles modules; run by one of those
    compiled      the bytecode of a bundle: each of its packages is compiled once, and kept in the cache

Python takes a usual `.pyc` only where it tells the time of its source, and in an archive that is the same wherever it
is made sources have no time of their own. What is shipped here is unchecked hash-based bytecode (PEP 552): it is taken
without a look at its source, and it was compiled from the very bytes that are shipped beside it.

Rules: the compiler is an exact version, which the lock file names, since another one may write other bytes. What it
writes depends on the source and its path in the package alone. Bytecode is no part of a package's content.
Limits: CPython from 3.11 on, which sorts constant sets. Tests aren't compiled, because no function imports them. A
function's own files aren't either: they change with each edit, and are small beside what they import.
Weakness: what is computed while compiling, as `2**0.5`, may differ in its last digit between processors.
"""
