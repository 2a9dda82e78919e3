"""What the tests stand on: emulators of AWS that all of a run share, and the wire between Touchdown and them.

- `wire` is what tests use of the wire; `proxy` moves the bytes, `operations` and `rest` name the calls, `calls`
  records them, `faults` decides what goes wrong, and `answers` writes errors as AWS would.
- `emulators` starts the emulators, by way of the program `keeper`, and gives each test an account of its own.
- `surroundings` is the environment of every test: no credentials, a home of its own, the real caches.

The fixtures are in `tests/conftest.py`.
"""
