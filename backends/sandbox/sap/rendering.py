"""Pages, single rows and errors as the documents of either version."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from backends.sandbox.sap.edm import EDM, Link, Service, Version
from backends.sandbox.sap.errors import Refused
from backends.sandbox.sap.messages import Answer, json
from backends.sandbox.sap.reading import Node, Page
from backends.sandbox.sap.values import written

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DATA: Final = "http://schemas.microsoft.com/ado/2007/08/dataservices"
_META: Final = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
_TRANSACTION: Final = "4FDF5E3C2A1B0090E0080000C0A83201"
_JSON: Final = "application/json;odata.metadata=minimal;IEEE754Compatible={}"  # of V4

Document = dict[str, object]


class Renderer:
    """The documents of one service, which is reached at `url`; of V4 with numbers as strings where they are `exact`."""

    def __init__(self, service: Service, url: str, *, exact: bool = False) -> None:
        self._service = service
        self._url = url
        self._exact = exact
        self._json = _JSON.format(str(exact).lower())

    def page(self, name: str, page: Page, following: str | None, *, xml: bool) -> Answer:
        """Rows of a set; `following` is the address of the next page."""
        if xml:
            return self._atom(name, page.nodes, following)
        rows = [self._node(node) for node in page.nodes]
        if self._service.version is Version.V4:
            return json(self._v4(f"#{name}", page, rows, following), content_type=self._json)
        told: Document = {"results": rows}
        if page.count is not None:
            told["__count"] = str(page.count)
        if following is not None:
            told["__next"] = following
        return json({"d": told})

    def single(self, node: Node, *, xml: bool) -> Answer:
        """One row."""
        if xml:
            return self._xml(self._entry(node))
        if self._service.version is Version.V2:
            return json({"d": self._node(node)})
        context = f"{self._url}/$metadata#{node.entity.name}/$entity"
        return json({"@odata.context": context, **self._node(node)}, content_type=self._json)

    def _v4(self, fragment: str, page: Page, rows: Sequence[Document], following: str | None) -> Document:
        told: Document = {"@odata.context": f"{self._url}/$metadata{fragment}", "@odata.metadataEtag": 'W/"20260318"'}
        if page.count is not None:
            told["@odata.count"] = page.count
        told["value"] = rows
        if following is not None:
            told["@odata.nextLink"] = following
        return told

    def _node(self, node: Node) -> Document:
        version = self._service.version
        told: Document = {name: written(value, version, exact=self._exact) for name, value in node.values.items()}
        links = {name: self._below(node, name, link) for name, link in node.entity.links.items()}
        told |= {name: below for name, below in links.items() if below is not _LEFT_OUT}
        return told if version is Version.V4 else {"__metadata": self._metadata(node), **told}

    def _below(self, node: Node, name: str, link: Link) -> object:
        if name in node.below:
            rows = [self._node(each) for each in node.below[name]]
            if not link.many:
                return rows[0] if rows else None
            return rows if self._service.version is Version.V4 else {"results": rows}
        every = len(node.values) == len(node.entity.properties)
        if self._service.version is Version.V4 or not every:
            return _LEFT_OUT
        return {"__deferred": {"uri": f"{self._uri(node)}/{name}"}}

    def _metadata(self, node: Node) -> Document:
        uri = self._uri(node)
        return {"id": uri, "uri": uri, "type": f"{self._service.namespace}.{node.entity.name}Type"}

    def _uri(self, node: Node) -> str:
        keys = [(key, quote(str(node.row[key]).replace("'", "''"), safe="'")) for key in node.entity.keys]
        inner = f"'{keys[0][1]}'" if len(keys) == 1 else ",".join(f"{key}='{value}'" for key, value in keys)
        return f"{self._url}/{node.entity.name}({inner})"

    def _atom(self, name: str, nodes: Sequence[Node], following: str | None) -> Answer:
        feed = Element("feed", {"xmlns": _ATOM, "xmlns:m": _META, "xmlns:d": _DATA, "xml:base": f"{self._url}/"})
        SubElement(feed, "title", {"type": "text"}).text = name
        feed.extend(self._entry(node) for node in nodes)
        if following is not None:
            SubElement(feed, "link", {"rel": "next", "href": following})
        return self._xml(feed)

    def _entry(self, node: Node) -> Element:
        entry = Element("entry")
        SubElement(entry, "id").text = self._uri(node)
        content = SubElement(entry, "content", {"type": "application/xml"})
        properties = SubElement(content, "m:properties")
        for name, value in node.values.items():
            kind = EDM[self._service.version, node.entity.properties[name].kind]
            field = SubElement(properties, f"d:{name}", {} if kind == "Edm.String" else {"m:type": kind})
            field.text = None if value is None else str(value)
        return entry

    @staticmethod
    def _xml(element: Element) -> Answer:
        body = b'<?xml version="1.0" encoding="utf-8"?>' + tostring(element)
        return Answer(body=body, content_type="application/atom+xml;charset=utf-8")


_LEFT_OUT: Final = object()


def refusal(error: Refused, version: Version, service: Service | None = None, *, xml: bool = False) -> Answer:
    """An error document of either version; of V2 there is one in XML as well."""
    if xml:
        return _refusal_in_xml(error)
    if version is Version.V4:
        told: Mapping[str, object] = {"code": error.code, "message": error.message, "details": []}
        return json({"error": told}, error.status)
    application = {
        "component_id": "",
        "service_namespace": "/SAP/",
        "service_id": service.namespace if service else "",
        "service_version": "0001",
    }
    detail = {"code": error.code, "message": error.message, "propertyref": "", "severity": "error", "target": ""}
    inner = {
        "application": application,
        "transactionid": _TRANSACTION,
        "timestamp": "20260318100000.0000000",
        "Error_Resolution": {"SAP_Transaction": "", "SAP_Note": "See SAP Note 1797736 for error analysis"},
        "errordetails": [detail],
    }
    told = {"code": error.code, "message": {"lang": "en", "value": error.message}, "innererror": inner}
    return json({"error": told}, error.status)


def _refusal_in_xml(error: Refused) -> Answer:
    told = Element("error", {"xmlns": "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"})
    SubElement(told, "code").text = error.code
    SubElement(told, "message", {"xml:lang": "en"}).text = error.message
    SubElement(SubElement(told, "innererror"), "transactionid").text = _TRANSACTION
    body = b'<?xml version="1.0" encoding="utf-8"?>' + tostring(told)
    return Answer(status=error.status, body=body, content_type="application/xml;charset=utf-8")
