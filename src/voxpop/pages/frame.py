"""What every page of ours has around it, and what many are asked with."""

from typing import Annotated

from litestar.params import QueryParameter

from voxpop.lib.templates import template
from voxpop.pages.assets import NAMES
from voxpop.sites.site import Site
from voxpop.sites.speech import Speech, speech

Named = Annotated[str, QueryParameter(max_length=100)]
Language = Annotated[str, QueryParameter(name="lang", max_length=35, pattern="^[A-Za-z0-9-]*$")]


def page(name: str, site: Site, spoken: Speech | None = None, **values: object) -> str:
    """A page from a template that extends base.html, in the site's own language or another."""
    spoken = spoken or speech(site.rules)
    return template(name, spoken.language).render(
        page=spoken, site=site, zone=site.rules.timezone, static=NAMES, **values
    )
