"""Paket kirim: copy sheets for the portal and the evidence behind them, as one file that was read back and compared.

May not decide who may have what: a caller says which units' recipients' lists may go along. What goes in at the
portal is `klik_kit.core.copy_sheet`'s, what misses its rules `klik_kit.core.portal_check`'s.
"""

from klik_kit.parcel.gathering import Parcel, ParcelItem, gather
from klik_kit.parcel.region_check import RegionCheck, check_region
from klik_kit.parcel.writing import MANIFEST, write_into, write_parcel

__all__ = ["MANIFEST", "Parcel", "ParcelItem", "RegionCheck", "check_region", "gather", "write_into", "write_parcel"]
