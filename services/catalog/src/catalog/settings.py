"""What the catalog service needs to know about where it runs."""

from typing import ClassVar

from pydantic import PositiveInt, SecretStr

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `SOKO_CATALOG_*` first and `SOKO_*` else."""

    service: ClassVar[str] = "catalog"

    s3_endpoint: str
    s3_bucket: str
    s3_access_key: str
    s3_secret_key: SecretStr
    media_base_url: str
    """Where browsers load pictures from; an object's key is appended."""

    hold_tentative: PositiveInt = 900
    """Seconds until a hold that no order confirmed is released (`SOKO_HOLD_TENTATIVE`)."""
