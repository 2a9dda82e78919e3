"""F-strings that need Python 3.12 or later: `ast` doesn't distinguish them from older f-strings.

Before 3.12 an f-string was first read as an ordinary string. Its braces could hold neither its own kind of quotes, nor
a backslash, nor a comment, nor, unless it was triple-quoted, a line break. Source: PEP 701.
"""

from __future__ import annotations

import io
import tokenize
from tokenize import TokenInfo, tok_name

_TEXT = frozenset({"FSTRING_MIDDLE", "FSTRING_END"})


def refuse_new_ones(source: bytes, path: str) -> None:
    """Raises SyntaxError at the first f-string of the new kind. Only Python 3.12 and later can find it."""
    quotes: list[str] = []
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        name = tok_name[token.type]
        if quotes and name not in _TEXT and _is_new(token, quotes):
            line, column = token.start
            message = "F-strings with quotes of their own kind, backslashes or comments in their braces are only "
            raise SyntaxError(f"{message}supported in Python 3.12 and greater", (path, line, column + 1, token.line))
        if name == "FSTRING_START":
            quotes.append(token.string.lstrip("rRfF"))
        elif name == "FSTRING_END":
            quotes.pop()


def _is_new(token: TokenInfo, quotes: list[str]) -> bool:
    """Whether what is in the braces would have ended the string early, or isn't allowed in it."""
    return (
        any(quote in token.string for quote in quotes)
        or "\\" in token.string
        or tok_name[token.type] == "COMMENT"
        or (tok_name[token.type] in ("NL", "NEWLINE") and any(len(quote) == 1 for quote in quotes))
    )
