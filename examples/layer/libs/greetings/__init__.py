"""Greetings, for all functions that have the layer."""


def greeting(name: str) -> str:
    return f"Hello, {name}!"
