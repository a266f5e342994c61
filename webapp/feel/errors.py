"""The two ways FEEL refuses: a text that is not FEEL, and an evaluation that costs too much.

Everything else that can go wrong while evaluating (a wrong type, a missing name, a division by zero) is the
value null, as the language demands. Messages are Indonesian sentences for process owners.
"""

from webapp.domain.sentences import Sentence


class FeelSyntaxError(ValueError):
    """The text is not an expression of our FEEL subset.

    `message` is a sentence for the process owner, and `said` the same with its place; `position` counts characters
    from 0, and equals the length of the text where the text ends too early.
    """

    def __init__(self, message: str, position: int) -> None:
        self.said = Sentence("%(message)s (pada karakter ke-%(place)s)", message=message, place=position + 1)
        super().__init__(self.said)
        self.message = message
        self.position = position


class FeelError(RuntimeError):
    """An evaluation used up its budget of steps or grew a value beyond the limits."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
