"""Benchmarks of Touchdown. Each module's docstring says how to run it."""
