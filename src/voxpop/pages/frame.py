"""What every page of ours has around it."""

from voxpop.lib.templates import template
from voxpop.pages.assets import NAMES
from voxpop.sites.site import Site
from voxpop.sites.speech import Speech, speech


def page(name: str, site: Site, spoken: Speech | None = None, **values: object) -> str:
    """A page from a template that extends base.html, in the site's own language or another."""
    spoken = spoken or speech(site.rules)
    return template(name, spoken.language).render(
        page=spoken, site=site, zone=site.rules.timezone, static=NAMES, **values
    )
