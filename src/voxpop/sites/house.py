"""What every verb needs to do its work: wired once in app.py, handed down as one value."""

import asyncio
from collections import deque
from typing import Any

from voxpop.lib.ids import Clock
from voxpop.lib.pace import Pace
from voxpop.lib.patience import Patience
from voxpop.lib.pausing import Rest
from voxpop.lib.ready import Ready
from voxpop.lib.remembered import Remembered
from voxpop.settings import Settings
from voxpop.sites.site import Sites
from voxpop.spam.knowledge import Knowledge
from voxpop.storage.database import Database, Listener

ARTICLES = 512  # whose words are kept, of at most 4,000 characters each
ARTICLES_LAST = 60.0  # seconds
PEOPLE = 4096  # sessions that are kept, half a kilobyte each
PEOPLE_LAST = 300.0  # seconds
SEARCHES = 2  # at once: fewer than there are readers of the database, so that pages need not wait for them
CLEANING = 20.0  # times as long as the files were cleaned they are not: who writes meanwhile has to wait
ISSUERS = 64
ISSUERS_LAST = 3600.0  # seconds
SITES = 1024  # what the page on privacy says of them, twelve kilobytes each
NOTED_LASTS = 86400.0  # seconds


class House:
    """A plain class, so that the framework hands it on without looking inside."""

    def __init__(self, settings: Settings, database: Database, sites: Sites, ready: Ready, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.sites = sites
        self.ready = ready
        self.knowledge = Knowledge(database, clock)
        self.articles: Remembered[Any] = Remembered(ARTICLES, ARTICLES_LAST, clock.steady)  # discussion/submitting
        self.people: Remembered[Any] = Remembered(PEOPLE, PEOPLE_LAST, clock.steady)  # people/door: their sessions
        self.issuers: Remembered[Any] = Remembered(ISSUERS, ISSUERS_LAST, clock.steady)  # people/oidc
        self.cleaning = Rest(clock.steady, CLEANING)  # privacy/erasing
        self.noted: Remembered[str] = Remembered(SITES, NOTED_LASTS, clock.steady)  # privacy/history, by their numbers
        self.hand: deque[Any] = deque()  # privacy/erasing: what was asked of this process, and
        self.handed = asyncio.Event()  # that there is something
        self.searching = asyncio.Semaphore(SEARCHES)  # pages/finding
        self.exporting = asyncio.Semaphore(1)  # pages/yours
        self.pace = Pace(on=settings.rate_limits)
        self.patience = Patience(clock.steady)
        self.hearers: list[Listener] = []  # who else is told what has changed: discussion/audience
        self.clock = clock
