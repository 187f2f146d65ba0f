"""Bring the catalogues in step with what the code says:   .venv/bin/python scripts/catalogues.py

All messages of the templates, of `said`, `counted` and `Refused` in the code, and of discussion/words.py are written
into each src/voxpop/locale/xx.po, sorted; new ones empty, those that are gone removed, translations kept. A language of
lib/words.LANGUAGES without a file gets one. How many messages wait for a translator is told at the end.
"""

import ast
import gettext
import io
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from voxpop.discussion import words as of_the_script
from voxpop.lib import answer, templates, words

CODE = Path(words.__file__).parents[1]
OF_OPERATORS = ("akismet/", "exchange/", "moderation/", "staff/", "pages/desk/")  # what these refuse, no reader is told
WIDTH = 120
JINJA = {"newstyle_gettext": "true", "trimmed": "false"}
CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # of CLDR, in the order of the forms of a message
COUNTED = 201  # numbers by which a rule for plurals is tried

# How many forms, and which of them a number takes, as gettext writes it.
RULES = (
    (1, "0"),
    (2, "n != 1"),
    (2, "n > 1"),
    (3, "n == 1 ? 0 : n == 2 ? 1 : 2"),
    (3, "n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2"),
    (3, "n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2"),
    (6, "n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5"),
)
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={number}; plural=({rule});\\n"

"""

Id = str | tuple[str, str]
Found = dict[Id, set[str]]  # and the files in which it is said


def messages() -> Found:
    """Everything that is said to readers."""
    found: Found = defaultdict(set)
    for file in sorted(file for file in templates.HERE.iterdir() if file.is_file()):
        for _, message, *_ in extract_from_file("jinja2", str(file), options=JINJA):
            found[message].add(f"templates/{file.name}")
    for file in sorted(CODE.rglob("*.py")):
        if str(file.relative_to(CODE)).startswith(OF_OPERATORS):
            continue
        for message in spoken(ast.parse(file.read_text())):
            found[message].add(str(file.relative_to(CODE)))
    for message in (*of_the_script.SAID.values(), *of_the_script.COUNTED.values()):
        found[message].add("discussion/words.py")
    return found


def spoken(tree: ast.AST) -> Iterator[Id]:
    """What a module says by literals: said("…"), counted("…", "…"), and Refused("code", "…") if programs know the code.

    Other codes are met on the command line alone.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        match name, [one.value if isinstance(one, ast.Constant) else None for one in node.args]:
            case "said", [str(message)]:
                yield message
            case "counted", [str(one), str(many), *_]:
                yield one, many
            case "Refused", [str(code), str(message)] if code in answer.STATUS:
                yield message


def rule(language: str) -> tuple[int, str]:
    """How many plural forms a language has for whole numbers, and which is taken, by CLDR."""
    category: Callable[[int], str] = Locale.parse(language, sep="-").plural_form
    taken = [category(number) for number in range(COUNTED)]
    forms = [name for name in CATEGORIES if name in taken]
    for number, written in RULES:
        if [gettext.c2py(written)(n) for n in range(COUNTED)] == [forms.index(name) for name in taken]:
            return number, written
    raise SystemExit(f"{language}: its rule for plurals is none of RULES in scripts/catalogues.py. Add it there.")


def catalogue(language: str, found: Found, before: Catalog) -> str:
    """The text of a catalogue: what is found, with what was translated before."""
    number, written = rule(language)
    made = Catalog()
    made.mime_headers = [("Plural-Forms", f"nplurals={number}; plural=({written});")]
    for message, files in found.items():
        known = before.get(message[0] if isinstance(message, tuple) else message)
        kept = known.string if known and known.id == message else ""
        string = _forms(kept, number) if isinstance(message, tuple) else kept
        comments = known.user_comments if known else ()
        made.add(message, string, [(file, 0) for file in sorted(files)], user_comments=comments)
    body = io.BytesIO()
    write_po(body, made, width=WIDTH, sort_output=True, include_lineno=False, omit_header=True)
    return HEADER.format(language=language, number=number, rule=written) + body.getvalue().decode()


def _forms(kept: str | tuple[str, ...], number: int) -> tuple[str, ...]:
    given = kept if isinstance(kept, tuple) else ()
    return tuple(given[form] if form < len(given) else "" for form in range(number))


def read(file: Path) -> Catalog:
    """A catalogue as it is; an empty one where there is no file."""
    return read_po(io.BytesIO(file.read_bytes() if file.exists() else b""))


def empty(one: Message) -> bool:
    """Does a message wait for a translator?"""
    return not all(one.string) if isinstance(one.string, tuple) else not one.string


def main() -> None:
    found = messages()
    for language in words.LANGUAGES:
        if language == words.SOURCE:
            continue
        file = words.HERE / f"{language}.po"
        file.write_text(catalogue(language, found, read(file)))
        waiting = sum(map(empty, (one for one in read(file) if one.id)))
        sys.stdout.write(f"{language}: {waiting} of {len(found)} wait for a translator\n")


if __name__ == "__main__":
    main()
