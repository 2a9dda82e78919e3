"""A function's code, from the declaration to the call that sends it.

    fields.py      the fields that say what the code is
    code.py        the declared code, compared with the live code
    needs.py       the requirements of functions, and the machines that they are for
    packages.py    the packages of all functions: resolved, installed, checked
    compiling.py   the Python that compiles the distributions of a package
    locking.py     the lock file, for the command `touchdown lock`
    explaining.py  the content of a package, for the command `touchdown package`
    sending.py     the package in the call itself, or through the shared bucket
    disk.py        a full disk, or an unwritable cache, as an error of ours

`touchdown/package` knows how a package is made; this folder knows which function needs which package.
"""
