"""JupyterLab for the clinic: the workbooks open by themselves, without code, menus or outputs that stay.

``klik lab`` starts it (`launch`). May not know what a workbook is about.
"""

from klik_kit.lab.launching import launch

__all__ = ["launch"]
