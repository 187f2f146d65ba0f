"""What a site's style sheet may reach: the table leaves nothing out, and the page shows it beside a conversation."""

import re

import pytest

from tests.docs.repository import ROOT
from tests.pages.test_looks import PARTS as PART_SHEETS
from tests.pages.test_looks import SHEETS, TEMPLATES, styled
from tests.support.house import HTML, Place, Reader, Statements
from voxpop.pages.looks import APART, GROUPS, PROPERTIES

OURS = {"style.css", "guide.css"}  # of pages of our own
CONVERSATION = PART_SHEETS | {name: sheet for name, sheet in SHEETS.items() if name not in OURS}
LISTED = [part.name for group in GROUPS for part in group.parts]


def test_every_custom_property_of_the_sheets_is_listed_and_no_other() -> None:
    used = {name for sheet in CONVERSATION.values() for name in re.findall(r"--vp-[a-z-]+", sheet)}
    assert used == {one.name for one in PROPERTIES}


def test_every_class_that_is_drawn_is_a_part_that_is_listed() -> None:
    drawn = {name.removeprefix("vp-") for name in styled(CONVERSATION) if name.startswith("vp-")}
    assert drawn - APART - set(LISTED) == set(), "add them to pages/looks.GROUPS, and run scripts/renew_docs.py"


def test_every_part_that_is_listed_is_somewhere() -> None:
    written = " ".join((*TEMPLATES.values(), *(file.read_text() for file in (ROOT / "widget/src").glob("*.ts"))))
    assert [name for name in LISTED if f"vp-{name}" not in written and f'"{name}"' not in written] == []
    assert len(LISTED) == len(set(LISTED))


async def test_the_page_shows_all_of_it_beside_a_conversation(reader: Reader) -> None:
    page = await reader.page("/theming")
    for name in [one.name for one in PROPERTIES] + LISTED:
        assert f"<code>{name}</code>" in page
    for shown in ("5 responses", "Staff", "Editors’ pick", "Pinned", "<details>", "<blockquote>", "edited"):
        assert shown in page
    assert page.count('<li class="vp-comment"') == 7


async def test_nothing_is_asked_of_the_database_for_it(place: Place, reader: Reader) -> None:
    await reader.page("/theming")
    with Statements() as asked:
        await reader.page("/theming")
    assert asked == []


@pytest.mark.parametrize("site", ["nobody", "%00"])
async def test_an_unknown_site_is_refused(reader: Reader, site: str) -> None:
    assert (await reader.get(f"/theming?site={site}", headers=HTML)).status_code == 404
