"""The desk: pages for who moderates. Made here, usable without scripts, in English alone."""
