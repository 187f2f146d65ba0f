"""The wall around the tests stands, here and in the processes that tests start."""

import socket
import subprocess
import sys

import pytest

from tests.support.loopback import OutsideWorldError
from tests.support.server import environment

OUTSIDE = ("192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "10.0.0.1", "169.254.169.254")


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_connection_to_another_machine_is_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(OutsideWorldError):
        sock.connect((address, 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        with pytest.raises(OutsideWorldError):
            sock.sendto(b"hello", ("192.0.2.1", 53))
        with pytest.raises(OutsideWorldError):
            sock.sendmsg([b"hello"], [], 0, ("192.0.2.1", 53))


def test_asking_for_a_name_is_refused() -> None:
    with pytest.raises(OutsideWorldError):
        socket.getaddrinfo("voxpop.example", 80)
    with pytest.raises(OutsideWorldError):
        socket.gethostbyname("voxpop.example")


def test_loopback_and_unix_sockets_are_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as there, socket.create_connection(there.getsockname()) as here:
        here.sendall(b"hello")
    with socket.socket(socket.AF_UNIX) as sock, pytest.raises(FileNotFoundError):
        sock.connect("/nowhere/voxpop.sock")


def test_a_started_process_has_the_wall_too() -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run([sys.executable, "-c", reach], env=environment({}), capture_output=True, text=True)
    assert "OutsideWorldError" in done.stderr
