"""The table of settings: where a value comes from, what each parser takes, and how bad values are told."""

import ipaddress
from datetime import timedelta
from pathlib import Path

import pytest

from voxpop import settings
from voxpop.settings import Settings, SettingsError, load


def loaded(folder: Path, flags: dict[str, str | None] | None = None, **environ: str) -> Settings:
    return load({"data": str(folder)} | (flags or {}), environ)


def lines(folder: Path, flags: dict[str, str | None] | None = None, **environ: str) -> list[str]:
    """The complaints, one for each bad value."""
    with pytest.raises(SettingsError) as caught:
        loaded(folder, flags, **environ)
    return str(caught.value).splitlines()


def test_a_flag_wins_over_the_environment_that_over_the_file_that_over_the_default(tmp_path: Path) -> None:
    ports = [loaded(tmp_path).port]
    (tmp_path / "voxpop.toml").write_text("port = 81\n")
    ports.append(loaded(tmp_path).port)
    ports.append(loaded(tmp_path, VOXPOP_PORT="82").port)
    ports.append(loaded(tmp_path, {"port": "83"}, VOXPOP_PORT="82").port)
    ports.append(loaded(tmp_path, {"port": None}, VOXPOP_PORT="82").port)
    assert ports == [8080, 81, 82, 83, 82]


def test_the_file_lies_in_the_data_folder_that_the_environment_names(tmp_path: Path) -> None:
    (tmp_path / "voxpop.toml").write_text("port = 81\n")
    found = load({}, {"VOXPOP_DATA": str(tmp_path)})
    assert (found.data, found.port) == (tmp_path, 81)


def test_a_file_may_write_values_as_toml_does(tmp_path: Path) -> None:
    (tmp_path / "voxpop.toml").write_text('rate_limits = false\ntrusted_proxies = ["10.0.0.1", "10.1.0.0/16"]\n')
    found = loaded(tmp_path)
    assert found.rate_limits is False
    assert found.trusted_proxies == (ipaddress.ip_network("10.0.0.1"), ipaddress.ip_network("10.1.0.0/16"))


def test_the_environment_of_other_programs_is_not_looked_at(tmp_path: Path) -> None:
    assert loaded(tmp_path, PORT="1", HOST="x", VOX="y", XVOXPOP_PORT="z") == loaded(tmp_path)


def test_all_bad_values_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "voxpop.toml").write_text('host = "::1"\nedit_windw = "15m"\nport = 0\npage_cache = {a = 1}\n')
    told = lines(tmp_path, {"workers": "many"}, VOXPOP_RATE_LIMITS="no", VOXPOP_COLOUR="red", VOXPOP_PORT="0")
    assert sorted(line.partition("=")[0] for line in told) == sorted([
        f"{tmp_path}/voxpop.toml: edit_windw", f"{tmp_path}/voxpop.toml: page_cache",
        "VOXPOP_PORT", "VOXPOP_RATE_LIMITS", "VOXPOP_COLOUR", "--workers",
    ])  # fmt: skip


def test_a_complaint_holds_the_value_and_the_remedy(tmp_path: Path) -> None:
    assert lines(tmp_path, VOXPOP_PAGE_CACHE="lots") == [
        "VOXPOP_PAGE_CACHE='lots': want a whole number and one of KiB, MiB, GiB, like 32MiB"
    ]


def test_an_unknown_name_is_told_with_all_known_ones(tmp_path: Path) -> None:
    [line] = lines(tmp_path, VOXPOP_PROT="80")
    assert all(name in line for name, _, _ in settings.table(Settings))


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2"])
def test_a_file_that_is_no_toml_is_told_with_the_other_complaints(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "voxpop.toml").write_bytes(content)
    told = lines(tmp_path, VOXPOP_PORT="x")
    assert str(tmp_path / "voxpop.toml") in told[0]
    assert told[-1].startswith("VOXPOP_PORT='x'")


