"""Every SQL statement of the code that a reader can cause, by name."""

import importlib
import pkgutil
import re
from typing import Any

from sqlalchemy import TextClause

import voxpop
from voxpop.storage.quick import Quick

# What works through all rows on purpose, or runs before anybody reads.
APART = ("voxpop.verifying", "voxpop.demo", "voxpop.exchange", "voxpop.storage.migrations", "voxpop.cli")

VALUES: dict[str, object] = {
    "key": "/a", "keys": "/a", "url": "/a", "title": "t", "stamp": "s", "state": "held", "name": "n", "rules": "{}",
    "origin": "http://a.example", "slug": "a", "text": "t", "html": "h", "website": "w", "verdict": "", "email": "e",
    "address": "a", "agent": "a", "act": "a", "actor": "a", "why": "w", "before": "live", "after": "live",
    "headline": "h", "standfirst": "s", "byline": "b", "language": "en", "direction": "ltr", "credits": "[]",
    "rights": "r", "original": "o", "image": "i", "image_alt": "a", "channel": "c", "message": "m",
    "target": "t", "body": "b", "asked": "{}", "note": "n", "marks": b"m", "subject": b"s", "source": "s",
    "issuer": "i", "via": "v", "method": "m", "skeleton": "s", "label": "l", "badges": "b", "picture": "p", "page": "p",
    "role": "r", "place": "p", "outcome": "done", "opener": "o", "challenge": "c", "back": "b", "draft": "{}",
    "said": "s", "redirect": "r", "secret": "s", "hash": b"h", "browser": b"b", "credential": b"c", "public_key": b"k",
    "piece1": "%p%", "piece2": "%p%", "piece3": "%p%", "piece4": "%p%", "chain": b"c", "rule": "r", "words": "w",
    "linked": "%.l/%", "network": "n",
    "address_was": "a", "asked_was": "{}",
    "code": b"c", "like": "%l%", "pictured": True, "picked": True, "kind": "k", "reactions": "{}", "whom": b"w",
    "guest": b"g", "path": b"p", "draft_key": b"d", "fingerprint": b"f", "shown": True, "closed": False, "ours": True,
    "maker": "m", "signing": b"s", "screens": "", "reason": "r", "answer": "a", "mail": b"m", "password": "p",
    "purpose": "p",
    "totp": b"t", "sites": "1", "extent": "all", "whose": "{}", "mails": b"m", "emails": "e",
    "drawn": b"d",
}  # fmt: skip
DAYS = {"SITES": "2026-01-01", "DAYS": "2026-01-01", "MONTH": "2026-01-01"}
TYPED: dict[str, dict[str, object]] = {
    "after": {
        "WAITING": 7,
        "PEOPLE": 7,
        "PIECE": 7,
        "MARKS": b"a",
        "MAILS": b"a",
        "ACCOUNTS": "a",
        "ADDRESSES": 7,
        "DETACHED": 7,
    },
    "act": dict.fromkeys(("SETTLE", "TAKE_BACK", "END", "REOPEN"), 7),
    "text": {},
    "step": {"INSERT": "s", "KEEP": "s"},
    "spam": {"ROWS": True, "READ": True, "TAUGHT": True},
    "first": DAYS,
    "last": DAYS,
    "mark": dict.fromkeys(("CLAIM", "SIGN", "NAME", "INSERT", "WITH_MARK", "PERSONS"), b"m"),
    "state": dict.fromkeys(("TAKE", "PEEK", "INSERT"), b"s"),
    "subject": dict.fromkeys(("OF", "USED", "INSERT", "REMOVE"), "s"),
    "was": {"RENEW": b"w", "ASKED": "w", "WRITE": "w", "PROVE": "w"},
    "before": {"FRONT": 7, "OVER": 7, "SWEEP": 7, "ON": 7, "AS_IT_STANDS": 7, "STORED": 7, "PAGE": 7, "PIECE": 7},
    "key": dict.fromkeys(("SITES", "DAYS", "MONTH", "TAGS", "SIZES", "ONE", "DROP"), 7),
}


def all_of_them() -> dict[str, str]:
    """name -> SQL with :names."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(voxpop.__path__, "voxpop."):
        if module.name.startswith(APART):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for label, one in value.items() if isinstance(value, dict) else [("", value)]:
                sql = sql_of(one)
                if sql is not None:
                    found[f"{module.name.removeprefix('voxpop.')}.{name}{label and f'[{label}]'}"] = sql
    return found


def sql_of(value: object) -> str | None:
    if isinstance(value, Quick):
        return re.sub(r"%\((\w+)\)s", r":\1", value._spelt["postgresql"])
    if isinstance(value, TextClause):
        return re.sub(r"IN :(\w+)", r"IN (:\1)", value.text)
    return None


def values_of(name: str, sql: str) -> dict[str, Any]:
    """A value of the right kind for each parameter."""
    constant = name.rpartition(".")[2].partition("[")[0]
    names = re.findall(r"(?<!:):(\w+)", sql)
    return {one: TYPED.get(one, {}).get(constant, VALUES.get(one, 7)) for one in names}
