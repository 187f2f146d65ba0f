"""Every address, on one page. What is asked most is answered before it comes here (hot.py).

GET     /                                   front page of a site
GET     /{slug}                             article page; ?reply_to=ID ?order= ?after=
GET     /threads?site=&url=&order=&after=   the conversation as an HTML fragment
GET     /live?site=&url=&lang=&since=       what is new there, as it comes; before it comes here (streams.py)
GET     /conversation?site=&url=            the page of one, also before it begins; without url of the page before
GET     /install?site=&order=&theme=&lang=  the lines for who owns a site; /theming: how it may look
GET     /threads/find?site=&url=&q=&lang=   what was found in it, as HTML; /threads/{id}/find?q= as a page
GET     /threads/{id}                       the page of a conversation whose article is elsewhere
GET     /lists/latest?site=&lang=&count=    as fragments; /lists/discussed?…&days= likewise
GET     /moderation-log?site=&before=       what moderators did, for readers, where the site shows it
GET     /feed /{slug}/feed /threads/{id}/feed   Atom
GET     /sitemap.xml /robots.txt
GET     /comments/{id}                      permanent link: to the page the comment is on
POST    /comments                           the form; /comments/{id}/like|unlike|mute|unmute|edit|delete; /warning
GET     /comments/{id}/report               and POST; /comments/{id}/appeal likewise
POST    /comments/{id}/react/{kind}         and …/unreact/{kind}
POST    /sign-in/{method}                   GET, POST /sign-in/{method}/back    GET, POST /sign-in/window/{id}
GET     /sign-in/email                      POST asks for a mail    GET, POST …/sent/{id} …/{token}
GET     /sign-in/passkey                    POST /sign-in/passkey, /sign-in/passkey/key
POST    /sign-out
GET     /account?site=&older=               POST /account/name|picture, accounts|passkeys/remove, sessions|mutes/end
GET     /privacy/yours?site=                what is kept of who asks; POST …/download, GET, POST …/forget …/proof/…
GET     /desk?site=&queue=&…                the queues; /desk/comments/{id} one comment
POST    /desk/comments/{id}/{act}           approve, reject, spam, …; /note
GET     /desk/all?act=&…                    an act on all of a queue; POST there, /desk/ticked, /desk/back
POST    /desk/comments/{id}/answers/hide     all that answers a comment
GET     /desk/transparency?site=&year=&as=  the yearly count
GET     /desk/people/{id}                   who wrote a comment; POST …/{act}: warn, hold, mute, ban, lift, undo_day, …
GET     /desk/threads?site=                 /desk/threads/{id}; POST …/{act}: close, open, slow, cool, restore
GET     /desk/numbers?site=&days=           charts and tables; /desk/numbers.csv?…&part= one of the tables
GET     /desk/sign-in?back=                 and POST; /desk/sign-in/code, POST …/passkey …/key    POST /desk/sign-out
GET     /desk/prove?back=                   and POST; POST …/passkey …/key    GET, POST /desk/join/{token}
GET     /desk/rules?site=                   …/form …/try    POST …/save …/act
GET     /desk/team                          POST …/invite|withdraw|role|remove|password|passkey|key|sessions/end
GET     /desk/team/digest                   POST …/address|hours|forget    GET, POST /desk/team/digest/{token}
GET     /desk/letters/{token}               and POST: an act by a link of a letter; …/letters/end/{token} likewise
GET     /desk/team/code                     and POST; POST …/code/remove …/passkey/remove
GET     /api/v1/threads /api/v1/counts /api/v1/mine /api/v1/form
GET     /api/v1/names?site=&url=&q=         POST /api/v1/preview
GET     /api/v1/session                     POST, DELETE; POST /api/v1/session/token
POST    /api/v1/comments                    PATCH, DELETE /api/v1/comments/{id}    PUT, DELETE …/like …/mute
POST    /api/v1/comments/{id}/report        POST …/appeal
PUT     /api/v1/comments/{id}/reactions/{kind}   and DELETE
GET     /privacy?site=&lang=                /privacy.json?site=&lang=&on= how data is processed
GET     /api/docs                           OpenAPI
GET     /embed.js /count.js                 the scripts that pages of others load
GET     /static/{name} /media/{name} /healthz /metrics
POST    /1.1/{call} /1.2/{call} /k/{key}/…  Akismet's protocol, before it comes here (akismet/server.py)
"""

from typing import Any

from voxpop.discussion import api, reader_api, writing_api
from voxpop.pages import (
    account,
    appeals,
    article,
    assets,
    conversation,
    documentation,
    email_link,
    feeds,
    finding,
    forms,
    front,
    health,
    install,
    lists,
    live,
    moderation_log,
    passkeys,
    privacy,
    reader_forms,
    reports,
    script,
    session_api,
    sign_in,
    theming,
    yours,
)
from voxpop.pages.desk import acts as desk_acts
from voxpop.pages.desk import bulk as desk_bulk
from voxpop.pages.desk import comment as desk_comment
from voxpop.pages.desk import letters as desk_letters
from voxpop.pages.desk import numbers as desk_numbers
from voxpop.pages.desk import people as desk_people
from voxpop.pages.desk import queue as desk_queue
from voxpop.pages.desk import rules as desk_rules
from voxpop.pages.desk import sign_in as desk_sign_in
from voxpop.pages.desk import team as desk_team
from voxpop.pages.desk import threads as desk_threads
from voxpop.pages.desk import transparency as desk_transparency

DESK: list[Any] = [
    *desk_sign_in.HANDLERS,
    *desk_team.HANDLERS,
    *desk_queue.HANDLERS,
    *desk_bulk.HANDLERS,
    *desk_comment.HANDLERS,
    *desk_acts.HANDLERS,
    *desk_rules.HANDLERS,
    *desk_transparency.HANDLERS,
    *desk_people.HANDLERS,
    *desk_threads.HANDLERS,
    *desk_numbers.HANDLERS,
    *desk_letters.HANDLERS,
]
HANDLERS: list[Any] = [
    *DESK,
    *front.HANDLERS,
    *feeds.HANDLERS,
    *assets.HANDLERS,
    *script.HANDLERS,
    *health.HANDLERS,
    *lists.HANDLERS,
    *live.HANDLERS,
    *moderation_log.HANDLERS,
    *privacy.HANDLERS,
    *documentation.HANDLERS,
    *finding.HANDLERS,
    *api.HANDLERS,
    *writing_api.HANDLERS,
    *reader_api.HANDLERS,
    *forms.HANDLERS,
    *reader_forms.HANDLERS,
    *reports.HANDLERS,
    *appeals.HANDLERS,
    *email_link.HANDLERS,
    *passkeys.HANDLERS,
    *sign_in.HANDLERS,
    *session_api.HANDLERS,
    *account.HANDLERS,
    *yours.HANDLERS,
    *conversation.HANDLERS,
    *install.HANDLERS,
    *theming.HANDLERS,
    *article.HANDLERS,
]
