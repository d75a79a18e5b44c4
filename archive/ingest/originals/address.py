"""The address of a bucket, and what the environment says of its server: nothing here needs a package."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from archive.dataclass import dataclass
from archive.errors import UnreachableServer, UsageError

# Names of buckets as S3 has them, and a prefix that is the same written as a path anywhere.
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_FORM: Final = "s3://BUCKET or s3://BUCKET/PREFIX"


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket and the beginning of all names in it, "" for none."""

    bucket: str
    prefix: str


@dataclass(frozen=True, slots=True)
class BucketAccess:
    """What reaches a server that speaks S3; `endpoint` is its address, None for Amazon's own."""

    key: str
    secret: str
    token: str | None
    region: str
    endpoint: str | None

    def __repr__(self) -> str:
        return f"BucketAccess(endpoint={self.endpoint!r})"


def parsed(address: str) -> BucketAddress:
    """What an address says. Raises UsageError where it is none of a bucket."""
    scheme, slashes, rest = address.partition("://")
    bucket, _, prefix = rest.partition("/")
    prefix = prefix.removesuffix("/")
    names = prefix.split("/") if prefix else []
    if scheme != "s3" or not slashes or not _BUCKET.fullmatch(bucket):
        raise UsageError(f"{address} is no address of a bucket: write it as {_FORM}")
    if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(names)):
        raise UsageError(
            f"{address} has a prefix that is no path of letters and figures: write it as {_FORM}"
        )
    return BucketAddress(bucket, prefix)


def access(environment: Mapping[str, str] = os.environ) -> BucketAccess:
    """The keys and the server that the environment names, by the variables that other programs for S3 read.

    Raises UnreachableServer where a key is missing, or would travel in the clear.
    """
    variables = {name: environment.get(name, "") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    if missing := [name for name, value in variables.items() if not value]:
        raise UnreachableServer(
            f"The originals of this archive are in a bucket. Set {' and '.join(missing)} in the environment."
        )
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or None
    if endpoint:
        _verify(endpoint, environment.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true", "yes"))
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    token = environment.get("AWS_SESSION_TOKEN") or None
    key, secret = variables.values()
    return BucketAccess(key, secret, token, region, endpoint)


def _verify(endpoint: str, allow_http: bool) -> None:
    try:
        found = urlsplit(endpoint)
        host, _ = found.hostname, found.port
    except ValueError:
        host = None
    if not host or found.scheme not in ("http", "https") or found.username or found.password:
        raise UnreachableServer("AWS_ENDPOINT_URL is no address of a server: write it as https://HOST:PORT")
    if found.scheme == "http" and host not in _LOOPBACK and not allow_http:
        raise UnreachableServer(
            f"AWS_ENDPOINT_URL would send documents to {host} unencrypted. Use https://, or set"
            " AWS_ALLOW_HTTP=true if the network is your own."
        )
