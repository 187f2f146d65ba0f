"""Numbers of this process since its start, as Prometheus reads them (text exposition format 0.0.4)."""

from collections import Counter

HELP = {
    "voxpop_answers_total": "Answers by status, of those that went through the framework.",
    "voxpop_posts_total": "Comments taken, by what became of them.",
    "voxpop_refusals_total": "Refusals by code.",
    "voxpop_judge_failures_total": "Submissions that could not be judged, and wait for a moderator.",
    "voxpop_models_total": "Models fitted to a site's lessons, by what became of them.",
    "voxpop_akismet_total": "Calls of Akismet's protocol, by what was answered.",
    "voxpop_advice_total": "Answers of a server of Akismet's that was asked about a comment.",
    "voxpop_returns_total": "Readers who came back from a provider of accounts, by what came of it.",
    "voxpop_clock_differs_total": "Tokens of providers of accounts that were over or not begun: a clock is wrong.",
    "voxpop_letters_total": "Attempts to send a letter of the outbox, by what became of them.",
    "voxpop_events_total": "Events given to streams of who listens for new comments.",
    "voxpop_polls_total": "Streams that were not opened, so that their readers look now and then, by why.",
}

hot_answers = 0  # apart from the others: counted at a door that must cost nothing
streams = 0  # of readers who listen for new comments
_counts: Counter[tuple[str, str, str]] = Counter()


def count(name: str, label: str = "", value: str = "", *, times: int = 1) -> None:
    """So many more. `label` and `value` from closed sets only, so that the numbers stay few."""
    _counts[name, label, value] += times


def exposition(pages_made: int, doors: int) -> str:
    lines: list[str] = []
    for name, meaning in HELP.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} counter"]
        lines += [
            f'{name}{{{label}="{value}"}} {number}' if label else f"{name} {number}"
            for (counted, label, value), number in sorted(_counts.items())
            if counted == name
        ]
    lines += [
        "# HELP voxpop_hot_answers_total Answers given from ready pages before the framework.",
        "# TYPE voxpop_hot_answers_total counter",
        f"voxpop_hot_answers_total {hot_answers}",
        "# HELP voxpop_pages_made_total Pages made because no ready one could be given.",
        "# TYPE voxpop_pages_made_total counter",
        f"voxpop_pages_made_total {pages_made}",
        "# HELP voxpop_doors Requests remembered as leading straight to a ready page.",
        "# TYPE voxpop_doors gauge",
        f"voxpop_doors {doors}",
        "# HELP voxpop_streams Readers who listen for new comments.",
        "# TYPE voxpop_streams gauge",
        f"voxpop_streams {streams}",
    ]
    return "\n".join(lines) + "\n"
