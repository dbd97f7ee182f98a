"""Evidence: files kept by what is in them, and links checked for their form.

May not know records, people or the web; a caller asks who may send and who may read.
"""

from klik_kit.evidence.links import check_link
from klik_kit.evidence.names import clean_name
from klik_kit.evidence.vault import LIMIT, Incoming, StoredFile, Vault

__all__ = ["LIMIT", "Incoming", "StoredFile", "Vault", "check_link", "clean_name"]
