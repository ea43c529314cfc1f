# SPDX-License-Identifier: GPL-3.0-or-later
"""C++ source as the rules see it: without comments and literals, and as tokens with their line numbers."""
import re
from dataclasses import dataclass

_BLANKED = re.compile(
    r'//(?:\\\n|[^\n])*'                                    # line comment, with continued lines
    r'|/\*.*?(?:\*/|\Z)'                                    # block comment
    r'|(?:u8|[uUL])?R"(?P<fence>[^()\\\s]{0,16})\(.*?(?:\)(?P=fence)"|\Z)'   # raw string
    r'|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"'                    # string
    r"|(?<![0-9A-Fa-f])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'",   # character; not the ' inside 1'000
    re.DOTALL)

_TOKEN = re.compile(
    r"[A-Za-z_]\w*|\d(?:'?[\w.])*|::|->\*?|\[\[|\]\]|&&|\|\||<=>|[<>=!+\-*/%&|^]=|\+\+|--|<<|[^\s\w]")


@dataclass(frozen=True)
class Token:
    text: str
    line: int


def blank(source: str) -> str:
    """The source with every comment and literal replaced by spaces and "" so that lines stay where they are."""
    def keep_lines(match):
        text = match.group(0)
        newlines = "\n" * text.count("\n")
        return newlines or " " if text.startswith("/") else '""' + newlines
    # An include's quoted path is not a literal: its line is kept for those who look for includes in the raw source.
    return _BLANKED.sub(keep_lines, source)


def tokens(source: str) -> list[Token]:
    """The tokens of blanked source, preprocessor lines left out."""
    result = []
    number = 0
    continued = False
    for line in blank(source).split("\n"):
        number += 1
        if continued or line.lstrip().startswith("#"):
            continued = line.endswith("\\")
            continue
        for match in _TOKEN.finditer(line):
            text = match.group(0)
            # "[[" and "]]" open and close attributes, but a[b[0]] ends in two of one: split where no attribute can be.
            if text in ("[[", "]]"):
                result += [Token(text[0], number), Token(text[0], number)]
            else:
                result.append(Token(text, number))
    return result


_OPENING = {"(": ")", "[": "]", "{": "}"}


def closing(stream: list[Token], at: int) -> int:
    """The index of the bracket that closes the one at `at`, or the last index where it is never closed."""
    depth = 0
    for index in range(at, len(stream)):
        text = stream[index].text
        if text in _OPENING:
            depth += 1
        elif text in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return index
    return len(stream) - 1


@dataclass(frozen=True)
class Lambda:
    """A lambda expression: token indices of its [ and of its body's braces, and whether it captures anything."""
    begin: int
    captures: bool
    body_begin: int
    body_end: int


# What may stand before the [ of a lambda; before the [ of a subscript stands a name, a literal, ) or ].
_NOT_BEFORE_LAMBDA = re.compile(r'[\w")\]]')
_KEYWORDS_BEFORE_LAMBDA = {"return", "co_return", "co_await", "co_yield", "case", "throw", "else", "do"}


def lambdas(stream: list[Token]) -> list[Lambda]:
    """Every lambda expression of the stream, outer ones before those inside them."""
    found = []
    for index, token in enumerate(stream):
        if token.text != "[":
            continue
        before = stream[index - 1].text if index else ""
        if before == "[" or (index + 1 < len(stream) and stream[index + 1].text == "["):
            continue  # an attribute
        if before and _NOT_BEFORE_LAMBDA.match(before[-1]) and before not in _KEYWORDS_BEFORE_LAMBDA:
            continue  # a subscript, or the delete[] and new T[] of arrays
        end = closing(stream, index)
        captures = end > index + 1
        at = end + 1
        # Between ] and the body: template parameters, parameters, specifiers, a return type; none holds a ; or a brace
        # outside parentheses. Anything else means that this was a structured binding or a declarator.
        while at < len(stream) and stream[at].text not in ("{", ";", "}", ")", ",", "=", "]"):
            at = closing(stream, at) + 1 if stream[at].text in ("(", "[") else at + 1
        if at < len(stream) and stream[at].text == "{" and not _is_binding(stream, index):
            found.append(Lambda(index, captures, at, closing(stream, at)))
    return found


def _is_binding(stream: list[Token], at: int) -> bool:
    """auto [a, b], auto &[a, b], auto &&[a, b]"""
    at -= 1
    while at >= 0 and stream[at].text in ("&", "&&"):
        at -= 1
    return at >= 0 and stream[at].text == "auto"
