"""Does the text share anything particular with what it stands under, or is it about nothing that is there?

Small both ways: a spammer can copy a headline, and an honest answer need not repeat a word of it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from voxpop.spam import tongue
from voxpop.spam.seen import Seen
from voxpop.spam.submission import Reason

SHARES_MORE = -0.7
SHARES = -0.4
ABOUT_THE_PAGE = 0.5  # speaks of the page and not of what is on it
APART = 0.2  # a long text without a word of it
LONG = 120  # characters, in which something would be shared
READ = 2_000  # characters of the article
ROOT = 6  # letters by which a word is known in its other forms
SHORTEST = 4  # letters of a particular word
WORDS = 400  # of the text
WORDY = 100  # roots of an article, from which on one more must be shared: some are by chance

WORD = re.compile(r"[^\W_]+")
SIGNS = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
COMMON = frozenset(
    """
    about after again also because been before being could does doing even every first from going good great have
    here into just know like look made make many more most much need never nice only other over people please really
    said same should some something still such than thank thanks their them then there these they thing things think
    this those though time today very want well were what when where which while will work would year years your
    """.split()
)
EVERYWHERE = COMMON | tongue.every_small_word()
PAGES = frozenset(
    """
    article articles blog blogs content page post posts posting site website webpage weblog writer author
    artikel beitrag blog seite webseite website artículo blog entrada página sitio article blogue billet page site
    artigo blogue postagem página site articolo sito pagina stronę strona strony artykuł wpis bloga
    сайт сайте сайта статья статью статьи блог блоге пост материал стаття статтю сайт makale site sayfa yazı
    artikel situs halaman blog bài viết trang مقال موقع مدونة مقاله سایت وبلاگ לכתבה אתר בלוג लेख ब्लॉग
    """.split()
)
PAGE_SIGNS = re.compile("文章|博客|網站|网站|记事|記事|サイト|ブログ|블로그|포스팅|사이트")


def look(seen: Seen) -> Reason | None:
    there = roots(seen.given.article[:READ]) if seen.given.article else frozenset()
    if not there:
        return None
    shared = len(there & particular(seen.folded, seen.words[:WORDS]))
    enough = 1 + (len(there) > WORDY)
    if shared >= enough:
        return Reason("fit", SHARES_MORE if shared > enough else SHARES, "it takes up words of the article")
    if shared:
        return None
    return apart(seen)


def apart(seen: Seen) -> Reason | None:
    if not PAGES.isdisjoint(seen.words) or (not seen.plain.isascii() and PAGE_SIGNS.search(seen.plain)):
        return Reason("fit", ABOUT_THE_PAGE, "it speaks of the page, and nothing in it refers to what is there")
    if len(seen.plain) >= LONG:
        return Reason("fit", APART, "nothing in it refers to the article")
    return None


@lru_cache(maxsize=256)
def roots(article: str) -> frozenset[str]:
    folded = article.casefold()
    return frozenset(particular(folded, WORD.findall(folded)))


def particular(folded: str, words: Iterable[str]) -> set[str]:
    """The roots of the words that are not everywhere; of Chinese, Japanese and Korean every two signs."""
    found = {word[:ROOT] for word in set(words) - EVERYWHERE if len(word) >= SHORTEST}
    if not folded.isascii() and SIGNS.search(folded):
        found |= {run[at : at + 2] for run in SIGNS.findall(folded[:READ]) for at in range(len(run) - 1)}
    return found
