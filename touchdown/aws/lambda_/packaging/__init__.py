"""A function's code, from what is declared to what is sent.

    fields.py      the fields that say what the code is
    code.py        what a declaration asks for as code, and whether that is what is live
    needs.py       what functions require, and for which machines
    packages.py    the packages of all functions: resolved, installed, checked
    compiling.py   which Python compiles the distributions of a package
    locking.py     the lock file, for the command `touchdown lock`
    explaining.py  what a package holds, for the command `touchdown package`
    sending.py     the package in the call itself, or through the shared bucket
    disk.py        a full disk, or an unwritable cache, as an error of ours

What a package is made of, `touchdown/package` knows; this folder knows which function needs which package.
"""
