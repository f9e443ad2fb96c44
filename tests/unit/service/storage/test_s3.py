"""The S3 store alone: parts, versions, presigned links, and services that are away or refuse."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from tests.stores import S3Server

from dreamwright.errors import BadOption
from dreamwright.service.storage.base import Store, StoreAway
from dreamwright.service.storage.open import open_store

KEY = "outputs/1/2/film.mp4"


@pytest.fixture
def bucket(s3_server: S3Server) -> str:
    return s3_server.bucket()


@pytest.fixture
def s3(s3_server: S3Server, bucket: str) -> Store:
    return open_store(s3_server.url(bucket))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (path := tmp_path / "source").write_bytes(b"0123456789")
    return path


def test_a_link_needs_no_header_gives_parts_and_names_the_file(s3: Store, source: Path) -> None:
    s3.put(KEY, source, "video/mp4")
    link = s3.link(KEY, 60, "My film “1”.mp4")
    assert link is not None
    answer = httpx.get(link, headers={"Range": "bytes=2-5"})
    assert (answer.status_code, answer.content) == (206, b"2345")
    assert answer.headers["content-type"] == "video/mp4"
    assert "X-Amz-Expires=60" in link
    assert "testing-secret" not in link


def test_a_link_names_the_address_that_the_world_can_reach(s3_server: S3Server, bucket: str) -> None:
    link = open_store(f"{s3_server.url(bucket)}&public=https://films.example").link(KEY, 1e9)
    assert link is not None
    assert link.startswith(f"https://films.example/{bucket}/here/{KEY}?")
    assert "X-Amz-Expires=604800" in link


def test_a_large_file_goes_in_parts_and_comes_back(s3: Store, s3_server: S3Server, bucket: str, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        for k in range(40):
            file.write(bytes([k]) * (1 << 20))
    s3.put(KEY, large, "video/mp4")
    client = boto3.client("s3", endpoint_url=s3_server.endpoint, region_name="us-east-1")
    assert client.head_object(Bucket=bucket, Key=f"here/{KEY}")["ETag"].strip('"').endswith("-3")
    with s3.open(KEY, (16 << 20) - 2, (16 << 20) + 2) as part:
        assert part.read() == b"\x0f\x0f\x10\x10"
    s3.fetch(KEY, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == large.read_bytes()


def test_delete_leaves_no_version_behind(s3: Store, s3_server: S3Server, bucket: str, source: Path) -> None:
    client = boto3.client("s3", endpoint_url=s3_server.endpoint, region_name="us-east-1")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put(KEY, source, "video/mp4")
    s3.put(f"{KEY}2", source, "video/mp4")
    s3.delete(KEY)
    found = client.list_object_versions(Bucket=bucket)
    assert [one["Key"] for one in found["Versions"]] == [f"here/{KEY}2"]
    assert "DeleteMarkers" not in found


def test_a_bucket_that_is_not_there_is_told_without_its_name(s3_server: S3Server, source: Path) -> None:
    away = open_store(s3_server.url("no-such-bucket"))
    with pytest.raises(StoreAway, match="refused: NoSuchBucket") as told:
        list(away.keys())
    assert "no-such-bucket" not in str(told.value)
    with pytest.raises(StoreAway, match="did not take the file"):
        away.put(KEY, source, "video/mp4")
    with pytest.raises(StoreAway):
        away.open(KEY)


def test_a_service_that_is_away_is_told(s3_server: S3Server, source: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = open_store(f"s3://films?endpoint=http://127.0.0.1:{taken.getsockname()[1]}&region=us-east-1")
        with pytest.raises(StoreAway, match="cannot be reached: EndpointConnectionError"):
            away.size(KEY)
        with pytest.raises(StoreAway):
            away.put(KEY, source, "video/mp4")
        with pytest.raises(StoreAway):
            away.fetch(KEY, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.fixture
def breaks_off() -> Iterator[int]:
    """The port of a service that promises ten bytes and sends four."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_an_answer_that_breaks_off_leaves_no_copy(s3_server: S3Server, breaks_off: int, tmp_path: Path) -> None:
    store = open_store(f"s3://films?endpoint=http://127.0.0.1:{breaks_off}&region=us-east-1")
    with pytest.raises(StoreAway):
        store.fetch(KEY, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3:///x", "s3://key:secret@bucket", "s3://b?access_key=x", "s3://b?endpoint=ftp://x", "s3://b/../c",
     "s3://b?endpoint=http://x&public=x", "s3://b?addressing=odd"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadOption) as told:
        open_store(url)
    assert "secret" not in str(told.value)
