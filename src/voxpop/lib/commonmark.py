"""Markdown to HTML by GitHub's cmark, the C library inside cmarkgfm. The HTML is not safe to show: clean it.

cmarkgfm's own functions never release the parsed tree nor the answer (19 KB lost for each short text), so this calls
the same library and gives both back. It is called with the interpreter's lock held: a call takes microseconds, and
handing the lock over ten times for each text costs more than it frees.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from cmarkgfm import Options, _cmark

POINTER = ctypes.c_void_p

_library = ctypes.PyDLL(_cmark.__file__)


def _function(name: str, answer: object, *arguments: object) -> Callable[..., Any]:
    function = getattr(_library, name)
    function.restype, function.argtypes = answer, arguments
    return function  # type: ignore[no-any-return]


_parser_new = _function("cmark_parser_new", POINTER, ctypes.c_int)
_parser_attach = _function("cmark_parser_attach_syntax_extension", ctypes.c_int, POINTER, POINTER)
_parser_feed = _function("cmark_parser_feed", None, POINTER, ctypes.c_char_p, ctypes.c_size_t)
_parser_finish = _function("cmark_parser_finish", POINTER, POINTER)
_parser_extensions = _function("cmark_parser_get_syntax_extensions", POINTER, POINTER)
_parser_free = _function("cmark_parser_free", None, POINTER)
_render_html = _function("cmark_render_html", POINTER, POINTER, ctypes.c_int, POINTER)
_node_free = _function("cmark_node_free", None, POINTER)
_free = _function("free", None, POINTER)

_function("cmark_gfm_core_extensions_ensure_registered", None)()
_find = _function("cmark_find_syntax_extension", POINTER, ctypes.c_char_p)
AUTOLINK, STRIKETHROUGH, TABLE = (_find(name) for name in (b"autolink", b"strikethrough", b"table"))


def html(markdown: str, *, tables: bool = False, hard_breaks: bool = True) -> str:
    """Raw HTML in the Markdown is passed through; with `hard_breaks` a single newline breaks the line."""
    source = markdown.encode()
    options = Options.CMARK_OPT_UNSAFE | (Options.CMARK_OPT_HARDBREAKS if hard_breaks else 0)
    parser = _parser_new(options)
    for extension in (TABLE, AUTOLINK, STRIKETHROUGH) if tables else (AUTOLINK, STRIKETHROUGH):
        _parser_attach(parser, extension)
    _parser_feed(parser, source, len(source))
    tree = _parser_finish(parser)
    answer = _render_html(tree, options, _parser_extensions(parser))
    markup = ctypes.string_at(answer).decode()
    _free(answer)
    _node_free(tree)
    _parser_free(parser)
    return markup
