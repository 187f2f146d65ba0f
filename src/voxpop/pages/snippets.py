"""What a site's owner copies: the conversation on plain pages, and in the systems that many sites are made with.

The texts are those of docs/install.md (a test compares), for the server https://talk.example and the site "news";
`fitted` makes them somebody's own.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import escape

SERVER = "https://talk.example"
ATTRIBUTE, PARAMETER = 'site="news"', "site=news"


class Step(NamedTuple):
    """What to do with a text: where it goes. `language` is that of the text, for who shows it in colours."""

    told: str
    language: str
    text: str


class Way(NamedTuple):
    """How it is put into one kind of site."""

    name: str
    title: str
    steps: tuple[Step, ...]


LINES = """\
<script src="https://talk.example/embed.js" async></script>
<voxpop-thread site="news"></voxpop-thread>
<noscript><a href="https://talk.example/conversation?site=news" referrerpolicy="unsafe-url">Comments</a></noscript>
"""

COUNTS = """\
<script src="https://talk.example/count.js" data-site="news" async></script>
<a href="/the-story">Comments: <span data-voxpop-count></span></a>
"""

LISTS = """\
<script src="https://talk.example/embed.js" async></script>
<voxpop-latest site="news" count="5"></voxpop-latest>
<voxpop-discussed site="news" count="5" days="7"></voxpop-discussed>
"""

WORDPRESS = """\
<?php
/*
 * Plugin Name: Voxpop
 * Description: The conversation below posts and pages.
 */

defined( 'ABSPATH' ) || exit;

function voxpop_conversation() {
	if ( ! is_singular() || post_password_required() ) {
		return '';
	}
	$url  = get_permalink();
	$link = 'https://talk.example/conversation?site=news&url=' . rawurlencode( $url );
	return '<voxpop-thread site="news" url="' . esc_url( $url ) . '" thread-title="'
		. esc_attr( wp_strip_all_tags( get_the_title() ) ) . '"></voxpop-thread>'
		. '<noscript><a href="' . esc_url( $link ) . '">Comments</a></noscript>';
}

// Themes made of blocks, and themes made of templates.
add_filter( 'render_block_core/comments', 'voxpop_conversation' );
add_filter( 'comments_template', fn() => __DIR__ . '/comments.php', 99 );

add_action( 'wp_enqueue_scripts', function () {
	if ( is_singular() ) {
		wp_enqueue_script( 'voxpop', 'https://talk.example/embed.js', array(), null, true );
	}
} );
"""

WORDPRESS_COMMENTS = """\
<?php
defined( 'ABSPATH' ) || exit;
echo voxpop_conversation();
"""

HUGO = """\
<script src="https://talk.example/embed.js" async></script>
<voxpop-thread site="news" url="{{ .Permalink }}" thread-title="{{ .Title }}"></voxpop-thread>
<noscript>
  <a href="https://talk.example/conversation?site=news&amp;url={{ .Permalink }}">
    Comments</a>
</noscript>
"""

GHOST = """\
<script src="https://talk.example/embed.js" async></script>
<voxpop-thread site="news" url="{{url absolute="true"}}" thread-title="{{title}}"></voxpop-thread>
<noscript>
  <a href="https://talk.example/conversation?site=news&amp;url={{encode (url absolute="true")}}">
    Comments</a>
</noscript>
"""

JEKYLL = """\
<script src="https://talk.example/embed.js" async></script>
<voxpop-thread site="news" url="{{ page.url | absolute_url }}" thread-title="{{ page.title | escape }}"></voxpop-thread>
<noscript>
  <a href="https://talk.example/conversation?site=news&amp;url={{ page.url | absolute_url | cgi_escape }}">
    Comments</a>
</noscript>
"""

NEXT = """\
"use client";

import Script from "next/script";

export default function Conversation({ url, title }) {
  const link = `https://talk.example/conversation?site=news&url=${encodeURIComponent(url)}`;
  return (
    <>
      <Script src="https://talk.example/embed.js" />
      <voxpop-thread site="news" url={url} thread-title={title}></voxpop-thread>
      <noscript><a href={link}>Comments</a></noscript>
    </>
  );
}
"""

WAYS = (
    Way(
        "wordpress",
        "WordPress",
        (
            Step("A plugin of two files: wp-content/plugins/voxpop/voxpop.php", "php", WORDPRESS),
            Step("and beside it comments.php. Then switch Voxpop on under Plugins.", "php", WORDPRESS_COMMENTS),
        ),
    ),
    Way(
        "hugo",
        "Hugo",
        (
            Step("layouts/partials/comments.html", "html", HUGO),
            Step(
                "In the template of a page, like layouts/_default/single.html:",
                "html",
                '{{ partial "comments.html" . }}\n',
            ),
        ),
    ),
    Way(
        "ghost",
        "Ghost",
        (
            Step("In your theme, partials/comments.hbs", "html", GHOST),
            Step("In post.hbs, inside {{#post}}, below the content:", "html", "{{> comments}}\n"),
        ),
    ),
    Way(
        "jekyll",
        "Jekyll",
        (
            Step("_includes/comments.html", "html", JEKYLL),
            Step("In _layouts/post.html, below the content:", "html", "{% include comments.html %}\n"),
        ),
    ),
    Way(
        "next",
        "Next.js",
        (
            Step("components/conversation.jsx", "jsx", NEXT),
            Step(
                "In a page, with the address that readers know it by:",
                "jsx",
                '<Conversation url="https://paper.example/the-story" title="The story" />\n',
            ),
        ),
    ),
)


def fitted(text: str, server: str, site: str, chosen: Mapping[str, str]) -> str:
    """The text for a server and a site of it. `chosen`: what else the conversation's element says of itself."""
    says = {"site": site} | {name: value for name, value in chosen.items() if value}
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in says.items())
    own = text.replace(f"<voxpop-thread {ATTRIBUTE}", f"<voxpop-thread {attributes}")
    own = own.replace(ATTRIBUTE, f'site="{escape(site)}"').replace(PARAMETER, f"site={quote(site, safe='')}")
    return own.replace(SERVER, server)
