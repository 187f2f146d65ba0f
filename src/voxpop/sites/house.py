"""What every verb needs to do its work: wired once in app.py, handed down as one value."""

from voxpop.lib.ids import Clock
from voxpop.lib.pace import Pace
from voxpop.lib.patience import Patience
from voxpop.lib.ready import Ready
from voxpop.settings import Settings
from voxpop.sites.site import Sites
from voxpop.spam.knowledge import Knowledge
from voxpop.storage.database import Database


class House:
    """A plain class, so that the framework hands it on without looking inside."""

    def __init__(self, settings: Settings, database: Database, sites: Sites, ready: Ready, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.sites = sites
        self.ready = ready
        self.knowledge = Knowledge(database, clock)
        self.pace = Pace(on=settings.rate_limits)
        self.patience = Patience(clock.steady)
        self.clock = clock
