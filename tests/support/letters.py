"""Letters to moderators: a colleague who has them, and the links in the last that came.

async with mailed.opened(url, folder) as post:
    ida = await letters.wished(post.place, "Ida")          # their number at the desk
    letter = await letters.come(post)                      # all that came, sent to a relay on loopback
    letters.link(letter, "Approve")                        # the path of the first link of that name
"""

import re

from tests.support import desk
from tests.support.house import Place
from tests.support.mailed import Post
from tests.support.relay import Taken
from voxpop.moderation import digest
from voxpop.staff.roles import Role

ADDRESS = "ida@staff.example"


async def wished(place: Place, name: str = "Ida", role: Role = Role.EDITOR, *, hours: int = 24) -> int:
    number = await desk.member(place, name, role)
    await place.write(
        "UPDATE staff SET email = :email, digest = :hours WHERE id = :id", email=ADDRESS, hours=hours, id=number
    )
    return number


async def come(post: Post) -> list[Taken]:
    """What came by writing and sending whatever is due now."""
    before = len(post.there.taken)
    await digest.turn(post.place.house)
    return (await post.arrived())[before:]


def link(letter: Taken, called: str) -> str:
    found = re.search(rf"^{called}: +http://paper\.example(\S+)$", letter.text, re.MULTILINE)
    assert found, letter.text
    return found[1]
