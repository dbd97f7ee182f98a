"""klik_kit: a Jupyter workbook kit for a local government's Klinik Inovasi."""

__version__ = "0.1.0"
