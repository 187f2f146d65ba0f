"""Nothing in the repository depends on one machine, or on one host for packages."""

import re

import pytest

from tests.docs import repository

HOSTS = tuple(
    f"{name}.{top}" for name, top in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
PLACE = "/" + "work"
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), rf"(?<![\w.*}}]){PLACE}\b(?!-)"]))


def test_no_line_names_a_registry_or_a_place_of_one_machine() -> None:
    found = []
    for path in repository.files():
        for number, line in enumerate(path.read_bytes().decode("utf-8", "ignore").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{path.relative_to(repository.ROOT)}:{number}")
    assert found == []


@pytest.mark.parametrize("line", [f"https://{HOSTS[0]}/simple", f"cd {PLACE}/main", f"'{PLACE}'"])
def test_such_a_line_is_found(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["/framework/", "./work/", "https://news.example/work/", "/workers"])
def test_an_innocent_line_is_not(line: str) -> None:
    assert not FORBIDDEN.search(line)
