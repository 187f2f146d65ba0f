"""Tables of the desk, on a page and as CSV (RFC 4180): the same rows, in UTF-8, harmless to programs that calculate."""

import csv
import io
from typing import NamedTuple

from litestar import Response

from voxpop.lib import answer

Cell = str | int

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a program that calculates takes for the beginning of one


class Table(NamedTuple):
    """`links`, where there are any, are where the first cell of each row leads to."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    links: tuple[str, ...] = ()


def written(table: Table) -> str:
    """As CSV. Numbers stay numbers; words that would be calculated begin with an apostrophe."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(table.header)
    lines.writerows([[harmless(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    cell = cell.replace("\0", "")
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def file(table: Table, name: str, kind: str = "text/csv; header=present") -> Response[bytes]:
    """`name` of letters, digits and dashes: under it a browser keeps the answer."""
    fields = {
        "content-disposition": f'attachment; filename="{name}.csv"',
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        **answer.NO_STORE,
    }
    return Response(written(table).encode(), headers=fields, media_type=kind)
