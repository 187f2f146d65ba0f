"""What came in the last hours, in this process, over all its sites: near-copies of a text, and who writes how fast.

    sketch(text) -> look(sketch, visit) -> Copies;  when it was taken: note(sketch, visit)

A sketch is sixteen MinHashes (Broder 1997) of a text's rows of five letters; two texts share about as many of them as
they share rows. They are found by eight bands of two (locality-sensitive hashing, Indyk and Motwani 1998), each a table
of fixed size in which the newest has its place: so looking takes as long whatever was noted. Nothing of a text can be
read from its sketch. Time is passed in; nothing is ever written down.
"""

from collections import OrderedDict, deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voxpop.spam.hashing import FACTOR, PRIME, powers, unique

HOURS = 6 * 3_600_000_000  # microseconds that are looked back
LIMIT = 32_768  # sketches kept: 2 MB for them, 1.5 MB for who and when, 2 MB for the bands
CROWDS = 1_024  # texts of which there were copies, and
CROWD = 32  # the newest visits of each: 8 MB when all are full
WRITERS = 4_096  # people and addresses whose pace is known, and
STEPS = 6  # the newest threads of each: 5 MB when all are full
HASHES = 16
BANDS = 8
ALIKE = 9  # of the hashes, from which on texts are near-copies: 93 % of those that share 7 of 10 rows, 3 % at 3 of 10
ROW = 5  # letters
SAMPLE = 256  # rows that a sketch is made of, those with the smallest hashes
ENOUGH = 45  # letters of a text; a sign of Chinese or Japanese is two. What people say in fewer, many say
VARIED = 24  # different rows; "hahahaha" has two
SIGNS = 0x2E80

