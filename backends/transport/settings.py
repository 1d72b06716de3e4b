"""What a retailer may set for a system that is reached over HTTP."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, FilePath, SecretStr, field_validator


class HttpSettings(BaseModel):
    """The keys of every backend that is reached over HTTP; a backend's own settings extend it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    base_url: Annotated[str, Field(description="https://HOST[:PORT][/PATH]; user and password stand elsewhere.")]
    ca_file: Annotated[
        FilePath | None, Field(description="PEM: the authorities to trust, instead of the well-known ones (certifi's).")
    ] = None
    proxy: Annotated[SecretStr | None, Field(description="http://[USER:PASSWORD@]HOST:PORT")] = None
    connections: Annotated[int, Field(ge=1, le=1_000, description="Most requests under way at once.")] = 8
    waiting: Annotated[
        int, Field(ge=0, le=10_000, description="Most requests that wait for a connection; more are refused at once.")
    ] = 1_000
    connect_timeout: Annotated[
        float, Field(gt=0, le=60, allow_inf_nan=False, description="The longest that connecting may take, in seconds.")
    ] = 5.0
    read_timeout: Annotated[
        float, Field(gt=0, le=600, allow_inf_nan=False, description="The longest silence within an answer, in seconds.")
    ] = 30.0
    largest_answer: Annotated[int, Field(ge=1_024, le=1_000_000_000, description="Bytes, once unpacked.")] = 33_554_432

    @field_validator("base_url")
    @classmethod
    def _bare(cls, url: str) -> str:
        if not _is_address(url, bare=True):
            raise ValueError("expected https://HOST[:PORT][/PATH], with neither user nor password nor query")
        return url.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _reachable(cls, proxy: SecretStr | None) -> SecretStr | None:
        if proxy is not None and not _is_address(proxy.get_secret_value(), bare=False):
            raise ValueError("expected http://[USER:PASSWORD@]HOST:PORT")
        return proxy


def _is_address(url: str, *, bare: bool) -> bool:
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    loaded = "@" in parts.netloc or bool(parts.query) or bool(parts.fragment)
    return named and url.isprintable() and " " not in url and not (bare and loaded)
