"""A refusal: a code for programs, a sentence for people."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """What was asked is not done. Nobody reads the sentence but people; the codes are listed in docs/errors.md."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
