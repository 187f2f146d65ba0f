"""Keep today's script and a fragment of today's server, so that tomorrow's are tried with them:

    python scripts/freeze_contract.py        writes tests/browser/contract/N/, N being the contract of today

Run it when the contract gets another number, before it does; and again for the same number only when what was frozen
was never released. tests/browser/test_embed_contract.py tries every folder there is.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import newspaper  # noqa: E402
from voxpop.discussion.markup import CONTRACT  # noqa: E402
from voxpop.pages.script import BUILT  # noqa: E402

FOLDER = ROOT / "tests" / "browser" / "contract" / str(CONTRACT)


def fragment() -> str:
    """A short conversation of the demo's; {talk} stands for the server."""
    with tempfile.TemporaryDirectory() as folder:
        server = newspaper.opened(Path(folder) / "data")
        try:
            with server.client() as client:
                answer = client.get("/threads", params={"site": "default", "url": f"{server.url}{newspaper.THREE}"})
                answer.raise_for_status()
                return answer.text.replace(server.url, "{talk}")
        finally:
            server.kill()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "embed.js").write_bytes(BUILT["embed"].body)
    (FOLDER / "fragment.html").write_text(fragment(), encoding="utf-8")


if __name__ == "__main__":
    main()
