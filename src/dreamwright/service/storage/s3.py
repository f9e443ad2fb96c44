"""A store that is a bucket of any S3-compatible service, under an optional prefix.

Credentials come from the environment, as every S3 tool reads them; none are in URLs, messages or reprs.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

import boto3
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from dreamwright.errors import BadOption, NotFound
from dreamwright.service.storage.base import StoreAway, checked_key, checked_prefix
from dreamwright.service.storage.folder import copy_whole
from dreamwright.service.storage.names import disposition
from dreamwright.service.storage.slices import Slice

FORM: Final = "s3://BUCKET/PREFIX?endpoint=https://…&region=…&public=https://…&addressing=path"
_OPTIONS: Final = {"endpoint", "region", "public", "addressing"}
_MISSING: Final = {"404", "NoSuchKey", "NotFound"}
_LONGEST_LINK_S: Final = 7 * 86_400
_MB: Final = 1 << 20
_TRANSFER: Final = TransferConfig(multipart_threshold=32 * _MB, multipart_chunksize=16 * _MB, max_concurrency=4)


class S3Store:
    """Keys as objects of a bucket. `links` is the client whose endpoint the outside world can reach."""

    def __init__(self, client: Any, bucket: str, prefix: str = "", links: Any = None) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._links = links or client
        self._versions: bool | None = None

    def put(self, key: str, source: Path, media_type: str) -> int:
        """Bytes stored; large files go in parts, which are taken back when one fails."""
        size = source.stat().st_size
        with _told():
            self._client.upload_file(
                str(source), self._bucket, self._name(key), ExtraArgs={"ContentType": media_type}, Config=_TRANSFER
            )
        return size

    def fetch(self, key: str, to: Path) -> None:
        """Copies to a local file, whole or not at all; NotFound, or CannotWrite at the local end."""
        with self.open(key) as file:
            copy_whole(file, to)

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """A readable of bytes `start` … `end` - 1; NotFound. What fails on the way raises StoreAway."""
        if end is not None and end <= start:
            return self._nothing(key)
        whole = start == 0 and end is None
        asked = {} if whole else {"Range": f"bytes={start}-{'' if end is None else end - 1}"}
        try:
            with _told(key):
                answer = self._client.get_object(Bucket=self._bucket, Key=self._name(key), **asked)
        except _PastTheEnd:
            return io.BytesIO()
        return cast(BinaryIO, io.BufferedReader(Slice(_Body(answer["Body"]), answer["ContentLength"]), 1 << 16))

    def size(self, key: str) -> int | None:
        """Bytes under the key; None where there are none."""
        try:
            with _told(key):
                return int(self._client.head_object(Bucket=self._bucket, Key=self._name(key))["ContentLength"])
        except NotFound:
            return None

    def delete(self, key: str) -> None:
        """Deletes the object, with all its versions where the bucket keeps versions."""
        name = self._name(key)
        with _told():
            if not self._keeps_versions():
                self._client.delete_object(Bucket=self._bucket, Key=name)
                return
            for version in self._versions_of(name):
                self._client.delete_object(Bucket=self._bucket, Key=name, VersionId=version)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys that begin with `prefix`, sorted; a page of a thousand at a time."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{self._prefix}{checked_prefix(prefix)}"
        )
        with _told():
            for page in pages:
                yield from (found["Key"].removeprefix(self._prefix) for found in page.get("Contents", ()))

    def link(self, key: str, expires_s: float, filename: str | None = None) -> str | None:
        """A presigned URL, for 1 second to 7 days."""
        asked = {"Bucket": self._bucket, "Key": self._name(key)}
        if filename is not None:
            asked["ResponseContentDisposition"] = disposition(filename)
        seconds = min(max(1, math.ceil(expires_s)), _LONGEST_LINK_S)
        with _told():
            return str(self._links.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds))

    def _name(self, key: str) -> str:
        return f"{self._prefix}{checked_key(key)}"

    def _nothing(self, key: str) -> BinaryIO:
        if self.size(key) is None:
            raise _not_found(key)
        return io.BytesIO()

    def _keeps_versions(self) -> bool:
        if self._versions is None:
            try:
                self._versions = "Status" in self._client.get_bucket_versioning(Bucket=self._bucket)
            except ClientError:  # a service without versions, or a key that may not ask
                self._versions = False
        return self._versions

    def _versions_of(self, name: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=name)
        for page in pages:
            for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if found["Key"] == name:
                    yield str(found["VersionId"])


def open_s3(url: str) -> S3Store:
    """The store at `s3://BUCKET/PREFIX?…` (see FORM); BadOption for another form. Nothing is connected yet."""
    parts, options = _read(url)
    links = _client(options, options["public"]) if "public" in options else None
    prefix = parts.path.strip("/")
    return S3Store(
        _client(options, options.get("endpoint")), parts.netloc, f"{checked_key(prefix)}/" if prefix else "", links
    )


def _read(url: str) -> tuple[SplitResult, dict[str, str]]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.netloc or "@" in parts.netloc or not options.keys() <= _OPTIONS:
        raise BadOption(f"An S3 store is {FORM}, with its credentials in the environment.")
    for name in ("endpoint", "public"):
        if urlsplit(options.get(name, "https://x")).scheme not in ("http", "https"):
            raise BadOption(f"The {name} of an S3 store begins with http:// or https://.")
    if options.get("addressing", "path") not in ("path", "virtual"):
        raise BadOption("The addressing of an S3 store is path or virtual.")
    return parts, options


def _client(options: dict[str, str], endpoint: str | None) -> Any:
    """Thread-safe. Sums that only Amazon knows are left out, so that all compatible services understand it."""
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=options.get("region") or None,
        config=Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 4},
            max_pool_connections=32,
            signature_version="s3v4",
            s3={"addressing_style": options.get("addressing", "path" if endpoint else "auto")},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class _PastTheEnd(Exception):
    """The range begins after the last byte."""


class _Body:
    """The body of an answer; a connection that breaks, or ends early, is StoreAway."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int, /) -> bytes:
        with _told():
            return bytes(self._body.read(size))

    def close(self) -> None:
        self._body.close()


@contextmanager
def _told(key: str = "") -> Iterator[None]:
    """Turns what S3 refuses into NotFound or StoreAway, in a sentence without names of buckets or keys to them."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "unknown"))
        if code in _MISSING and key:
            raise _not_found(key) from error
        if code in ("InvalidRange", "416"):
            raise _PastTheEnd from error
        raise StoreAway(f"The storage refused: {code}.") from error
    except (BotoCoreError, HTTPClientError) as error:
        raise StoreAway(f"The storage cannot be reached: {type(error).__name__}.") from error
    except S3UploadFailedError as error:
        raise StoreAway("The storage did not take the file.") from error


def _not_found(key: str) -> NotFound:
    return NotFound(f"The storage has nothing under “{key}”.")
