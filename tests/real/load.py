"""Fills an empty Tryton through its own scripting client. Usage: load.py CONFIGURATION DATABASE

It runs on the Python of Tryton's environment and knows nothing of ours. Every state of a sale and of a shipment occurs.
"""

import os
import random
import sys
from decimal import Decimal

from proteus import Model, Wizard
from proteus import config as scripting
from trytond.exceptions import UserWarning as Asked

os.environ.setdefault("DB_NAME", "none")  # noqa: TID251 - 6.0 cannot import its tools without the name of a test's own

from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company
from trytond.modules.stock.shipment import ShipmentOut

PRODUCTS, CUSTOMERS, SALES = 6, 8, 13
CHANCE = random.Random(7)


def confirmed(step, *given):
    """Takes a step, and says yes to whatever Tryton asks before it: that is how its own clients do it in any series."""
    while True:
        try:
            return step(*given)
        except Asked as question:
            Model.get("res.user.warning")(user=scripting.get_config().user, name=question.name).save()


def goods(accounts):
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    (unit,) = Model.get("product.uom").find([("symbol", "=", "u")], limit=1)
    products = []
    for number in range(PRODUCTS):
        template = Model.get("product.template")(name=f"Garment {number}", code=f"GAR-{number:03d}", type="goods")
        template.default_uom, template.account_category = unit, category
        template.salable, template.list_price = True, Decimal("19.95") + number
        template.save()
        products.append(template.products[0])
    return products


def warehouses():
    place = Model.get("stock.location")
    (first,) = place.find([("type", "=", "warehouse")])
    found = [first]
    for code in ("HAM", "LYS"):
        parts = {}
        for part, kind in (
            ("input", "storage"),
            ("output", "storage"),
            ("storage", "storage"),
            ("lost_found", "lost_found"),
        ):
            parts[part] = place(name=f"{code} {part}", code=f"{code}-{part}", type=kind)
            parts[part].save()
        house = place(name=code, code=code, type="warehouse")
        for part, held in parts.items():
            if hasattr(house, f"{part}_location"):
                setattr(house, f"{part}_location", held)
        house.save()
        found.append(house)
    return found


def counted(house, products):
    inventory = Model.get("stock.inventory")(location=house.storage_location)
    for product in products:
        line = inventory.lines.new(product=product)
        line.quantity = float(CHANCE.randint(40, 90))
    confirmed(inventory.click, "confirm")


def customers():
    (french,) = Model.get("ir.lang").find([("code", "=", "fr")])
    country = Model.get("country.country")(name="France", code="FR")
    country.save()
    parties = []
    for number in range(CUSTOMERS):
        party = Model.get("party.party")(name=f"Customer {number:02d}", lang=french)
        (address,) = party.addresses
        address.street, address.city, address.postal_code = f"{number} rue de la Paix", "Paris", f"750{number:02d}"
        address.country = country
        party.contact_mechanisms.new(type="email", value=f"Customer.{number}@example.org")
        party.contact_mechanisms.new(type="phone", value=f"+33 1 42 68 53 {number:02d}")
        party.save()
        parties.append(party)
    return parties


def merged(parties):
    """The last of them turns out to be the one before it."""
    survivor, double = parties[-2], parties[-1]
    wizard = Wizard("party.replace", [double])
    wizard.form.destination = survivor
    confirmed(wizard.execute, "replace")


def sale(number, parties, products, houses, term):
    order = Model.get("sale.sale")(party=CHANCE.choice(parties[:-1]), reference=f"WEB-{number:05d}")
    order.payment_term, order.invoice_method, order.shipment_method = term, "order", "order"
    order.warehouse = CHANCE.choice(houses)
    for product in CHANCE.sample(products, CHANCE.randint(1, 3)):
        line = order.lines.new(product=product)
        line.quantity = float(CHANCE.randint(1, 5))
    order.save()
    if number == 0:
        return
    if number == 1:
        confirmed(order.click, "cancel")
        return
    confirmed(order.click, "quote")
    if number > 2:
        confirmed(order.click, "confirm")
        if order.state == "confirmed":
            confirmed(order.click, "process")


def shipped():
    """One is left waiting, the others get as far as each state, and some are packed in parcels."""
    last = "do" if hasattr(ShipmentOut, "do") else "done"  # as 7.0 has it
    steps = ("assign_try", "pick", "pack", last)
    for number, shipment in enumerate(Model.get("stock.shipment.out").find([("state", "=", "waiting")])):
        for step in steps[: number % (len(steps) + 1)]:
            if step == "pack":
                parcel(shipment, number)
            confirmed(shipment.click, step)


def parcel(shipment, number):
    kind = Model.get("stock.package.type").find([], limit=1)
    if not kind:
        kind = [Model.get("stock.package.type")(name="Box")]
        kind[0].save()
    package = shipment.packages.new()
    package.type = kind[0]
    package.shipping_reference = f"1Z{number:06d}"
    shipment.save()
    (package,) = shipment.packages
    for move in shipment.outgoing_moves:
        package.moves.append(type(move)(move.id))
    package.save()
    shipment.reload()


def main():
    scripting.set_trytond(database=sys.argv[2], config_file=sys.argv[1])
    create_company()
    create_chart()
    set_fiscalyear_invoice_sequences(create_fiscalyear()).click("create_period")
    term = create_payment_term()
    term.save()
    products, houses, parties = goods(get_accounts()), warehouses(), customers()
    for house in houses:
        counted(house, products)
    merged(parties)
    for number in range(SALES):
        sale(number, parties, products, houses, term)
    shipped()


if __name__ == "__main__":
    main()
