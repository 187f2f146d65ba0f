"""A backup that is restored brings nobody back: one command finds who was forgotten since, and forgets them again."""

import asyncio
import io
import json
import os
import shutil
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from tests.support.house import Place, opened
from tests.support.keeping import text_of
from tests.support.scrubs import Scrubs
from voxpop.privacy import again, command, erasing, forgotten, subject
from voxpop.privacy.erasure import Extent
from voxpop.privacy.subject import Subject
from voxpop.spam.submission import Submission

OUT = Console(file=io.StringIO())


async def forget(place: Place, who: Subject, extent: Extent = Extent.ALL) -> None:
    for _ in range(2):
        if who.marks or who.mails:
            await erasing.ask(erasing.means(place.house), who, extent)
        await erasing.turn(erasing.means(place.house))
        place.clock.forward(seconds=61)
        who = Subject(1)


def known(place: Place) -> list[again.Known]:
    return command.known_again(place.house.database, command.lines(None, place.house.settings.data)[0], OUT)


def restore(copy: Path, folder: Path) -> None:
    for file in folder.glob("voxpop.db*"):
        file.unlink()
    shutil.copyfile(copy, folder / "voxpop.db")


async def by_mail(place: Place, address: str) -> Subject:
    return await place.house.database.read(lambda conn: subject.by_mail(conn, 1, address))


async def test_a_restored_backup_is_cleaned(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path / 'voxpop.db'}", tmp_path / "backup.db"
    from voxpop.storage import migrations

    migrations.upgrade(url)
    async with opened(url, tmp_path) as place:
        await place.publish("ferry")
        await place.choose(email_required="off")
        await place.reader().said("To be forgotten.", name="Ann", email="ann@reader.example")
        liker = place.reader()
        await liker.said("By a cookie.", name="Cook", email="")
        await place.reader().said("To stay.", name="Bob", email="bob@reader.example")
        cookie = bytes(place.one("SELECT guest FROM sender WHERE email = ''"))
        await place.house.database.scrub()
        shutil.copyfile(tmp_path / "voxpop.db", copy)
        await forget(place, await by_mail(place, "ann@reader.example"))
        await forget(place, subject.by_cookie(1, cookie))
        assert known(place) == []
    restore(copy, tmp_path)
    async with opened(url, tmp_path) as place:
        place.clock.forward(minutes=10)
        assert await forgotten.warn(place.house.database, tmp_path)
        await place.reader().said("Anew.", name="Ann", email="ann@reader.example")
        those = known(place)
        by = erasing.means(place.house)
        for one in those:
            await place.house.database.write(
                lambda conn, one=one: erasing.begin(conn, place.house.clock, one.subject, one.extent, one.at)  # type: ignore[misc]
            )
        for _ in range(2):
            await erasing.turn(by)
            place.clock.forward(seconds=61)
        assert len(those) == 2
        left = {row.text for row in place.rows("SELECT text FROM comment WHERE text <> ''")}
        assert left == {"To stay.", "Anew."}
        assert not await forgotten.warn(place.house.database, tmp_path)


async def test_in_the_same_database_nobody_is_forgotten_again(place: Place) -> None:
    reader, other = place.reader(), await place.reader().said("To stay.", name="Bob", email="bob@reader.example")
    await reader.said("To be forgotten.", name="Ann", email="ann@reader.example")
    cookie = bytes(place.one("SELECT guest FROM sender WHERE email LIKE 'ann%'"))
    await forget(place, subject.by_cookie(1, cookie))
    await reader.like(other)
    await reader.post(f"/api/v1/comments/{other}/report", json={"reason": "abuse", "words": "Anew."})
    listed, _ = command.lines(None, place.house.settings.data)
    assert len(listed) == 1
    assert known(place) == []


async def test_what_was_reported_since_is_left_alone(place: Place) -> None:
    reader, other = place.reader(), await place.reader().said("To stay.", name="Bob", email="bob@reader.example")
    await reader.said("To be forgotten.", name="Ann", email="ann@reader.example")
    cookie = bytes(place.one("SELECT guest FROM sender WHERE email LIKE 'ann%'"))
    hashes = place.house.database.read_now(lambda conn: forgotten.hashes(conn, subject.by_cookie(1, cookie), ()))
    place.clock.forward(days=1)
    line = forgotten.Line(1, place.house.clock.next(place.clock.now), "all", tuple(one.hex() for one in hashes))
    place.clock.forward(days=1)
    await reader.post(f"/api/v1/comments/{other}/report", json={"reason": "abuse", "words": "Anew."})
    data, database = place.house.settings.data, place.house.database
    those = command.known_again(database, [line], OUT)
    await asyncio.to_thread(command.erase_again, database, data, place.house.clock, those, [line], OUT)
    assert {row.text for row in place.rows("SELECT text FROM comment")} == {"To stay.", ""}
    assert place.one("SELECT words FROM report") == "Anew."
    assert forgotten.read(data / forgotten.FILE) == [line]
    assert command.known_again(database, [line], OUT) == []


