"""Tells what a Tryton holds as its own scripting client says it, as JSON. Usage: truth.py CONFIGURATION DATABASE

It runs on the Python of Tryton's environment and knows nothing of ours.
"""

import datetime
import json
import sys
from collections import defaultdict

from proteus import Model
from proteus import config as scripting


def instants(each):
    """When it was made and last written; Tryton's instants are UTC and do not say so."""
    written = each.write_date or each.create_date
    return {"created_at": f"{each.create_date.isoformat()}+00:00", "updated_at": f"{written.isoformat()}+00:00"}


def sale(each):
    return {
        "id": each.id,
        "number": each.number,
        "reference": each.reference,
        "state": each.state,
        "party": each.party.code,
        "currency": each.currency.code,
        "total": str(each.total_amount),
        "tax": str(each.tax_amount),
        "shipments": sorted(shipment.number for shipment in each.shipments),
        "lines": [
            {
                "id": line.id,
                "sku": line.product.code,
                "title": line.product.name,
                "unit": line.unit.symbol,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "amount": str(line.amount),
                "assigned": moved(line, "assigned"),
                "done": moved(line, "done"),
            }
            for line in each.lines
        ],
        **instants(each),
    }


def moved(line, state):
    return sum(move.quantity for move in line.moves if move.state == state)


def shipment(each):
    return {
        "number": each.number,
        "state": each.state,
        "warehouse": each.warehouse.code,
        "to": address(each.delivery_address),
        "effective_date": each.effective_date and each.effective_date.isoformat(),
        "sales": sorted({move.origin.sale.number for move in each.outgoing_moves}),
        "lines": [[move.product.code, move.quantity] for move in each.outgoing_moves if move.state != "cancelled"],
        "packages": [package.shipping_reference for package in each.packages],
        **instants(each),
    }


def party(each, merged):
    return {
        "code": each.code,
        "name": each.name,
        "lang": each.lang and each.lang.code,
        "contacts": [[way.type, way.value] for way in each.contact_mechanisms],
        "addresses": [address(place) for place in each.addresses if place.city],
        "merged": sorted(merged[each.id]),
        **instants(each),
    }


def address(place):
    return {
        "street": place.street,
        "postal_code": place.postal_code,
        "city": place.city,
        "country": place.country and place.country.code,
    }


def parties(told):
    model, merged = Model.get("party.party"), defaultdict(list)
    with told.set_context(active_test=False):
        for each in model.find([("replaced_by", "!=", None)]):
            merged[each.replaced_by.id].append(each.code)
    return [party(each, merged) for each in model.find([])]


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
                "parties": parties(told),
                "quantities": quantities(told),
            }
        )
    )


if __name__ == "__main__":
    main()
