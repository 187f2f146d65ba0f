"""Somebody at the desk of a server that runs.

cookies = at_desk.cookies(server, "Ida", "editor")      # for a browser of theirs; PASSWORD is theirs
"""

import httpx

from tests.support import newspaper
from tests.support.server import Server

PASSWORD = "four words in a row"


def cookies(server: Server, name: str, role: str = "editor") -> list[dict[str, str]]:
    """What lets a browser in: somebody new has come by an invitation."""
    link = newspaper.voxpop(server, "staff", "add", name, "--role", role, "--site", "default").split()[-1]
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        path = "/desk/join/" + link.rpartition("/")[2]
        answer = client.post(path, data={"password": PASSWORD}, headers={"origin": server.url})
        assert answer.status_code == 303, answer.text
        return [{"name": "voxpop-desk", "value": client.cookies["voxpop-desk"], "url": server.url}]