async def test_whom_the_backup_never_knew_is_no_reason_to_warn_again(place: Place) -> None:
    line, data = forgotten.Line(1, 7, "all", ("00" * 16,)), place.house.settings.data
    elsewhere = forgotten.Line(99, 7, "all", ("00" * 16,))  # of a site that is no more
    for one in (line, elsewhere):
        forgotten.append(data, one)
    assert await forgotten.warn(place.house.database, data)
    listed, _ = command.lines(None, data)
    await asyncio.to_thread(command.erase_again, place.house.database, data, place.house.clock, [], listed, OUT)
    assert not await forgotten.warn(place.house.database, data)


async def address_is_everywhere(place: Place, comment: int, address: str) -> None:
    """In a report of another browser, a letter, an attempt to sign in and what another blog had checked."""
    notice = {"reason": "illegal", "words": "Look.", "name": "Ann", "email": address, "good_faith": True}
    assert (await place.reader().post(f"/api/v1/comments/{comment}/report", json=notice)).status_code == 201
    at = {"id": place.house.clock.next(place.clock.now), "due": place.clock.now + 10**12}
    await place.write("INSERT INTO outbox VALUES (1, :id, 'mail', :to, '{}', :due, 0)", to=address, **at)
    await place.write(
        """INSERT INTO attempt (site_id, id, state, browser, method, opener, challenge, back, draft, asked, outcome,
                                said, via, until)
           VALUES (1, :id, :hash, :hash, 'email', '', '', '/', '{}', :asked, 'open', '', '', :due)""",
        asked=json.dumps({"email": address}), hash=address.encode(), **at,
    )  # fmt: skip
    await place.write(
        """INSERT INTO akismet_check (site_id, id, key_id, guid, due, callback, submission)
           VALUES (1, :id, 1, 'g', :due, '', :sent)""",
        sent=msgspec.json.encode(Submission("Hello.", name="Ann", email=address)).decode(), **at,
    )  # fmt: skip


async def test_an_address_is_found_wherever_it_stands(place: Place) -> None:
    address, other = "ann@reader.example", "bob@reader.example"
    comment = await place.reader().said("By somebody else.", name="Bob", email=other)
    await place.reader().said("To be forgotten.", name="Ann", email=address)
    for one in (address, other):
        await address_is_everywhere(place, comment, one)
    line = place.house.database.read_now(
        lambda conn: forgotten.Line(
            1,
            place.house.clock.next(place.clock.now),
            "all",
            tuple(one.hex() for one in forgotten.hashes(conn, subject.by_mail(conn, 1, address), ())),
        )
    )
    forgotten.append(place.house.settings.data, line)
    place.clock.forward(seconds=1)
    assert address in text_of(place)
    [known_] = known(place)
    assert known_.subject.emails == (address,)
    by = erasing.means(place.house)
    begun = await by.database.write(
        lambda conn: erasing.begin(conn, by.clock, known_.subject, known_.extent, known_.at)
    )
    await erasing.carry_on(by, begun)
    assert address not in text_of(place)
    tables = {"outbox": "target", "attempt": "asked", "akismet_check": "submission", "report": "email"}
    for table, column in tables.items():
        assert place.one(f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%{other}%'") == 1


async def test_the_warning_is_in_the_log_until_it_is_done(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    line = forgotten.Line(1, 7, "all", ("00" * 16,))
    forgotten.append(place.house.settings.data, line)
    assert await forgotten.warn(place.house.database, place.house.settings.data)
    assert "voxpop erase --again" in caplog.text
    await place.house.database.write(lambda conn: forgotten.put(conn, line))
    assert not await forgotten.warn(place.house.database, place.house.settings.data)


def test_a_line_that_was_cut_off_takes_no_other_with_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one, two = (forgotten.Line(1, number, "all", ("00" * 16,)) for number in (7, 8))
    forgotten.append(tmp_path, one)
    file = tmp_path / forgotten.FILE
    file.write_bytes(file.read_bytes() + b'{"site": 1, "id"')
    forgotten.append(tmp_path, two)
    assert forgotten.read(file) == [one, two]
    assert f"{file}, line 2," in caplog.text
    file.write_bytes(b'\xff\n{"site": 1, "id": 9, "extent": "all", "hashes": ["no"]}\n' + file.read_bytes())
    assert forgotten.read(file) == [one, two]


def test_a_line_is_written_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = forgotten.Line(1, 7, "all", ("00" * 16,))
    write = os.write
    monkeypatch.setattr(os, "write", lambda opened, told: write(opened, told[:5]))
    forgotten.append(tmp_path, line)
    assert forgotten.read(tmp_path / forgotten.FILE) == [line]


async def test_the_files_are_cleaned_once_for_all_who_came_back(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    scrubs = Scrubs(place, monkeypatch)
    those: list[again.Known] = []
    for address in ("ann@reader.example", "bob@reader.example", "cyd@reader.example"):
        await place.reader().said("To be forgotten.", name="Quagga", email=address)
        place.clock.forward(seconds=1)
        those.append(again.Known(place.clock.now, Extent.ALL, await by_mail(place, address)))
    await asyncio.to_thread(
        command.erase_again, place.house.database, place.house.settings.data, place.house.clock, those, [], OUT
    )
    assert scrubs.times == 1
    assert {row.step for row in place.rows("SELECT step FROM erasure")} == {"looked"}
    assert place.one("SELECT COUNT(*) FROM sender WHERE email LIKE '%reader.example'") == 0
