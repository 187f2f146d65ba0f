"""Akismet's protocol (docs/akismet.md). Knows the judge, and nothing of comments, threads or pages.

server    bytes of a request -> fields -> key -> Submission -> judge -> "true" or "false"
"""
