"""Which tests go to one worker together: those of a file that shares a browser, a server or what took long to find.

xdist's own `loadgroup` writes its groups to a place where pytest 9.2 does not look any more.
"""

from xdist.scheduler import LoadScopeScheduling

WHOLE = (
    *("tests/api/", "tests/browser/", "tests/harness/test_chromium.py", "tests/lib/test_methods.py"),
    "tests/test_privacy.py",
)


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        """A file of these as a whole, every other test by itself."""
        file = nodeid.partition("::")[0]
        return file if file.startswith(WHOLE) else nodeid
