"""A finished page as a PDF, through WeasyPrint: the A4 page that a browser prints.

May not fetch anything: neither the network nor a file is asked, a picture stands in the page itself. WeasyPrint
is the extra ``pdf``; it is imported when the first PDF is wanted.
"""

from __future__ import annotations

import logging
from importlib.metadata import PackageNotFoundError, version

from klik_kit.errors import ReportError
from klik_kit.reports.seal import sealed_pdf

PACKAGE = "weasyprint"
_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def to_pdf(html: str, *, fingerprint: str) -> bytes:
    """The page of `klik_kit.reports.page.to_html` as a PDF; sealed where a fingerprint is given."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    logging.getLogger(PACKAGE).setLevel(logging.CRITICAL)  # it tells which rules for screens it does not know
    content = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf()
    return sealed_pdf(content, fingerprint=fingerprint) if fingerprint else bytes(content)


def pdf_version() -> str:
    """The version of WeasyPrint.

    Raises:
        ReportError: it is not installed.
    """
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        raise ReportError(
            "Format pdf memerlukan WeasyPrint, yang belum terpasang. Jalankan: pip install 'klik-kit[pdf]'"
        ) from None


def check_pdf() -> None:
    """Make sure that a PDF can be made on this machine.

    Raises:
        ReportError: WeasyPrint is not installed, or does not find the libraries it draws with.
    """
    pdf_version()
    try:
        import weasyprint  # noqa: F401 - its import is what looks for the libraries
    except (ImportError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ReportError(
            f"Format pdf memerlukan pustaka sistem Pango, yang tidak dapat dibuka ({reason}). "
            f"Pasang dahulu, di Debian: sudo apt-get install {_LIBRARIES}"
        ) from error
