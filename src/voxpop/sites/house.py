"""What every verb needs to do its work: wired once in app.py, handed down as one value."""

from typing import NamedTuple

from voxpop.lib.ids import Clock
from voxpop.lib.pace import Pace
from voxpop.lib.ready import Ready
from voxpop.settings import Settings
from voxpop.sites.site import Sites
from voxpop.storage.database import Database


class House(NamedTuple):
    settings: Settings
    database: Database
    sites: Sites
    pace: Pace
    clock: Clock
    ready: Ready
