"""Write a list of src/voxpop/spam/lists anew from a file with one domain a line.

python scripts/renew_lists.py disposable disposable_email_blocklist.conf
"""

import re
import sys
from pathlib import Path

from voxpop.spam.lists import NAMES, packed

HERE = Path(__file__).parent.parent / "src/voxpop/spam/lists"
DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
# Pages, notes and messengers that people link to in their own name: no more telling than any link.
NOT_SHORTENERS = frozenset(
    "t.me t.co vc.ru dzen.ru diigo.com notes.io anotepad.com ge.tt nblo.gs sqworl.com archive.li rant.li".split()
)


def domains(lines: str) -> list[str]:
    """One of `/shop.example/`, `shop.example` and `# a comment` a line."""
    each = (line.strip().strip("/").lower().removeprefix("www.") for line in lines.splitlines())
    return sorted({line for line in each if DOMAIN.fullmatch(line)})


def main(name: str, file: str) -> None:
    found = domains(Path(file).read_text("utf-8"))
    if name == "shorteners":
        found = [*set(found) - NOT_SHORTENERS, *domains((HERE / "shorteners.txt").read_text("utf-8"))]
    (HERE / f"{name}.bin").write_bytes(packed(found))
    sys.stdout.write(f"{name}: {len(set(found)):,} domains\n")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in NAMES:
        sys.exit(f"usage: renew_lists.py {'|'.join(NAMES)} FILE")
    main(sys.argv[1], sys.argv[2])