GOOD = [
    (settings.whole(1, 65535), "1", 1),
    (settings.whole(1, 65535), "65535", 65535),
    (settings.whole(0, 9), "007", 7),
    (settings.switch, "on", True),
    (settings.switch, "off", False),
    (settings.choice("a", "b"), "b", "b"),
    (settings.words, "  two words ", "two words"),
    (settings.duration, "90s", timedelta(seconds=90)),
    (settings.duration, "15m", timedelta(minutes=15)),
    (settings.duration, "2h", timedelta(hours=2)),
    (settings.duration, "999999d", timedelta(days=999_999)),
    (settings.duration, "0s", timedelta()),
    (settings.size, "1KiB", 1024),
    (settings.size, "32MiB", 32 * 1024**2),
    (settings.size, "2GiB", 2 * 1024**3),
    (settings.networks, "", ()),
    (settings.networks, " ::1 ,", (ipaddress.ip_network("::1"),)),
    (settings.origin, "", ""),
    (settings.origin, "https://talk.example", "https://talk.example"),
    (settings.origin, "https://talk.example/", "https://talk.example"),
    (settings.origin, "HTTPS://Talk.Example:443", "https://talk.example"),
    (settings.origin, "http://talk.example:8080", "http://talk.example:8080"),
    (settings.origin, "http://[::1]:8080", "http://[::1]:8080"),
    (settings.origin, "https://bücher.example", "https://xn--bcher-kva.example"),
    (settings.database_url, "", ""),
    (settings.database_url, "postgresql://u@h/d", "postgresql://u@h/d"),
]


@pytest.mark.parametrize(("parse", "written", "value"), GOOD)
def test_each_parser_takes_what_it_should(parse, written: str, value: object) -> None:
    assert parse(written) == value


BAD = [
    *((settings.whole(1, 9), written) for written in ("", "0", "10", "-1", "+1", "1.0", "1e0", " 1", "1\n", "١", "x")),
    *((settings.whole(1, 9), written) for written in ("9" * 10, "9" * 10_000)),
    *((settings.switch, written) for written in ("", "On", "true", "1", "yes", "on ")),
    *((settings.choice("a", "b"), written) for written in ("", "A", "c", "a,b")),
    *((settings.duration, written) for written in ("", "15", "m", "15 m", "1.5h", "-1m", "15M", "1w", "1000000s")),
    *((settings.size, written) for written in ("", "16", "16MB", "16mib", "-1KiB", "1 MiB", "1000000KiB")),
    *((settings.networks, written) for written in ("x", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.1 10.0.0.2", "::g")),
    *((settings.database_url, written) for written in ("postgres://h/d", "sqlite:///x", "mysql://h/d", "x")),
    *(
        (settings.origin, written)
        for written in (
            "talk.example", "//talk.example", "ftp://talk.example", "https://", "https://talk.example/path",
            "https://talk.example?x", "https://talk.example#x", "https://u:p@talk.example", "https://talk.example:x",
            "https://talk.example:99999", "https://talk example", "https://[::1", "https://talk.example\\",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "written"), BAD)
def test_each_parser_refuses_what_it_should_and_says_what_it_wants(parse, written: str) -> None:
    with pytest.raises(ValueError, match=r"^want "):
        parse(written)


@pytest.mark.parametrize("kind", [Settings])
def test_every_default_is_taken_by_its_own_parser_and_every_meaning_is_a_sentence(kind: type) -> None:
    kind()
    for _, _, meaning in settings.table(kind):
        assert meaning[0].isupper()
        assert meaning.endswith(".")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"port": "80"}, "http://127.0.0.1"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"host": "::"}, "http://[::1]:8080"),
        ({"host": ""}, "http://127.0.0.1:8080"),
        ({"host": "::1", "port": "80"}, "http://[::1]"),
        ({"host": "[fe80::1]"}, "http://[fe80::1]:8080"),
        ({"host": "paper.example"}, "http://paper.example:8080"),
        ({"public_url": "https://talk.example", "host": "0.0.0.0"}, "https://talk.example"),
    ],
)
def test_the_address_is_the_one_that_readers_use(tmp_path: Path, given: dict[str, str | None], address: str) -> None:
    assert loaded(tmp_path, given).address == address


def test_without_a_database_it_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert loaded(tmp_path).database_address == f"sqlite:///{tmp_path}/voxpop.db"
    assert loaded(tmp_path, {"database": "postgresql://h/d"}).database_address == "postgresql://h/d"
