"""What Touchdown keeps and runs on this machine, whatever the project: the cache, uv, and files written atomically.

    cache          the cache folder: where it is, what is in it, which processes use it
    ownership      checks that only this user can write to a folder
    seal           seals files of the cache, so that files of others are recognized
    atomic_files   writes a file completely, or not at all
    steps          slow steps on this machine, reported to a progress view
    memory         gives freed memory back to the system
    uv             finds uv, and removes credentials from its output

`package` writes distributions, bytecode and large archives to the cache, `local` the environments of the local AWS;
both report slow work as steps, which `cli/views/steps.py` shows. `touchdown cache` lists the cache and empties it.

Rules: nothing of ours is imported here, because `package`, `local` and `cli` all build on this package. A cache folder
that others may write to is refused, and with `--locked` only sealed files of it are used. A folder of the cache is
removed only while no process holds a lock on it.
Weaknesses: versions before these locks hold none, so cleaning the cache may remove what they are using. The cache grows
until somebody cleans it.
"""
