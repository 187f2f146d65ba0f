"""The commands about what is kept of readers: `voxpop keep`, and what one person may ask for."""

from voxpop import terminal
from voxpop.terminal import Data, DatabaseUrl, SiteName, database_at, settings_of


def privacy(site: SiteName = "default", data: Data = None, database: DatabaseUrl = None) -> None:
    """Print a site's record of processing activities, and a text for its policy, in Markdown."""
    from voxpop.privacy import record, running
    from voxpop.sites.site import find

    settings = settings_of(data=data, database=database)
    with database_at(data, database) as opened:
        runs = opened.read_now(lambda conn: running.read(conn, settings, find(conn, site)))
    terminal.out.print(record.document(runs), markup=False, highlight=False, end="")
