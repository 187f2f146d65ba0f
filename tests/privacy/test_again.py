"""A backup that is restored brings nobody back: one command finds who was forgotten since, and forgets them again."""

import io
import os
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from tests.support.house import Place, opened
from voxpop.privacy import again, command, erasing, forgotten, subject
from voxpop.privacy.erasure import Extent
from voxpop.privacy.subject import Subject

OUT = Console(file=io.StringIO())


async def forget(place: Place, who: Subject, extent: Extent = Extent.ALL) -> None:
    for _ in range(2):
        if who.marks or who.mails:
            await erasing.ask(erasing.means(place.house), who, extent)
        await erasing.turn(erasing.means(place.house))
        place.clock.forward(seconds=61)
        who = Subject(1)


def known(place: Place) -> list[again.Known]:
    lines = command.lines(place.house.database, None, place.house.settings.data)
    return again.find(place.house.database, 1, lines, lambda _: None)


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
        await place.house.database.scrub(None)
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
