"""What Touchdown has on this machine, whatever project it works for: a folder for what was made, and uv.

    cache    where the folder is, what is in it, who uses it
    memory   giving it back to the system
    whole    files that are there whole, or not at all
    steps    what takes a while, told to whoever shows it
    uv       where uv is; what it says, without credentials

Rules: nothing of ours is imported, because both `package` and `local` are above it.
"""
