"""Drives a service of OData V4 with python-odata as it is; told by JSON, tells by JSON; its environment is its own."""

import json
import sys
from typing import Any

import requests
from odata import ODataService
from odata.exceptions import ODataError


def session_of(user: str, password: str) -> requests.Session:
    session = requests.Session()
    session.auth = (user, password)
    return session


def main(url: str, user: str, password: str, entity: str, skus: list[str]) -> dict[str, Any]:
    service = ODataService(url, session=session_of(user, password), reflect_entities=True, quiet_progress=True)
    stock = service.entities[entity]
    quants = service.query(stock)
    either = quants.filter(quants.or_(stock.Product == skus[0], stock.Product == skus[1]))
    seen = {
        "reflected": sorted(service.entities),
        "all": sum(1 for _ in quants.select(stock.Product)),
        "counted": quants.count(),
        "one": sorted({row.Product for row in quants.filter(stock.Product == skus[0])}),
        "batch": sorted({row.Product for row in either}),
        "first": len(quants.order_by(stock.Product.asc()).limit(2).all()),
    }
    try:
        quants.raw({"$filter": "Nope eq 1"})
    except ODataError as error:
        seen["unknown"] = [error.status_code, error.code]
    try:
        service.create_context(session=session_of(user, password[::-1])).query(stock).limit(1).all()
    except ODataError as error:
        seen["refused"] = error.status_code
    return seen


if __name__ == "__main__":
    print(json.dumps(main(**json.load(sys.stdin))))
