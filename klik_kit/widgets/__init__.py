"""The form: one anywidget a page, its JavaScript and style beside it.

Knows the core, not the store: what a page shows and what becomes of an edit is asked of the
`Counter` it is given. The same widget runs on the forms' server, in JupyterLab and headless.
"""

from klik_kit.widgets.bundle import script, style
from klik_kit.widgets.form import Counter, FormWidget

__all__ = ["Counter", "FormWidget", "script", "style"]
