"""From where on something is doubted: what a site's honest comments say, within bounds."""

import numpy as np
import pytest

from tests.support.judging import EMPTY, KNOWN
from voxpop.spam import limits
from voxpop.spam.limits import USUAL, Limits
from voxpop.spam.model import FOLD, Model, Site


def of(doubt: float | None, spam: float | None) -> Limits:
    site = Site(1.0, 0.0, np.zeros(1, dtype=np.float32), np.zeros(FOLD, dtype=np.float16), 100, doubt, spam)
    return limits.of(KNOWN._replace(model=Model(EMPTY, site)))


def test_without_a_site_s_model_they_are_the_usual_ones() -> None:
    assert limits.of(None) == limits.of(KNOWN) == of(None, None) == USUAL == Limits(0.5, 0.95)


@pytest.mark.parametrize(
    ("doubt", "spam", "found"),
    [
        (0.4, 0.92, Limits(0.4, 0.92)),
        (0.01, 0.2, Limits(0.3, 0.9)),
        (0.99, 0.9999, Limits(0.7, 0.995)),
        (None, 0.97, Limits(0.5, 0.97)),
    ],
)
def test_the_site_s_own_count_within_bounds(doubt: float | None, spam: float, found: Limits) -> None:
    assert of(doubt, spam) == found
