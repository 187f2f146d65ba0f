"""What the command line tells while somebody is forgotten, and what it leaves where it cannot write."""

import errno
import shutil
from pathlib import Path
from typing import IO

import pytest

from tests.support.house import Place
from voxpop.privacy import command, erasing, subject
from voxpop.privacy.rows import Asked
from voxpop.terminal import out


def test_each_step_has_a_name_for_who_watches() -> None:
    assert set(command.WORDS) == {step for step, _ in erasing.STEPS}


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
async def test_a_zip_that_cannot_be_written_whole_is_not_there(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    await place.reader().said("Words.", email="ann@reader.example")
    who = place.house.database.read_now(lambda conn: subject.named(conn, 1, "ann@reader.example"))
    asked = Asked(who, place.site(), place.clock.now, place.house.settings.data)
    folder = tmp_path / "out"
    folder.mkdir()

    def fails(made: IO[bytes], into: IO[bytes]) -> None:
        into.write(made.read(10))
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", fails)
        with pytest.raises(type(error)):
            command.take(place.house.database, asked, folder / "ann.zip", out)
    assert list(folder.iterdir()) == []
    assert command.take(place.house.database, asked, folder / "ann.zip", out) == (folder / "ann.zip").stat().st_size
    assert [one.stat().st_mode & 0o777 for one in folder.iterdir()] == [0o600]
