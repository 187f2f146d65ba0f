"""Settings: flag before environment before file before default, and every mistake named."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from voxpop import settings
from voxpop.settings import Settings, SettingsError, load


def written(folder: Path, text: str) -> dict[str, str]:
    (folder / "voxpop.toml").write_text(text)
    return {"data": str(folder)}


def test_without_anything_there_are_defaults() -> None:
    assert load({}, {}) == Settings()
    assert (Settings().port, Settings().rate_limits, Settings().trusted_proxies) == (8080, True, ())


def test_a_flag_comes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    flags = written(tmp_path, "port = 1\nworkers = 2\nhost = '10.0.0.1'")
    loaded = load(flags | {"port": "3"}, {"VOXPOP_PORT": "4", "VOXPOP_WORKERS": "5"})
    assert (loaded.port, loaded.workers, loaded.host) == (3, 5, "10.0.0.1")


def test_a_flag_that_was_not_given_is_none(tmp_path: Path) -> None:
    assert load({"port": None}, {"VOXPOP_PORT": "4"}).port == 4


def test_the_file_is_found_in_the_folder_that_the_environment_names(tmp_path: Path) -> None:
    written(tmp_path, "port = 9")
    assert load({}, {"VOXPOP_DATA": str(tmp_path)}).port == 9


def test_the_file_may_be_written_in_toml_s_own_kinds(tmp_path: Path) -> None:
    flags = written(tmp_path, 'rate_limits = false\nport = 9\ntrusted_proxies = ["10.0.0.1", "fd00::/8"]')
    loaded = load(flags, {})
    assert (loaded.rate_limits, loaded.port) == (False, 9)
    assert loaded.trusted_proxies == (ip_network("10.0.0.1"), ip_network("fd00::/8"))


def test_every_mistake_is_named_with_its_place(tmp_path: Path) -> None:
    flags = written(tmp_path, "workers = 0\nprot = 7")
    with pytest.raises(SettingsError) as error:
        load(flags | {"port": "http"}, {"VOXPOP_RATE_LIMITS": "no", "VOXPOP_RATELIMITS": "off"})
    told = str(error.value)
    for words in (
        "--port='http': want a whole number from 1 to 65535",
        "VOXPOP_RATE_LIMITS='no': want on or off",
        "VOXPOP_RATELIMITS='off': there is no such setting; there are akismet_hosts, akismet_test, akismet_url, data,",
        "voxpop.toml: workers='0'",
        "voxpop.toml: prot='7': there is no such setting",
    ):
        assert words in told


@pytest.mark.parametrize("value", ["", "https://rest.akismet.com/1.1", "rest.akismet.com", "ftp://a.example"])
def test_a_server_to_ask_is_an_origin(value: str) -> None:
    with pytest.raises(SettingsError, match=f"VOXPOP_AKISMET_URL='{value}': want an origin like"):
        load({}, {"VOXPOP_AKISMET_URL": value})


@pytest.mark.parametrize("text", ["port = ", "\xff".encode("latin-1").decode("latin-1") + "=", "[[port"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"voxpop.toml: not readable as TOML"):
        load(written(tmp_path, text), {})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("port", ["0", "65536", "-1", "8080.0", " 8080", "8_080", "٨"]),
        ("workers", ["0", "65"]),
        ("database", ["mysql://x", "sqlite:///x", "postgres"]),
        (
            "public_url",
            ["paper.example", "ftp://paper.example", "https://", "https://paper.example/path", "https://x?y"],
        ),
        ("trusted_proxies", ["10.0.0.0/33", "proxy", "10.0.0.1/24"]),
        ("page_cache", ["24", "24MB", "-1MiB", "1.5GiB"]),
    ],
)
def test_what_cannot_be_used_is_refused(name: str, values: list[str]) -> None:
    for value in values:
        with pytest.raises(SettingsError, match=f"--{name.replace('_', '-')}="):
            load({name: value}, {})


def test_sizes_and_durations_are_read_with_their_units() -> None:
    assert load({"page_cache": "3MiB"}, {}).page_cache == 3 << 20
    assert [settings.duration(text) for text in ("9s", "15m", "2h", "3d")] == [
        timedelta(seconds=9),
        timedelta(minutes=15),
        timedelta(hours=2),
        timedelta(days=3),
    ]


@pytest.mark.parametrize(
    ("flags", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"port": "80"}, "http://127.0.0.1"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"host": "::"}, "http://[::1]:8080"),
        ({"host": "::1"}, "http://[::1]:8080"),
        ({"host": "paper.example", "port": "81"}, "http://paper.example:81"),
        ({"public_url": "https://Paper.Example/"}, "https://paper.example"),
    ],
)
def test_the_address_is_where_readers_come_to(flags: dict[str, str], address: str) -> None:
    assert load(flags, {}).address == address


def test_the_database_is_a_file_in_the_folder_unless_one_is_named() -> None:
    assert load({"data": "/srv/x"}, {}).database_address == "sqlite:////srv/x/voxpop.db"
    assert load({"database": "postgresql://u@h/n"}, {}).database_address == "postgresql://u@h/n"
