"""A disk that fails when it is told to: a layer of SQLite's own (a VFS) over the true one, made with ctypes.

    install(orders)                       in the server's process, before it opens a database
    order(orders, call="sync", nth=2)     in the test: the second fsync from now fails, and that one alone
    order(orders, call="write", nth=0)    every write fails until the disk is `mended`

Codes are SQLite's (sqlite.org/rescode.html).
"""

import ctypes
import json
import time
from pathlib import Path
from typing import Any

FULL, READONLY, READ_ERROR, WRITE_ERROR, SYNC_ERROR = 13, 8, 266, 778, 1034

METHODS = 19  # iVersion and 18 functions of sqlite3_io_methods, version 3
PLACES = {"read": 2, "write": 3, "truncate": 4, "sync": 5}  # of the functions among them
WORDS, NAME, OPEN = 21, 3, 5  # sqlite3_vfs, version 3, in words: how many, and where zName and xOpen are

Opening = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)
KINDS: dict[str, Any] = {
    "read": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64),
    "write": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64),
    "truncate": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64),
    "sync": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int),
}

_kept: list[Any] = []  # what SQLite points to must not be collected


def order(orders: Path, *, call: str, nth: int = 0, code: int = FULL) -> None:
    making = orders.with_suffix(".making")
    making.write_text(json.dumps({"at": time.monotonic_ns(), "call": call, "nth": nth, "code": code}))
    making.rename(orders)


def mended(orders: Path) -> None:
    order(orders, call="nothing")


class Orders:
    """What was ordered last, and how many calls of that kind there were since."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: dict[str, Any] = {}
        self._calls = 0

    def failure(self, call: str) -> int:
        """The code with which this call fails, or 0."""
        ordered = json.loads(self._file.read_text())
        if ordered != self._seen:
            self._seen, self._calls = ordered, 0
        if call != ordered["call"] and not (call == "truncate" and ordered["call"] == "write"):
            return 0
        self._calls += 1
        return int(ordered["code"]) if ordered["nth"] in (0, self._calls) else 0


def install(file: Path) -> None:
    orders = Orders(file)
    sqlite = ctypes.CDLL(_library())
    sqlite.sqlite3_vfs_find.restype = ctypes.c_void_p
    true = (ctypes.c_void_p * WORDS).from_address(sqlite.sqlite3_vfs_find(None))
    layer = (ctypes.c_void_p * WORDS)(*true)
    open_truly = Opening(true[OPEN])
    tables: dict[int, Any] = {}

    @Opening
    def opening(vfs: Any, name: Any, handle: int, flags: int, out: Any) -> int:
        result = open_truly(vfs, name, handle, flags, out)
        methods = ctypes.c_void_p.from_address(handle)
        if result == 0 and methods.value:
            if methods.value not in tables:
                tables[methods.value] = _failing(methods.value, orders)
            methods.value = ctypes.addressof(tables[methods.value])
        return int(result)

    named = ctypes.c_char_p(b"faulty")
    layer[NAME] = ctypes.cast(named, ctypes.c_void_p).value
    layer[OPEN] = ctypes.cast(opening, ctypes.c_void_p).value
    _kept.extend((layer, opening, open_truly, named, tables))
    sqlite.sqlite3_vfs_register(ctypes.byref(layer), 1)


def _failing(address: int, orders: Orders) -> Any:
    """A copy of the table of functions at `address` in which some ask `orders` first."""
    table = (ctypes.c_void_p * METHODS)(*(ctypes.c_void_p * METHODS).from_address(address))
    for call, place in PLACES.items():
        made = _asking(call, KINDS[call](table[place]), orders)
        _kept.append(made)
        table[place] = ctypes.cast(made, ctypes.c_void_p).value
    return table


def _asking(call: str, truly: Any, orders: Orders) -> Any:
    def called(*arguments: Any) -> int:
        return orders.failure(call) or int(truly(*arguments))

    return KINDS[call](called)


def _library() -> str:
    """The SQLite that this Python uses."""
    import sqlite3  # loads it

    assert sqlite3.sqlite_version
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "sqlite3" in line}
    return sorted(loaded, key=lambda path: "libsqlite3" not in path)[0]