_chance = np.random.default_rng(20251010)
ODD = _chance.integers(1, 2**62, (HASHES, 1), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
POWERS = powers(PRIME, ROW)
EACH_BAND = np.arange(BANDS)
# What of ASCII counts: letters as they are, digits as one.
ASCII = np.array([48 if chr(p).isdigit() else p if chr(p).isalpha() else 0 for p in range(128)], dtype=np.uint64)


class Sketch(NamedTuple):
    hashes: NDArray[np.uint32]  # (HASHES,)
    bands: NDArray[np.uint64]  # (BANDS,)


class Visit(NamedTuple):
    """Who wrote where, when: `now` in microseconds since 1970, empty for what is not known."""

    now: int
    site: int = 0
    thread: str = ""
    person: str = ""
    address: str = ""


class _Kept(NamedTuple):
    """A visit in memory: its texts only as numbers, equal for equal texts within this process; 0 for an empty one."""

    now: int
    site: int
    thread: int
    person: int
    address: int


class Copies(NamedTuple):
    """Near-copies from before, but the same writer's in the same thread; `span` since the first, microseconds."""

    texts: int = 0
    threads: int = 0
    sites: int = 0
    people: int = 0
    span: int = 0


class Pace(NamedTuple):
    """Other threads that somebody wrote in, and the microseconds since the first."""

    threads: int = 0
    span: int = 0


LONG_AGO = -(2**62)
NONE = Copies()
STILL = Pace()


def sketch(folded: str) -> Sketch | None:
    """The sketch of a text in small letters; None for one too short to say that another is its copy."""
    if len(folded) < ENOUGH // 2:
        return None
    if folded.isascii():
        letters = ASCII[np.frombuffer(folded.encode(), dtype=np.uint8)]
    else:
        points = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        letters = np.where(points < 128, ASCII[np.minimum(points, 127)], points).astype(np.uint64)
    letters = letters[letters > 0]
    if len(letters) + int(np.count_nonzero(letters >= SIGNS)) < ENOUGH:
        return None
    rows = np.correlate(letters, POWERS, "valid") * FACTOR
    rows ^= rows >> np.uint64(32)
    if len(rows) > SAMPLE:
        rows = unique(np.partition(rows, 2 * SAMPLE)[: 2 * SAMPLE] if len(rows) > 2 * SAMPLE else rows)[:SAMPLE]
    if len(rows) < VARIED or (len(rows) < 2 * VARIED and len(unique(rows)) < VARIED):
        return None
    hashes = ((ODD * rows).min(axis=1) >> np.uint64(32)).astype(np.uint32)
    return Sketch(hashes, (hashes.view(np.uint64) * FACTOR) >> np.uint64(20))


class Recent:
    """Bounded by its constants whatever comes; the oldest is forgotten first. One for a process, used by one thread."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.hashes = np.zeros((limit, HASHES), dtype=np.uint32)
        self.visits = np.full((limit, len(_Kept._fields)), LONG_AGO, dtype=np.int64)
        self.crowd_of = np.zeros(limit, dtype=np.int64)
        self.slots = np.uint64((1 << (2 * limit - 1).bit_length()) - 1)
        self.bands = np.full((BANDS, int(self.slots) + 1), -1, dtype=np.int32)
        self.crowds: OrderedDict[int, deque[_Kept]] = OrderedDict()
        self.writers: OrderedDict[tuple[bool, int], tuple[tuple[int, int, int], ...]] = OrderedDict()
        self.noted = 0

    def look(self, of: Sketch, visit: Visit) -> Copies:
        at = self._like(of, visit.now)
        if at is None:
            return NONE
        new = _kept(visit)
        earlier = self.crowds.get(int(self.crowd_of[at])) or (self._visit(at),)
        first = visit.now - HOURS
        others = [one for one in earlier if one.now >= first and not _again(one, new)]
        if not others:
            return NONE
        return Copies(
            texts=len(others),
            threads=len({(one.site, one.thread) for one in others} - {(new.site, new.thread)}),
            sites=len({one.site for one in others}),
            people=len({one.person or one.address for one in others}),
            span=visit.now - min(one.now for one in others),
        )

    def pace(self, visit: Visit) -> tuple[Pace, Pace]:
        """How fast the person, and the address, went through other threads."""
        new = _kept(visit)
        return self._pace((True, new.person), new), self._pace((False, new.address), new)

    def note(self, of: Sketch | None, visit: Visit) -> None:
        """Remember what was taken."""
        new = _kept(visit)
        self._step((True, new.person), new)
        self._step((False, new.address), new)
        if of is None:
            return
        like = self._like(of, new.now)
        at = self.noted % self.limit
        self.noted += 1
        crowd = self.noted
        if like is not None:
            crowd = int(self.crowd_of[like])
            self._join(crowd, self._visit(like), new)
        self.hashes[at] = of.hashes
        self.visits[at] = new
        self.crowd_of[at] = crowd
        self.bands[EACH_BAND, (of.bands & self.slots).astype(np.intp)] = at

    def _visit(self, at: int) -> _Kept:
        return _Kept(*self.visits[at].tolist())

    def _join(self, crowd: int, first: _Kept, new: _Kept) -> None:
        if crowd not in self.crowds:
            self.crowds[crowd] = deque([first], maxlen=CROWD)
        self.crowds[crowd].append(new)
        self.crowds.move_to_end(crowd)
        if len(self.crowds) > CROWDS:
            self.crowds.popitem(last=False)

    def _like(self, of: Sketch, now: int) -> int | None:
        """The place of the newest text that is a near-copy, if there is one of the last hours."""
        found = self.bands[EACH_BAND, (of.bands & self.slots).astype(np.intp)]
        found = found[found >= 0]
        if not len(found):
            return None
        alike = (self.hashes[found] == of.hashes).sum(axis=1)
        times = np.where(alike >= ALIKE, self.visits[found, 0], LONG_AGO)
        best = int(times.argmax())
        return int(found[best]) if times[best] >= now - HOURS else None

    def _pace(self, writer: tuple[bool, int], new: _Kept) -> Pace:
        steps = self.writers.get(writer) if writer[1] else None
        others = [step for step in steps or () if step[1:] != (new.site, new.thread) and step[0] >= new.now - HOURS]
        return Pace(len(others), new.now - others[0][0]) if others else STILL

    def _step(self, writer: tuple[bool, int], new: _Kept) -> None:
        if not writer[1]:
            return
        steps = [step for step in self.writers.get(writer, ()) if step[1:] != (new.site, new.thread)]
        self.writers[writer] = (*steps[1 - STEPS :], (new.now, new.site, new.thread))
        self.writers.move_to_end(writer)
        if len(self.writers) > WRITERS:
            self.writers.popitem(last=False)


def _kept(visit: Visit) -> _Kept:
    return _Kept(visit.now, visit.site, hash(visit.thread), hash(visit.person), hash(visit.address))


def _again(one: _Kept, new: _Kept) -> bool:
    """The same writer in the same thread: an edit, or a second try."""
    same = one.person == new.person if one.person and new.person else one.address == new.address
    return same and (one.site, one.thread) == (new.site, new.thread)
