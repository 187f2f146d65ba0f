"""The judge's report: sets kept apart, folds that no near-copy straddles, figures that say what was reached."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "judge"))

import parts
import rivals
import sets

FILES = {
    "youtube_spam": "",
    "sms_spam": "",
    "email_spamassassin": "",
    "telegram_ru": "",
    "spambot_dump": "spam",
    "telegram_tgspam": "",
    "ham_mademistakes": "ham",
    "ham_hendrixjoseph": "ham",
}
OF_EACH = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two near-copies in a row share a cluster; the first text of YouTube and of SMS are copies of each other."""
    lines = ["id\tdataset\tlabel\tcluster\tfold"]
    for name, label in FILES.items():
        rows = [
            {
                "id": f"{name}-{n}",
                "text": f"Number {n} of {name}",
                "label": label or ("spam" if n % 4 < 2 else "ham"),
            }
            for n in range(OF_EACH)
        ]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        for n, row in enumerate(rows):
            shared = n == 0 and name in ("youtube_spam", "sms_spam")
            cluster = "shared" if shared else f"{name}{n // 2}"
            lines.append(f"{row['id']}\t{name}\t{row['label']}\t{cluster}\ttrain")
    (tmp_path / "splits.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def by_name(folder: Path, most: int = 100) -> dict[str, sets.Place]:
    return {place.name: place for place in sets.read(folder, most)}


def test_near_copies_lie_in_one_fold_and_every_fold_holds_some(folder: Path):
    videos = by_name(folder)["videos"]
    of_cluster: dict[str, set[int]] = {}
    for row, fold in zip(videos.rows, sets.folds(videos), strict=True):
        of_cluster.setdefault(row.cluster, set()).add(int(fold))
    assert all(len(found) == 1 for found in of_cluster.values())
    assert len(set().union(*of_cluster.values())) > 1


def test_a_near_copy_of_a_left_out_source_is_not_trained_on(folder: Path):
    places = by_name(folder)
    kept = sets.apart(places["SMS"], places["videos"])
    assert [row.text for row in kept.rows] == [f"Number {n} of sms_spam" for n in range(1, OF_EACH)]
    assert len(kept.seen.features) == len(kept.seen.beside) == len(kept.rows)


def test_of_the_set_whose_labels_are_its_languages_only_spam_is_taken(folder: Path):
    rows = [row for row in by_name(folder)["blogs"].rows if "tgspam" in row.text]
    assert rows
    assert all(row.spam for row in rows)


def test_a_sample_is_the_same_each_time_and_no_larger_than_asked(folder: Path):
    first, again = (by_name(folder, 5)["e-mail"] for _ in range(2))
    assert [row.text for row in first.rows] == [row.text for row in again.rows]
    assert len(first.rows) == 5


def test_a_folder_that_is_not_there_is_said_with_what_to_do(tmp_path: Path):
    with pytest.raises(SystemExit, match="SPAM_DATA=FOLDER"):
        sets.read(tmp_path / "nowhere", 10)


def scored(who: str, said: list[float], place: str = "videos") -> parts.Scored:
    odds = np.array(said)
    return parts.Scored(who, place, np.array([True, True, False, False]), odds, odds)


def test_a_figure_is_reached_or_not_by_the_issue_s_targets():
    good, bad = scored("Voxpop", [0.9, 0.8, 0.1, 0.2]), scored("bogofilter", [0.1, 0.8, 0.6, 0.2])
    figures = {one.name: one for one in parts.figures([good, bad], [good, bad], {"videos": [(100, 0.94, 0.3)]})}
    assert figures["within videos, area"].reached
    assert figures["videos unseen, area"].reached
    assert figures["videos unseen, calibration error"].reached is False  # 0.15 away, each
    assert not figures["videos after 100 decisions, area"].reached


def test_to_reach_the_issue_s_figure_is_not_enough_where_a_peer_is_better():
    ours, peer = scored("Voxpop", [0.9, 0.5, 0.5, 0.2]), scored("bogofilter", [0.9, 0.8, 0.1, 0.2])
    (figure, _) = parts.figures([ours, peer], [], {})
    assert (figure.target, figure.reached, figure.wanted) == (1.0, False, "≥ 1.0000")


def test_where_the_issue_names_no_figure_the_best_peer_is_the_target():
    places = "Telegram, Russian"
    ours, peer = scored("Voxpop", [0.9, 0.3, 0.5, 0.2], places), scored("bogofilter", [0.9, 0.8, 0.1, 0.2], places)
    (figure, _) = parts.figures([ours, peer], [], {})
    assert (figure.target, figure.reached) == (1.0, False)


def test_a_peer_is_given_whole_texts_and_must_answer_for_each(tmp_path: Path):
    given: list[str] = []

    def score(_mind: Path, files: list[str]) -> list[float]:
        given.extend(Path(file).read_text("utf-8") for file in files)
        return [0.5] * (len(files) - 1)

    peer = rivals.Peer("stub", lambda mind, spam, honest: None, score)
    with pytest.raises(SystemExit, match="1 of 2"):
        rivals.Taught(peer, tmp_path).score([sets.Row("Привет", True, ""), sets.Row("Hello\nyou", False, "")])
    assert [text.split("\n\n", 1)[1] for text in given] == ["Привет\n", "Hello\nyou\n"]
