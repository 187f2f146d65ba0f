"""`voxpop staff …`, and the link that a server writes into its log while nobody is at the desk."""

import re
from collections.abc import Callable

import pytest

from tests.support import desk
from tests.support.house import Place
from tests.support.server import Server
from tests.test_cli import Command, voxpop, where  # noqa: F401 - fixtures
from voxpop.staff.roles import Role

LINK = re.compile(r"/desk/join/[\w-]{43}")


async def test_a_link_of_the_command_line_lets_somebody_in(
    place: Place,
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
) -> None:
    said = voxpop("staff", "add", "Bo", "--role", "editor", "--site", "default", *where)
    link = LINK.search(said.out)
    assert link, said
    assert re.search(r"Bo.*editor.*default.*link", voxpop("staff", "list", *where).out)
    reader = desk.stranger(place)
    assert (await reader.post(link[0], data={"password": desk.PASSWORD})).status_code == 303
    assert re.search(r"Bo.*editor.*default.*password", voxpop("staff", "list", *where).out)
    again = LINK.search(voxpop("staff", "invite", "Bo", *where).out)
    assert again
    assert (await reader.get(again[0])).status_code == 200
    assert voxpop("staff", "remove", "Bo", *where).status == 0
    assert not await desk.inside(reader)
    assert (await reader.get(again[0])).status_code == 400


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("add Ola --role owner", "is called 'Ola'"),
        ("add Bo --role king --site default", "want one of owner, editor, moderator, trusted"),
        ("add Bo --role editor", "with --site"),
        ("add Bo --role editor --site nosuch", "no site named 'nosuch'"),
        ("invite Bo", "Nobody called 'Bo'"),
        ("remove Bo", "Nobody called 'Bo'"),
        ("remove Ola", "no owner any more"),
    ],
)
async def test_what_cannot_be_done_is_a_sentence(
    place: Place,
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
    words: str,
    why: str,
) -> None:
    await desk.member(place, "Ola", Role.OWNER)
    said = voxpop("staff", *words.split(), *where)
    assert (said.status, why in said.err) == (1, True)


async def test_an_invitation_is_taken_back(
    place: Place,
    voxpop: Command,  # noqa: F811
    where: tuple[str, ...],  # noqa: F811
) -> None:
    link = LINK.search(voxpop("staff", "add", "Bo", "--site", "default", *where).out)
    assert link
    assert voxpop("staff", "remove", "Bo", *where).status == 0
    assert (await desk.stranger(place).get(link[0])).status_code == 400


def test_a_server_with_an_empty_desk_writes_a_link_and_another_at_the_next_start(
    start_server: Callable[..., Server],
) -> None:
    links = []
    for _ in range(2):
        server = start_server()
        links.append(LINK.findall(server.log.read_text())[-1])
        with server.client() as client:
            got = [client.get(link, headers={"accept": "text/html"}).status_code for link in links]
        assert got == [400] * (len(links) - 1) + [200]
        server.kill()
