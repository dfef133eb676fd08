"""The library karrio, tamed: what importing it changes for the whole process is put back, and its HTTP is ours.

Importing karrio lets urllib accept any certificate, lets Pillow read broken pictures as whole ones, and writes a log
of its own to stderr. Its HTTP has no time-out, and asks a second time after any failure where sentry is installed:
a label would be bought twice. So nothing but this module imports karrio, and every call goes through ``send``.
"""

import ssl
import warnings

import PIL.ImageFile
from loguru import logger

from shipping.carriers.karrio.wire import Wire, send

_certificates = ssl._create_default_https_context
_half_pictures = PIL.ImageFile.LOAD_TRUNCATED_IMAGES
logger.disable("karrio")
with warnings.catch_warnings():
    # It stands on a library that calls itself outdated.
    warnings.simplefilter("ignore", DeprecationWarning)
    import karrio.lib as lib
    import karrio.sdk as sdk
    from karrio.core.utils import Cache, Tracer

ssl._create_default_https_context = _certificates
PIL.ImageFile.LOAD_TRUNCATED_IMAGES = _half_pictures
lib.request = send

__all__ = ["Cache", "WireTracer", "sdk"]


class WireTracer(Tracer):  # type: ignore[misc]
    """karrio hands its tracer to every call: ours leads to the wire and records nothing of what is said."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
