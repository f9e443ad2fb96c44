"""Fetching goes to the address that was checked, follows redirects with the same eyes, and ends in time."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dreamwright.errors import BadFile, BadOption
from dreamwright.service.inputs.addresses import Allowed
from dreamwright.service.inputs.fetch import Rules, fetch, take_url
from dreamwright.service.inputs.take import Intake

Send = Callable[[bytes], None]
BODY = b"what was asked for"


@dataclass
class Host:
    """A web server on the loopback that answers each path as it was told, byte by byte."""

    listener: socket.socket
    answers: dict[str, Callable[[Send], None]] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    secure: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def give(self, path: str, *parts: bytes) -> None:
        self.answers[path] = lambda send: [send(part) for part in parts] and None

    def file(self, path: str, body: bytes = BODY, *headers: str) -> None:
        told = "".join(f"{header}\r\n" for header in (f"Content-Length: {len(body)}", *headers))
        self.give(path, f"HTTP/1.1 200 OK\r\n{told}\r\n".encode() + body)

    def move(self, path: str, to: str, status: int = 302) -> None:
        self.give(path, f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            connection = self.secure.wrap_socket(connection, server_side=True) if self.secure else connection
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(4_096)
            self.heads.append(head.decode())
            self.answers[head.split()[1].decode()](connection.sendall)
        except OSError:
            pass  # the client went away
        finally:
            connection.close()


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    thread = threading.Thread(target=host.serve, daemon=True)
    thread.start()
    yield host
    host.listener.shutdown(socket.SHUT_RDWR)
    host.listener.close()
    thread.join(5)


@pytest.fixture
def host() -> Iterator[Host]:
    with serving(Host(socket.create_server(("127.0.0.1", 0)))) as one:
        yield one


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "fetched"


RULES = Rules(most_bytes=100_000, total_s=10.0, allowed=Allowed(["127.0.0.1"]))


def test_a_file_is_fetched(host: Host, to: Path) -> None:
    host.file("/a%20b/f%C3%A4.png?x=1&y=%2F")
    assert fetch(host.url("/a%20b/fä.png?x=1&y=%2F#part"), to, RULES) == len(BODY)
    assert to.read_bytes() == BODY
    assert f"Host: 127.0.0.1:{host.port}\r\n" in host.heads[0]
    assert "Accept-Encoding: identity" in host.heads[0]
    assert "Cookie" not in host.heads[0]


def test_chunked_files_are_fetched(host: Host, to: Path) -> None:
    host.give(
        "/", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nwhat \r\n", b"3\r\nwas\r\n0\r\n\r\n"
    )
    fetch(host.url("/"), to, RULES)
    assert to.read_bytes() == b"what was"


def test_without_leave_nothing_inside_is_asked(host: Host, to: Path) -> None:
    host.file("/")
    port = host.port
    for name in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "①27.0.0.1"):
        with pytest.raises(BadFile, match=r"^The URL cannot be fetched: its host is not on the public Internet\.$"):
            fetch(f"http://{name}:{port}/", to, replace(RULES, allowed=Allowed()))
    assert host.heads == []
    assert not to.exists()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(host: Host, to: Path, status: int) -> None:
    host.move("/a/b", "../c?x", status)
    host.move("/c?x", host.url("/end"), status)
    host.file("/end")
    fetch(host.url("/a/b"), to, RULES)
    assert to.read_bytes() == BODY


@pytest.mark.parametrize(
    "onward",
    ["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706434/",
     "//10.0.0.1/x", "http://[::ffff:10.0.0.1]/", "http://[fe80::1%25eth0]/"],
)  # fmt: skip
def test_redirects_inside_are_refused(host: Host, to: Path, onward: str) -> None:
    host.move("/", onward)
    with pytest.raises(BadFile, match=r"^The URL cannot be fetched: its host is not on the public Internet\.$"):
        fetch(host.url("/"), to, RULES)


@pytest.mark.parametrize("onward", ["file:///etc/passwd", "data:,x", "gopher://x/", "ftp://x/", "http://u:p@1.1.1.1/"])
def test_redirects_to_other_kinds_of_url_are_refused(host: Host, to: Path, onward: str) -> None:
    host.move("/", onward)
    with pytest.raises(BadOption):
        fetch(host.url("/"), to, RULES)


def test_redirects_end(host: Host, to: Path) -> None:
    for k in range(7):
        host.move(f"/{k}", f"/{k + 1}")
    host.file("/7")
    with pytest.raises(BadFile, match="leads on more than 5 times"):
        fetch(host.url("/0"), to, RULES)
    fetch(host.url("/2"), to, RULES)
    assert to.read_bytes() == BODY


def test_a_name_is_resolved_once_and_pinned(host: Host, to: Path) -> None:
    """DNS rebinding: whatever the name means a moment later, the checked address is the one that is asked."""
    asked: list[str] = []

    def resolver(name: str, port: int) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    host.file("/")
    host.move("/again", "/")
    rules = replace(RULES, resolver=resolver)
    fetch(host.url("/", "films.example"), to, rules)
    assert asked == ["films.example"]
    assert f"Host: films.example:{host.port}\r\n" in host.heads[0]
    asked.clear()
    with pytest.raises(BadFile, match="not on the public Internet"):  # each redirect is a new question
        fetch(host.url("/again", "films.example"), to.with_name("second"), rules)
    assert asked == ["films.example", "films.example"]


def test_another_address_is_tried_when_one_does_not_answer(host: Host, to: Path) -> None:
    host.file("/")
    rules = replace(RULES, allowed=Allowed(["127.0.0.0/8"]), resolver=lambda name, port: ["127.0.0.9", "127.0.0.1"])
    assert fetch(host.url("/", "films.example"), to, rules) == len(BODY)


def test_ports_are_those_of_the_web(to: Path) -> None:
    with pytest.raises(BadOption, match=r"^The port of a URL is 80 or 443\.$"):
        fetch("http://films.example:22/", to, Rules(resolver=lambda name, port: ["1.1.1.1"]))


@pytest.mark.parametrize(
    "url",
    ["", "films.example/x", "ftp://films.example/", "file:///etc/passwd", "http://", "https:///x", "http://u@1.1.1.1/",
     "http://u:p@films.example/", "http://films.example\\@127.0.0.1/", "http://a b/", "http://x/\r\nHost: y",
     "http://films.example:99999/", "http://[::1", "http://a..b/", "http://x/" + "a" * 9_000, "http://\tx/"],
)  # fmt: skip
def test_urls_that_are_none_are_refused(url: str, to: Path) -> None:
    def never(name: str, port: int) -> list[str]:
        raise AssertionError("nothing is asked")

    with pytest.raises(BadOption):
        fetch(url, to, Rules(resolver=never))


def test_files_that_are_too_large_are_refused_by_their_head_and_as_they_come(host: Host, to: Path) -> None:
    host.give("/told", b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")
    host.give("/untold", b"HTTP/1.1 200 OK\r\n\r\n", *[bytes(10_000)] * 30)
    host.give("/lied", b"HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n" + BODY, *[bytes(10_000)] * 30)
    for path in ("/told", "/untold"):
        with pytest.raises(BadFile, match=r"^The file is too large: the most is 0\.1 MB\.$"):
            fetch(host.url(path), to, RULES)
        assert not to.exists()
    assert fetch(host.url("/lied"), to, RULES) == 18  # no more than was told is read


def endless(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        send(b"1000\r\n" + bytes(4_096) + b"\r\n")


def test_an_endless_file_ends(host: Host, to: Path) -> None:
    host.answers["/"] = endless
    with pytest.raises(BadFile, match="too large"):
        fetch(host.url("/"), to, RULES)
    assert not to.exists()


def drips(*first: bytes) -> Callable[[Send], None]:
    def answer(send: Send) -> None:
        for part in first:
            send(part)
        while True:
            send(b"x")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "first",
    [(), (b"HTTP/1.1 200 OK\r\nX-Long: ",), (b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",),
     (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",)],
    ids=["status", "header", "body", "chunk"],
)  # fmt: skip
def test_drops_that_never_end_are_ended(host: Host, to: Path, first: tuple[bytes, ...]) -> None:
    host.answers["/"] = drips(*first)
    with pytest.raises(BadFile, match=r"^The URL takes too long to be fetched\.$"):
        fetch(host.url("/"), to, replace(RULES, total_s=0.5))


def test_packed_files_are_not_unpacked(host: Host, to: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    host.file("/", bomb, "Content-Encoding: gzip")
    with pytest.raises(BadFile, match="sends the file compressed"):
        fetch(host.url("/"), to, RULES)
    assert not to.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answers with status 404, not with the file"),
        (b"HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx", "answers with status 206"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "leads on to nowhere"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not answer as a web server does"),
        (b"", "does not answer as a web server does"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n", "does not answer as a web server does"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf", "broke off"),
    ],
)
def test_answers_that_are_none_are_told(host: Host, to: Path, answer: bytes, sentence: str) -> None:
    host.give("/", answer)
    with pytest.raises(BadFile, match=sentence) as told:
        fetch(host.url("/"), to, RULES)
    assert "127.0.0.1" not in str(told.value)


def test_a_host_that_does_not_listen_is_told_without_its_address(to: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(BadFile, match="does not answer as a web server does") as told:
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/", to, RULES)
    assert "127.0.0.1" not in str(told.value)


def certificate(name: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / f"{name}.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path


def test_https_asks_for_the_name_at_the_pinned_address(tmp_path: Path, to: Path) -> None:
    pem = certificate("films.example", tmp_path)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(pem)
    names: list[str | None] = []
    secure.sni_callback = lambda _, name, __: names.append(name)
    rules = replace(RULES, trust=ssl.create_default_context(cafile=pem), resolver=lambda name, port: ["127.0.0.1"])
    with serving(Host(socket.create_server(("127.0.0.1", 0)), secure=secure)) as host:
        host.file("/")
        assert fetch(host.url("/", "films.example", "https"), to, rules) == len(BODY)
        assert names == ["films.example"]
        with pytest.raises(BadFile, match="no certificate that is trusted"):  # of another name
            fetch(host.url("/", "other.example", "https"), to, rules)
        with pytest.raises(BadFile, match="no certificate that is trusted"):  # of nobody this machine trusts
            fetch(host.url("/", "films.example", "https"), to, replace(rules, trust=None))


@pytest.mark.parametrize(
    ("uri", "wanted"),
    [
        ("data:image/png;base64,AAEC", b"\0\1\2"),
        ("DATA:;BASE64,AAEC", b"\0\1\2"),
        ("data:image/png;base64,-_8", b"\xfb\xff"),
        ("data:image/png;charset=x;base64,AA%3D%3D", b"\0"),
        ("data:;base64,AA\nEC", b"\0\1\2"),
        ("data:,a%20b%00", b"a b\0"),
        ("data:text/plain;x=y,ab", b"ab"),
    ],
)
def test_data_uris_are_read(uri: str, wanted: bytes, to: Path) -> None:
    assert fetch(uri, to, RULES) == len(wanted)
    assert to.read_bytes() == wanted


@pytest.mark.parametrize(
    "uri", ["data:", "data:image/png;base64", "data:;base64,A", "data:;base64,ä", "data:;base64,$$$$"]
)
def test_data_uris_that_are_malformed_are_told(uri: str, to: Path) -> None:
    with pytest.raises(BadOption):
        fetch(uri, to, RULES)


def test_data_uris_have_a_limit(to: Path) -> None:
    rules = replace(RULES, most_bytes=30)
    assert fetch("data:;base64," + "A" * 40, to, rules) == 30
    for uri in (
        "data:;base64," + "A" * 42 + "==",
        "data:;base64," + "A" * 4_000,
        "data:," + "%00" * 31,
        "data:," + "a" * 31,
    ):
        with pytest.raises(BadFile, match="too large"):
            fetch(uri, to.with_name("more"), rules)


def test_the_real_kind_is_by_content(host: Host, intake: Intake, picture: Callable[..., bytes]) -> None:
    host.file("/film.mp4", picture(9), "Content-Type: video/mp4")
    host.file("/picture.png", b"<html>", "Content-Type: image/png")
    made = take_url(intake, "workspace-ours", host.url("/film.mp4"), RULES)
    assert (made.media_type, made.bytes) == ("image/png", len(picture(9)))
    with pytest.raises(BadFile, match="of no kind that is known here"):
        take_url(intake, "workspace-ours", host.url("/picture.png"), RULES)
    assert list(intake.scratch.iterdir()) == []
