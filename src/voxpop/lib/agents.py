"""A browser's name as its owner knows it: `Firefox, Linux` of what it sends as User-Agent. For people to read only."""

from itertools import product

BROWSERS = (  # the first that is found: most say that they are others, too
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


CALLED = frozenset(
    ", ".join(filter(None, pair))
    for pair in product(("", *(name for _, name in BROWSERS)), ("", *(name for _, name in SYSTEMS)))
)


def called(agent: str) -> str:
    """'' when nothing of it is known; what it is called already stays as it is."""
    if agent in CALLED:
        return agent
    found = (_first(agent, BROWSERS), _first(agent, SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in agent), "")
