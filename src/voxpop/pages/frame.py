"""What every page of ours has around it."""

from typing import NamedTuple

from voxpop.lib.templates import template
from voxpop.pages.assets import NAMES
from voxpop.sites.site import Site


class Frame(NamedTuple):
    language: str
    direction: str


def page(name: str, site: Site, **values: object) -> str:
    """A page from a template that extends base.html."""
    frame = Frame(site.rules.language, site.rules.direction)
    return template(name, site.rules.language).render(
        page=frame, site=site, zone=site.rules.timezone, static=NAMES, **values
    )
