"""The parser's place in the tokens, and the two bounds that keep a text from exhausting the stack.

Nesting is what the parser itself recurses into; height is what an evaluation will recurse into (a long path
grows the tree without nesting). Both refuse with a sentence.
"""

from collections.abc import Callable
from typing import TypeVar

from webapp.domain.sentences import Sentence
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.nodes import Node
from webapp.feel.tokens import Token, tokenize

MAX_NESTING = 40
"""Deepest nesting of operators, brackets, calls, conditions and loops in a text."""

MAX_HEIGHT = 60
"""Tallest tree of nodes."""

AnyNode = TypeVar("AnyNode", bound=Node)


class Cursor:
    """A walk over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._index = 0
        self._nesting = 0
        self._heights: dict[int, int] = {}

    @property
    def _token(self) -> Token:
        return self._tokens[self._index]

    def _peek(self, ahead: int) -> Token:
        return self._tokens[min(self._index + ahead, len(self._tokens) - 1)]

    def _is(self, *texts: str) -> bool:
        return self._token.kind in {"symbol", "keyword"} and self._token.text in texts

    def _take(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._index += 1
        return token

    def _skip(self, text: str) -> bool:
        if self._is(text):
            self._index += 1
            return True
        return False

    def _expect(self, *texts: str) -> Token:
        if not self._is(*texts):
            raise self._refusal(Sentence("Di sini seharusnya ada %(list)s.", list=" / ".join(texts)))
        return self._take()

    def _expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._refusal(
                Sentence("Bagian “%(text)s” tidak diharapkan di sini.", text=self._token.text[:40])
            )

    def _refusal(self, message: str) -> FeelSyntaxError:
        if self._token.kind == "end":
            message = Sentence("Ekspresi belum selesai. %(message)s", message=message)
        return FeelSyntaxError(message, self._token.position)

    def _made(self, node: AnyNode) -> AnyNode:
        """The node, once its height is known to be safe."""
        height = 1 + max((self._heights[id(child)] for child in node.children()), default=0)
        if height > MAX_HEIGHT:
            raise FeelSyntaxError(
                "Ekspresi terlalu dalam. Pecah menjadi beberapa langkah.", self._token.position
            )
        self._heights[id(node)] = height
        return node

    def _list_of(self, part: Callable[[], AnyNode]) -> tuple[AnyNode, ...]:
        parts = [part()]
        while self._skip(","):
            parts.append(part())
        return tuple(parts)

    def _enter(self) -> None:
        """Go one level deeper; refuses when the text nests too deep."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelSyntaxError(
                Sentence(
                    "Ekspresi bersarang lebih dari %(max_nesting)s tingkat. Pecah menjadi beberapa langkah.",
                    max_nesting=MAX_NESTING,
                ),
                self._token.position,
            )

    def _leave(self) -> None:
        self._nesting -= 1
