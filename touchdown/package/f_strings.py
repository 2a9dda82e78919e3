"""F-strings that Python 3.12 and later read, and no earlier one: `ast` doesn't tell them apart.

Until then an f-string was taken for a text first. What stands in its braces could hold neither the quotes that it is
in, nor a backslash, nor a comment, nor, in quotes of one line, a new line. Source: PEP 701.
"""

from __future__ import annotations

import io
import tokenize
from tokenize import TokenInfo, tok_name

_TEXT = frozenset({"FSTRING_MIDDLE", "FSTRING_END"})


def refuse_new_ones(source: bytes, path: str) -> None:
    """Raises SyntaxError at the first that is new. Only a Python that reads them finds them."""
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
    """Whether what stands in the braces would have ended, or spoilt, the text that it is in."""
    return (
        any(one in token.string for one in quotes)
        or "\\" in token.string
        or tok_name[token.type] == "COMMENT"
        or (tok_name[token.type] in ("NL", "NEWLINE") and any(len(one) == 1 for one in quotes))
    )
