"""HTML templates: every value is escaped, a missing name is an error.

May not know what is in them.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from klik_kit.places import shipped

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(folder: str, **more: Any) -> Environment:
    """The templates of a folder below ``templates/``.

    Args:
        folder: ``reports``, ``serve``, ``nbconvert/klik`` …
        more: further settings of jinja's.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(shipped("templates") / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        **more,
    )


def picture_address(picture: bytes) -> str:
    """A picture (PNG or JPEG) as an address that holds it, for a page that needs nothing beside it; empty where there is none."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}" if picture else ""
