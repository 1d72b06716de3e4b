"""Tells what a Tryton holds as its own scripting client says it, as JSON. Usage: truth.py CONFIGURATION DATABASE

It runs on the Python of Tryton's environment and knows nothing of ours.
"""

import datetime
import json
import sys

from proteus import Model
from proteus import config as scripting


def sale(each):
    return {
        "id": each.id,
        "number": each.number,
        "reference": each.reference,
        "state": each.state,
        "party": each.party.code,
        "currency": each.currency.code,
        "total": str(each.total_amount),
        "shipments": sorted(shipment.number for shipment in each.shipments),
        "lines": [
            {
                "sku": line.product.code,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "amount": str(line.amount),
                "done": sum(move.quantity for move in line.moves if move.state == "done"),
            }
            for line in each.lines
        ],
    }


def shipment(each):
    return {
        "number": each.number,
        "state": each.state,
        "warehouse": each.warehouse.code,
        "effective_date": each.effective_date and each.effective_date.isoformat(),
        "sales": sorted({move.origin.sale.number for move in each.outgoing_moves}),
        "lines": sorted([move.product.code, move.quantity] for move in each.outgoing_moves),
        "packages": sorted(package.shipping_reference for package in each.packages),
    }


def party(each):
    return {
        "code": each.code,
        "name": each.name,
        "lang": each.lang and each.lang.code,
        "contacts": [[way.type, way.value] for way in each.contact_mechanisms],
        "cities": [address.city for address in each.addresses if address.city],
    }


def quantities(told):
    found = {}
    for house in Model.get("stock.location").find([("type", "=", "warehouse")]):
        today = datetime.datetime.now(datetime.UTC).date()  # noqa: TID251 - the server's own clock is no other
        with told.set_context(locations=[house.id], with_childs=True, stock_date_end=today):
            found[house.code] = {each.code: each.quantity for each in Model.get("product.product").find([])}
    return found


def main():
    told = scripting.set_trytond(database=sys.argv[2], config_file=sys.argv[1])
    print(
        json.dumps(
            {
                "sales": [sale(each) for each in Model.get("sale.sale").find([])],
                "shipments": [shipment(each) for each in Model.get("stock.shipment.out").find([])],
                "parties": [party(each) for each in Model.get("party.party").find([])],
                "quantities": quantities(told),
            }
        )
    )


if __name__ == "__main__":
    main()
