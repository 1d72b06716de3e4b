"""The scenes of the demo retailer worth showing, by the names that its systems give them.

They are the same whatever the seed and the scale, and nothing random touches them. All times are told from
`ANCHOR`, to which the demo's clock is pinned.
"""

from typing import Final

from backends.records import Ref
from backends.sandbox.world.moments import ANCHOR as ANCHOR

# ---------------------------------------------------------------------------------------------------- people

REGULAR: Final = Ref("crm", "C-00001")
"""Clémence Aubrival, the customer of the 360° question: 17 orders from afar, three of them to collect, and seven
tickets; many shipments."""

REGULAR_CARD: Final = Ref("pos", "K36476635")
"""Her card at the tills, linked by reference: the CRM names it; loyalty number and e-mail would not match."""

BY_LOYALTY: Final = Ref("crm", "C-00002")
"""Hugo Morvanne, whose card is linked by the loyalty number alone."""

BY_LOYALTY_CARD: Final = Ref("pos", "K67892562")
"""Hugo's card: a loyalty number, no e-mail, no phone, no reference."""

LOYALTY_NUMBER: Final = "LV62902663"
"""Hugo's, in both systems."""

BY_EMAIL: Final = Ref("crm", "C-00003")
"""Annika Eichenroth, whose card is linked by the same verified e-mail alone."""

BY_EMAIL_CARD: Final = Ref("pos", "K99308489")
"""Annika's card: a verified e-mail, no loyalty number, no phone, no reference."""

EMAIL: Final = "annika.eichenroth.3@example.org"
"""Annika's, in both systems."""

SHARED_PHONE: Final = "+442079460003"
"""Verified for two people of the CRM and on a card: it must make candidates, never one person of them."""

SHARING: Final = (Ref("crm", "C-00004"), Ref("crm", "C-00005"))
"""Imogen and Rupert Ashcombery, who share a home and its phone and nothing else."""

SHARING_CARD: Final = Ref("pos", "K93556281")
"""Jasper Quillbrook's card with that phone: he is known to the tills only and links to neither."""

MERGED: Final = Ref("crm", "C-00007")
"""Margaux Delcastre, the survivor of a merger. Her card was made from the CRM's entry and names it."""

MERGED_OLD: Final = Ref("crm", "C-00008")
"""Her old key: it must still resolve to her."""

MERGED_CARD: Final = Ref("pos", "K24972219")
"""Her card; her tickets name the CRM's entry, not the card."""

CONFLICTING_CONSENTS: Final = Ref("crm", "C-00009")
"""Greta Falkenried: e-mail marketing GRANTED in the CRM, WITHDRAWN at the till; the most restrictive wins."""

CONFLICTING_CONSENTS_CARD: Final = Ref("pos", "K87804073")
"""Her card, named by the CRM."""

COMPANY: Final = Ref("crm", "C-00010")
"""Groupe Hôtelier Rochemarne, an organisation: no given name, no birthday."""

# ------------------------------------------------------------------------------- orders, in whoever holds them

WEB_ORDER: Final = Ref("oms", "O00000031")
"""Hugo's order from the web, delivered; the ERP holds a copy."""

WEB_ORDER_IN_ERP: Final = Ref("erp", "4500000031")
"""The copy: it names the original, and sees the goods leave but not arrive."""

COLLECTED_ORDER: Final = Ref("oms", "O00000032")
"""Hugo's order collected in Lyon, which three systems hold."""

COLLECTED_ORDER_IN_POS: Final = Ref("pos", "T06927807")
"""The ticket printed when he collected it, a copy placed a day later under another number."""

COLLECTED_ORDER_IN_ERP: Final = Ref("erp", "4500000032")
"""The ERP's copy of the same."""

TWO_PARCELS_ORDER: Final = Ref("oms", "O00000033")
"""Annika's order under way in one shipment of two parcels."""

TWO_PARCELS: Final = Ref("tms", "SHP-000000330")
"""That shipment: two tracking numbers."""

TWO_SHIPMENTS_ORDER: Final = Ref("oms", "O00000034")
"""Annika's order in two shipments, a line each."""

TWO_SHIPMENTS: Final = (Ref("tms", "SHP-000000340"), Ref("tms", "SHP-000000341"))
"""The first is delivered, the second under way."""

LATE_ORDER: Final = Ref("oms", "O00000035")
"""Greta's order, promised for four days ago and still under way: breached."""

LATE: Final = Ref("tms", "SHP-000000350")
"""Its shipment, held up on the road."""

