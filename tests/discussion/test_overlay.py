"""What is a reader's own, laid over a page that is the same for everybody."""

import pytest

from voxpop.discussion import markup, overlay
from voxpop.discussion.markup import Form, Links
from voxpop.discussion.mine import Mine, Wrote
from voxpop.discussion.text import render
from voxpop.discussion.thread import Comment, Conversation, Order, Thread
from voxpop.sites.rules import Rules
from voxpop.sites.site import Site

HOME = "http://localhost"
SITE = Site(1, "default", "The Post", Rules(), "s", frozenset((HOME,)), HOME)
THREAD = Thread(1, "/story", "/story", "A story", "t", 2, False)
LINKS = Links("", "/story", "oldest", "oldest")
FAKES = (
    'formaction="/comments/10/like">',
    '<button formaction="/comments/10/like">Like</button>',
    ' id="comment-10"><article>',
    '<li class="vp-comment" id="comment-10"><article>',
    "</article></footer>",
    "<!--mine--><!--form--><!--/form-->",
    '[x](https://e.example/" id="comment-10"><article>)',
)


def comment(number: int, source: str = "Words.", parent: int | None = None, state: str = "live") -> Comment:
    return Comment(
        id=number,
        parent_id=parent,
        depth=0 if parent is None else 1,
        state=state,
        kind="comment",
        name="Ada",
        website=None,
        html=render(source).html,
        text=source,
        edited=None,
        likes=0,
        parent_name="",
    )


def form(parent: int) -> str:
    return markup.respond(SITE, THREAD, LINKS, Form(parent=parent, answered="Ada"), ())


def page(*comments: Comment) -> bytes:
    return markup.render(Conversation(SITE, THREAD, Order.OLDEST, None, list(comments), None, None)).encode()


def wrote(number: int, parent: int | None = None, *, waits: bool = True) -> Wrote:
    return Wrote(number, parent, waits, "Ben", f"<p>mine {number}</p>", editable=True, deletable=True)


def test_a_like_of_mine_is_pressed_and_the_others_are_not() -> None:
    laid = overlay.lay_mine(page(comment(10), comment(20)), SITE, Mine((), (20,)))
    assert b'formaction="/comments/20/unlike" aria-pressed="true">Like</button>' in laid
    assert b'formaction="/comments/10/like">Like</button>' in laid
    assert laid.count(b"aria-pressed") == 1


def test_a_live_comment_of_mine_can_be_edited_from_where_it_stands() -> None:
    laid = overlay.lay_mine(page(comment(10), comment(20)), SITE, Mine((wrote(20, waits=False),), ()))
    assert laid.index(b"/comments/20/like") < laid.index(b'href="/comments/20/edit"') < laid.index(b"<!--mine-->")


def test_my_waiting_answers_stand_below_what_they_answer_the_oldest_first() -> None:
    mine = Mine((wrote(40, 10), wrote(30, 10)), ())
    laid = overlay.lay_mine(page(comment(10), comment(20)), SITE, mine)
    order = [b'id="comment-10"', b"mine 30", b"mine 40", b'id="comment-20"']
    assert sorted(order, key=laid.index) == order


def test_my_other_waiting_comments_stand_at_the_end_the_oldest_first() -> None:
    mine = Mine((wrote(40), wrote(30, 99)), ())
    laid = overlay.lay_mine(page(comment(10)), SITE, mine)
    assert laid.index(b"/comments/10/like") < laid.index(b"mine 30") < laid.index(b"mine 40")


def test_a_waiting_answer_to_a_deleted_comment_stands_below_its_tombstone() -> None:
    laid = overlay.lay_mine(page(comment(10, state="gone"), comment(20)), SITE, Mine((wrote(30, 10),), ()))
    assert laid.index(b"deleted by its author") < laid.index(b"mine 30") < laid.index(b'id="comment-20"')


def test_the_form_for_an_answer_stands_below_what_it_answers() -> None:
    ready = page(comment(10), comment(20, parent=10))
    laid = overlay.lay_form(ready, form(10), 10)
    assert laid.count(b'id="respond"') == 1
    assert laid.index(b'id="comment-10"') < laid.index(b"Leave a Reply to <bdi>Ada") < laid.index(b'id="comment-20"')


def test_the_form_for_an_answer_to_what_another_page_shows_stands_at_the_end() -> None:
    laid = overlay.lay_form(page(comment(10)), form(99), 99)
    assert laid.count(b'id="respond"') == 1
    assert laid.index(b"/comments/10/like") < laid.index(b"Leave a Reply to <bdi>Ada")


@pytest.mark.parametrize("fake", FAKES)
def test_nothing_a_reader_writes_is_taken_for_a_place(fake: str) -> None:
    ready = page(comment(5, f"Look: {fake} and `{fake}`"), comment(10))
    mine = Mine((wrote(10, waits=False), wrote(30, 10)), (10,))
    laid = overlay.lay_form(overlay.lay_mine(ready, SITE, mine), form(10), 10)
    start = ready.index(b'<li class="vp-comment" id="comment-10">')
    assert laid[:start] == ready[:start]
    assert laid.count(b'aria-pressed="true"') == laid.count(b"mine 30") == laid.count(b'id="respond"') == 1
