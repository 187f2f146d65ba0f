"""A sentence for people that knows how it was made, so that whoever answers can say it in another language.

    said("The name “%(name)s” is taken.", name="Ann")
    counted("%(count)s link is too many.", "%(count)s links are too many.", 3)

It is a str, the English one, for logs and terminals; lib/words says it in a language. The texts are written where they
are used, as literals: scripts/catalogues.py finds them there.
"""

import msgspec

Value = str | int

KEPT = '["'  # how a sentence with values begins where it is kept; none that people read begins so


class Sentence(str):
    """`message` is what catalogues know it by; `many` its plural, '' without one, chosen by `number`."""

    __slots__ = ("many", "message", "number", "values")

    message: str
    many: str
    number: int
    values: dict[str, Value]

    def __new__(cls, message: str, many: str, number: int, values: dict[str, Value]) -> "Sentence":
        form = many if many and number != 1 else message
        made = super().__new__(cls, form % {name: written(value) for name, value in values.items()} if values else form)
        made.message, made.many, made.number, made.values = message, many, number, values
        return made

    def __reduce__(self) -> tuple[type["Sentence"], tuple[str, str, int, dict[str, Value]]]:
        return Sentence, (self.message, self.many, self.number, self.values)


def said(message: str, /, **values: Value) -> Sentence:
    """A sentence with named values in it. One without values is as good as a plain literal."""
    return Sentence(message, "", 0, values)


def counted(one: str, many: str, count: int, /, **values: Value) -> Sentence:
    """A sentence about `count` things, which is a value of it as well."""
    return Sentence(one, many, count, {"count": count, **values})


def kept(sentence: str) -> str:
    """A sentence as a row keeps it."""
    if not isinstance(sentence, Sentence) or not sentence.values:
        return str(sentence)
    return msgspec.json.encode((sentence.message, sentence.many, sentence.number, sentence.values)).decode()


def read(kept_one: str) -> str:
    """What `kept` has made, as it was."""
    if not kept_one.startswith(KEPT):
        return kept_one
    return Sentence(*msgspec.json.decode(kept_one, type=tuple[str, str, int, dict[str, Value]]))


def written(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int) else value