AT_RISK_ORDER: Final = Ref("oms", "O00000036")
"""Imogen's order, promised for tomorrow evening."""

AT_RISK: Final = Ref("tms", "SHP-000000360")
"""Its shipment, in customs: the carrier expects it the day after the promise."""

OUT_OF_ORDER_ORDER: Final = Ref("oms", "O00000037")
"""Margaux's order, delivered."""

OUT_OF_ORDER: Final = Ref("tms", "SHP-000000370")
"""Its events came out of order: a pick-up told late, and after the delivery a sorting that had happened before it
and another that claims to have happened ten minutes after. It is DELIVERED."""

RETURN_ORDER: Final = Ref("oms", "O00000038")
"""Margaux sends one of two pieces of the first line back: the return is IN_TRANSIT, nothing refunded yet."""

RETURN_SHIPMENT: Final = Ref("tms", "SHP-000000389")
"""The parcel on its way back, direction RETURN."""

GUEST_ORDER: Final = Ref("oms", "O00000039")
"""Ordered on the web by nobody in particular: no customer."""

WEIGHED_TICKET: Final = Ref("pos", "T58255245")
"""1.275 kg of wool at 64.00 a kilogram, bought by Margaux in Paris: 81.60."""

LARGE_ORDER: Final = Ref("oms", "O00000041")
"""100,000 uniforms for the hotels: 25,000,000.00 EUR, which is 2,500,000,000 in minor units."""

LARGE_ORDER_MINOR: Final = 2_500_000_000
"""Its total: beyond 32 bits."""

OLD_KEY_ORDER: Final = Ref("oms", "O00000047")
"""Margaux's order of last year, which still names her old key."""

# ------------------------------------------------------------------------------------------ goods, by their SKU

PROMISE_SKU: Final = "00010-ECR-38"
"""The worked example of the promise, for the web over the whole network. On hand 10, unavailable 1, committed 4,
held 1, safety 2: 2 to sell. 20 come at D+3 and 30 at D+10; 15 are wanted at D+7."""

PROMISE_SCHEDULE: Final = ((0, 2), (3, 7), (7, 7), (10, 37))
"""Days from the anchor, as days end in Paris, and how many can be promised."""

PROMISE_DEMAND: Final = (Ref("oms", "O00000042"), Ref("oms", "O00000043"), Ref("oms", "O00000044"))
"""The orders that want the 15, five each, to be collected in Paris at D+7."""

OVERSOLD_SKU: Final = "00020-NOI-40"
"""One in Paris with three committed (net -2), five in Lyon."""

OVERSOLD_ORDER: Final = Ref("oms", "O00000046")
"""The order that oversold it."""

ARRIVING_SKU: Final = "00030-NUI-M"
"""Three stages with an ETA each: CUSTOMS from India (58 of 60, D+2), IN_TRANSIT from Turkey (25, D+4), CONFIRMED
from Portugal (40, D+6); and 100 ORDERED from Morocco (D+20) that must not count."""

RECEIVING_SKU: Final = "00040-ECR-L"
"""60 expected, of which the warehouse has counted 42: the ERP's line and the WMS's copy of it are one supply."""

RECEIVING: Final = (Ref("erp", "PO4700007/10"), Ref("wms", "RCP-000007"))
"""The line, and the copy."""

WEIGHED_SKU: Final = "00050-ECR-U"
"""Wool by weight, unit KGM: 42.35 kg in Paris."""

NO_GTIN_SKU: Final = "00060-NOI-U"
"""A one-off bag without a GTIN."""

UNTRANSLATED_SKU: Final = "00070-NUI-U"
"""A cape with titles in French and English, none in German."""

UNTRANSLATED_PRODUCT: Final = Ref("pim", "P-9007")
"""Its product, with the same gap."""

UNIFORM_SKU: Final = "00080-NOI-M"
"""What the hotels ordered."""

UNTRACKED_SKU: Final = "00090-ECR-U"
"""Gift wrapping, sold without being counted."""

# ------------------------------------------------------------------------------ places, by the ERP that names them

PARIS: Final = Ref("erp", "1010")
LYON: Final = Ref("erp", "1020")
BERLIN: Final = Ref("erp", "1030")
HAMBURG: Final = Ref("erp", "1040")
LONDON: Final = Ref("erp", "1050")
MANCHESTER: Final = Ref("erp", "1060")
WAREHOUSE_NORTH: Final = Ref("erp", "9010")
"""Where all stories' goods leave from."""
WAREHOUSE_MIDLANDS: Final = Ref("erp", "9020")
"""The warehouse for Britain."""
