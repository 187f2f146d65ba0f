"""Read an XML file of any size, and refuse whatever an honest export never holds.

    for _ in parse(path, listener, progress): …      the listener is told each element; the loop turns once a chunk

Refused: DOCTYPE, entities and XInclude; deep nesting, long texts and long tags; encodings that are unknown or not the
file's real one; markup that is not well formed. Each refusal is an ImportFailed that names line and column.
Knows nothing of WordPress or any other format.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from voxpop.exchange.record import ImportFailed, Progress

CHUNK = 64 << 10
DEPTH = 64  # exports nest five or six deep
TEXT = 4 << 20  # bytes of text in one element; WordPress keeps posts and comments far below
TAG = 1 << 20  # bytes of one tag, comment or processing instruction, which the parser must hold whole
NAMES = 10_000  # different names in one file, which the parser never forgets
SINGLE_BYTE = re.compile(r"us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]", re.IGNORECASE)
UNICODE = re.compile(r"utf-8|utf-16", re.IGNORECASE)
XINCLUDE = "http://www.w3.org/2001/XInclude"

EXPORT_AGAIN = "Export again, and do not edit the file by hand."
HARMLESS = "An export holds none: check where the file comes from."
TRUNCATED = {"no element found", "unclosed token", "unclosed CDATA section", "partial character"}
REMEDIES = {
    "undefined entity": "Only &amp; &lt; &gt; &quot; &apos; and numbers such as &#233; are known: replace it.",
    "XML or text declaration not at start of entity": "Remove what stands before <?xml in the first line.",
    "encoding specified in XML declaration is incorrect": "The first line must name the encoding the file is saved in.",
    "unbound prefix": "The tag <rss …> must declare this prefix, as in the file WordPress made.",
    "junk after document element": "One file holds one export: import joined files one by one.",
}


class Listener(Protocol):
    """Told what stands in the file. `name` is the namespace, a space and the local name, or the local name alone."""

    def start(self, name: str, attributes: dict[str, str], line: int) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...


def parse(path: Path, listener: Listener, progress: Progress) -> Iterator[None]:
    """Tell the listener the file, a chunk at a time. Raises ImportFailed, also from what the listener raises."""
    with path.open("rb") as file:
        yield from _Reading(listener).chunks(file, progress)


class _Reading:
    """One pass over one file: the parser and what it has used of its allowance."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._depth = 0
        self._text = [0] * (DEPTH + 1)
        self._liar: _Utf8Suspicion | None = None
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def chunks(self, file: BinaryIO, progress: Progress) -> Iterator[None]:
        read = 0
        while chunk := file.read(CHUNK):
            read += len(chunk)
            self._feed(chunk, file, final=False)
            self._bounded(read)
            progress(read)
            yield
        self._feed(b"", file, final=True)
        if self._liar and self._liar.proven:
            self._refuse(
                "The first line names an encoding of one byte a letter, but the file is UTF-8",
                'Write encoding="UTF-8" in the first line.',
                (self._liar.line, 1),
            )
        yield

    def _feed(self, chunk: bytes, file: BinaryIO, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            self._broken(error, file)
        if self._liar:
            self._liar.look(chunk)

    def _bounded(self, read: int) -> None:
        if read - max(self._parser.CurrentByteIndex, 0) > TAG + CHUNK:
            self._refuse(f"One tag or comment is longer than {TAG >> 20} MiB", HARMLESS)
        if len(self._parser.intern or ()) > NAMES:
            self._refuse(f"The file holds more than {NAMES} different names of elements and attributes", HARMLESS)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is None or UNICODE.fullmatch(encoding):
            return
        if not SINGLE_BYTE.fullmatch(encoding):
            self._refuse(
                f"The encoding {encoding[:40]!r} is not known", "Save the file as UTF-8, and let its first line say so."
            )
        self._liar = _Utf8Suspicion()

    def _doctype(self, *_: object) -> None:
        self._refuse("The file has a DOCTYPE", HARMLESS)

    def _entity(self, *_: object) -> None:
        self._refuse("The file declares an entity", HARMLESS)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            self._refuse(f"Elements stand more than {DEPTH} deep in each other", HARMLESS)
        if name.startswith(XINCLUDE):
            self._refuse("The file asks for another file to be included", HARMLESS)
        self._text[self._depth] = 0
        self._listener.start(name, attributes, self._parser.CurrentLineNumber)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(name)

    def _characters(self, text: str) -> None:
        self._text[self._depth] += len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        if self._text[self._depth] > TEXT:
            self._refuse(f"The text of one element is longer than {TEXT >> 20} MiB", HARMLESS)
        self._listener.text(text)

    def _broken(self, error: expat.ExpatError, file: BinaryIO) -> NoReturn:
        what = expat.errors.messages[error.code]
        at = self._parser.ErrorByteIndex
        place = (error.lineno, error.offset + 1)
        if what in TRUNCATED:
            empty = "The file is empty" if at <= 0 else f"The file ends too early, at byte {at}"
            self._refuse(empty, "Export again, and wait until the download is complete.", place)
        if what == "not well-formed (invalid token)":
            self._refuse(*_bad_byte(file, at), place)
        self._refuse(f"Broken XML: {what}", REMEDIES.get(what, EXPORT_AGAIN), place)

    def _refuse(self, what: str, remedy: str, place: tuple[int, int] | None = None) -> NoReturn:
        line, column = place or (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        raise ImportFailed(what, remedy, line, column)


def _bad_byte(file: BinaryIO, at: int) -> tuple[str, str]:
    """What is wrong with the byte at which the parser stopped, and what helps."""
    file.seek(at)
    byte = (file.read(1) or b" ")[0]
    if byte >= 0x80:
        return (
            f"Byte {at} (0x{byte:02X}) is not text in the encoding that the file claims",
            "Save the file in the encoding its first line names, best UTF-8.",
        )
    if byte < 0x20:
        return f"Byte {at} is the control character 0x{byte:02X}", "XML may not hold it: remove it."
    return f"Broken XML at byte {at}: {chr(byte)!r} cannot stand here", EXPORT_AGAIN


class _Utf8Suspicion:
    """Whether a file that claims one byte a letter is UTF-8 after all.

    Sequences that are valid UTF-8 do not happen by chance in words: one that is, and none that is not, is proof.
    """

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._lines = 1
        self.line = 0

    @property
    def proven(self) -> bool:
        return self.line > 0 and self._decoder is not None

    def look(self, chunk: bytes) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            self._decoder = None
            return
        if not self.line and not chunk.isascii():
            first = next(n for n, byte in enumerate(chunk) if byte >= 0x80)
            self.line = self._lines + chunk.count(b"\n", 0, first)
        self._lines += chunk.count(b"\n")
