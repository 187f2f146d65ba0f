"""WordPress exports made for the tests: small ones word by word, and large ones of a given size.

export(item("1", comment("7", "Hello"), comment("8", "And you", parent="7")))
"""

import random
from pathlib import Path
from xml.sax.saxutils import escape

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
OWN = Path(__file__).parents[1] / "corpora" / "wxr"

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>The Harbour Log</title><link>https://log.example</link><language>en</language>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://log.example</wp:base_blog_url>
<wp:author><wp:author_login>mara</wp:author_login><wp:author_email>mara@log.example</wp:author_email>
<wp:author_display_name><![CDATA[Mara Quill]]></wp:author_display_name><wp:author_role>administrator</wp:author_role>
</wp:author>
"""
TAIL = "</channel></rss>\n"
WORDS = "tide harbour lamp rope gull ferry bread clock ledger storm quay salt lantern bell anchor mist".split()


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def fields(**texts: str) -> str:
    return "".join(
        f"<wp:{name}>{cdata(text) if '<' in text or '&' in text else escape(text)}</wp:{name}>\n"
        for name, text in texts.items()
    )


def comment(
    key: str,
    text: str = "hi",
    *,
    parent: str = "0",
    name: str = "Ann",
    email: str = "ann@mail.example",
    website: str = "",
    address: str = "198.51.100.7",
    date: str = "2024-01-02 03:04:05",
    approved: str = "1",
    kind: str = "comment",
    **more: str,
) -> str:
    texts = {
        "comment_id": key,
        "comment_author": name,
        "comment_author_email": email,
        "comment_author_url": website,
        "comment_author_IP": address,
        "comment_date": date,
        "comment_date_gmt": date,
        "comment_content": text,
        "comment_approved": approved,
        "comment_type": kind,
        "comment_parent": parent,
    }
    return f"<wp:comment>\n{fields(**(texts | more))}</wp:comment>\n"


def item(
    key: str,
    *comments: str,
    title: str = "A post",
    body: str = "Words.",
    excerpt: str = "",
    link: str = "",
    **more: str,
) -> str:
    texts = {
        "post_id": key,
        "post_date": "2024-01-01 12:00:00",
        "post_date_gmt": "2024-01-01 11:00:00",
        "post_name": f"post-{key}",
        "status": "publish",
        "post_type": "post",
        "comment_status": "open",
    }
    return (
        f"<item><title>{cdata(title)}</title><link>{link or f'https://log.example/?p={key}'}</link>"
        f"<dc:creator>mara</dc:creator><content:encoded>{cdata(body)}</content:encoded>"
        f"<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>\n{fields(**(texts | more))}{''.join(comments)}</item>\n"
    )


def export(*items: str, version: str = "1.2") -> str:
    return HEAD.format(version=version) + "".join(items) + TAIL


def large(path: Path, megabytes: int) -> int:
    """Write an export of about this size; how many comments it holds. Always the same for the same size."""
    chance = random.Random(megabytes)
    made = posts = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(version="1.2"))
        while file.tell() < megabytes << 20:
            posts += 1
            size = chance.choice((3, 20, 20, 200, 1000))
            file.write(item(str(posts), *_thread(chance, made + 1, size), body=_words(chance, 800)))
            made += size
        file.write(TAIL)
    return made


def _thread(chance: random.Random, first: int, size: int) -> list[str]:
    return [
        comment(
            str(key),
            _words(chance, chance.choice((8, 30, 90))),
            parent=str(chance.randint(first, key - 1)) if key > first and chance.random() < 0.6 else "0",
            name=chance.choice(WORDS).title(),
            date=f"2023-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} 12:{key % 60:02}:{key // 60 % 60:02}",
            approved=chance.choice("1111111101") if chance.random() < 0.98 else "spam",
        )
        for key in range(first, first + size)
    ]


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))
