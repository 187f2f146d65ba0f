"""Voxpop: the comment section of a news site or a blog, self-hosted."""

__version__ = "0.7.0"
