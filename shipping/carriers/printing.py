"""What carriers print, in the other language of our printers."""

import io
import zipfile

from pypdfium2 import PdfiumError
from zebrafy import ZebrafyPDF


def zpl_of(pdf: bytes) -> bytes:
    """The PDF's pages as pictures for a label printer of 203 dpi; empty when it cannot be read."""
    try:
        drawn = ZebrafyPDF(pdf, format="B64", dpi=203, split_pages=True).to_zpl()
    except (PdfiumError, ValueError, OSError, zipfile.BadZipFile):
        return b""
    return str(drawn).encode()


def is_pdf(document: bytes) -> bool:
    return io.BytesIO(document).read(5) == b"%PDF-"
