"""First on the path of every process that tests start: the wall of tests/support/loopback.py stands there too."""

from tests.support import loopback

loopback.only()
