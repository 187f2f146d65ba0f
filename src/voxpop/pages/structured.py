"""What machines read on an article page: schema.org JSON-LD (NewsArticle with its comments)."""

import msgspec

from voxpop.discussion.thread import Conversation
from voxpop.lib.templates import iso
from voxpop.stories.story import Story

ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(story: Story, conversation: Conversation, url: str, base: str) -> str:
    """JSON that may stand in a script element: no character of it can end one."""
    site = conversation.site
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": story.original or url,
        "headline": story.headline,
        "description": story.standfirst,
        "inLanguage": story.language,
        "datePublished": iso(story.published),
        "dateModified": iso(story.updated or story.published),
        "author": {"@type": "Person", "name": story.byline} if story.byline else None,
        "publisher": {"@type": "NewsMediaOrganization", "name": site.title},
        "copyrightNotice": story.rights or None,
        "creditText": "; ".join(story.credits) or None,
        "image": f"{base}{story.image}" if story.image and story.image.startswith("/") else story.image,
        "commentCount": conversation.thread.live,
        "comment": [
            {
                "@type": "Comment",
                "@id": f"{base}/comments/{comment.id}",
                "author": {"@type": "Person", "name": comment.name},
                "dateCreated": iso(comment.id),
                "text": comment.text,
                "upvoteCount": comment.likes,
                "parentItem": {"@id": f"{base}/comments/{comment.parent_id}"} if comment.parent_id else None,
            }
            for comment in conversation.comments
            if comment.state == "live"
        ],
    }
    return msgspec.json.encode(_said(article)).decode().translate(ESCAPES)


def _said(value: object) -> object:
    """Without what is None or empty."""
    if isinstance(value, dict):
        return {name: _said(part) for name, part in value.items() if part is not None and part != ""}
    if isinstance(value, list):
        return [_said(part) for part in value]
    return value
