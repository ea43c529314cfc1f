# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of co_await that g++ 12.2 compiles right; every other one is a finding.

g++ 12.2 destroys closures and brace-made temporaries of a co_await expression twice, and miscompiles one used as a
condition. So a co_await stands alone in its statement, in one of three forms:

    co_await e;        auto v = co_await e;  (or v = co_await e;)        co_return co_await e;

with no capturing lambda and no braces inside e. Nor is a capturing lambda ever a coroutine, with any compiler: its
captures live in the closure, which is gone when the coroutine resumes.
"""
from cpptext import closing, lambdas, tokens

_CLOSE = {")": "(", "]": "[", "}": "{"}
_HEADS = ("if", "while", "for", "switch")


def check(source: str):
    """Yields (line, message) for each broken rule."""
    unit = _Unit(source)
    for index, text in enumerate(unit.text):
        if text == "co_await" and (index == 0 or unit.text[index - 1] != "operator"):
            for message in unit.faults_of_await(index):
                yield unit.line(index), message
    for one in unit.lambdas:
        if one.captures and unit.is_coroutine(one):
            yield unit.line(one.begin), "a capturing lambda is a coroutine: its captures are gone when it resumes"


class _Unit:
    def __init__(self, source):
        self.stream = tokens(source)
        self.text = [token.text for token in self.stream]
        self.lambdas = lambdas(self.stream)
        self.lambda_at = {one.begin: one for one in self.lambdas}
        self.lambda_bodies = {one.body_begin for one in self.lambdas}

    def line(self, index):
        return self.stream[index].line

    def faults_of_await(self, index):
        head = self.enclosing_head(index)
        if head:
            yield f"co_await inside the condition of {head}: await into a variable first"
            return
        before = self.text[self.statement_begin(index):index]
        if "co_await" in before:
            yield "more than one co_await in a statement"
        elif before and before[-1] not in ("=", "co_return"):
            yield "co_await inside a larger expression: only `co_await e;`, `auto v = co_await e;`, `co_return co_await e;`"
        else:
            yield from self.faults_of_operand(index + 1)

    def faults_of_operand(self, at):
        while at < len(self.text) and self.text[at] not in (";", "}", "co_await"):
            one = self.lambda_at.get(at)
            if one:
                if one.captures:
                    yield "capturing lambda inside a co_await expression: hold it in a variable, or pass arguments"
                at = one.body_end
            elif self.text[at] == "{":
                yield "brace-made temporary inside a co_await expression: make it in a variable before"
                at = closing(self.stream, at)
            at += 1

    def statement_begin(self, index):
        """The index of the first token of the statement that holds `index`, or of the bracket around it."""
        at = index - 1
        while at >= 0:
            text = self.text[at]
            if text in (";", "}", "else", "do") or (text == "{" and self.is_block(at)):
                return at + 1
            if text == ":" and self.is_label(at):
                return at + 1
            if text in ("(", "[", "{"):
                return at
            if text in (")", "]"):
                opened = self.opening(at)
                if text == ")" and self.head_of(opened):
                    return at + 1
                at = opened
            at -= 1
        return 0

    def is_label(self, at):
        """Whether the : at `at` ends `case x:` or `default:`; that of a ?: stands before no statement."""
        while at > 0 and self.text[at - 1] not in (";", "{", "}"):
            at -= 1
            if self.text[at] == "case" or self.text[at] == "default":
                return True
        return False

    def opening(self, at):
        """The index of the bracket that the one at `at` closes, or 0 where there is none."""
        depth = 0
        while at > 0:
            if self.text[at] in _CLOSE:
                depth += 1
            elif self.text[at] in ("(", "[", "{"):
                depth -= 1
                if depth == 0:
                    return at
            at -= 1
        return 0

    def head_of(self, opened):
        """`if`, `while`, `for` or `switch` where the ( at `opened` begins its head, else None."""
        at = opened - 1
        if at > 0 and self.text[at] == "constexpr":
            at -= 1
        return self.text[at] if at >= 0 and self.text[opened] == "(" and self.text[at] in _HEADS else None

    def is_block(self, at):
        """Whether the { at `at` opens a block and not a list of values."""
        if at in self.lambda_bodies or at == 0:
            return True
        if self.text[at - 1] in (")", ";", "{", "}", "else", "do", "try", "const", "noexcept", "override", "final", ":"):
            return True
        # `-> Task<> {` and `struct X {` open blocks, `Item{` and `= {` do not.
        back = at - 1
        while back >= 0 and self.text[back] not in (";", "{", "}"):
            if self.text[back] in ("->", "struct", "class", "namespace", "enum", "union", "extern"):
                return True
            if self.text[back] in ("=", "(", "[", "return", "co_return", "co_await", "throw"):
                return False
            back = (self.opening(back) if self.text[back] in (")", "]") else back) - 1
        return False

    def enclosing_head(self, index):
        """The keyword whose parentheses hold `index` with no block between them, or None."""
        at = index - 1
        while at >= 0:
            if self.text[at] in _CLOSE:
                at = self.opening(at)
            elif self.text[at] == "{" and self.is_block(at):
                return None
            elif self.text[at] == "(" and self.head_of(at):
                return self.head_of(at)
            at -= 1
        return None

    def is_coroutine(self, one):
        at = one.body_begin + 1
        while at < one.body_end:
            if at in self.lambda_at:
                at = self.lambda_at[at].body_end
            elif self.text[at] in ("co_await", "co_return", "co_yield"):
                return True
            at += 1
        return False
