"""What every page of ours has around it."""

from voxpop.lib.templates import template
from voxpop.pages.assets import NAMES
from voxpop.sites.site import Site
from voxpop.sites.speech import speech


def page(name: str, site: Site, **values: object) -> str:
    """A page from a template that extends base.html."""
    spoken = speech(site.rules)
    return template(name, spoken.language).render(
        page=spoken, site=site, zone=site.rules.timezone, static=NAMES, **values
    )
