"""A service's `$metadata` (EDMX), and its service document."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from backends.sandbox.sap.edm import EDM, Entity, Kind, Property, Service, Version
from backends.sandbox.sap.messages import Answer, json

_EDMX: Final = {
    Version.V2: "http://schemas.microsoft.com/ado/2007/06/edmx",
    Version.V4: "http://docs.oasis-open.org/odata/ns/edmx",
}
_EDM: Final = {
    Version.V2: "http://schemas.microsoft.com/ado/2008/09/edm",
    Version.V4: "http://docs.oasis-open.org/odata/ns/edm",
}
_META: Final = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
_SAP: Final = "http://www.sap.com/Protocols/SAPData"
_APP: Final = "http://www.w3.org/2007/app"
_ATOM: Final = "http://www.w3.org/2005/Atom"


def metadata(service: Service) -> Answer:
    """All entity types and sets."""
    v2 = service.version is Version.V2
    root = Element("edmx:Edmx", {"Version": "1.0" if v2 else "4.0", "xmlns:edmx": _EDMX[service.version]})
    services = SubElement(root, "edmx:DataServices", {"m:DataServiceVersion": "2.0", "xmlns:m": _META} if v2 else {})
    schema = SubElement(services, "Schema", {"Namespace": service.namespace, "xmlns": _EDM[service.version]})
    if v2:
        schema.set("xmlns:sap", _SAP)
    for entity in service.entities.values():
        schema.append(_type(entity, service))
    container = SubElement(
        schema, "EntityContainer", {"Name": "Container" if not v2 else f"{service.namespace}_Entities"}
    )
    for name in service.entities:
        SubElement(container, "EntitySet", {"Name": name, "EntityType": f"{service.namespace}.{name}Type"})
    body = b'<?xml version="1.0" encoding="utf-8"?>' + tostring(root)
    return Answer(body=body, content_type="application/xml")


def document(service: Service, url: str, *, xml: bool) -> Answer:
    """The names of the sets."""
    if xml:
        return _document_in_xml(service, url)
    if service.version is Version.V2:
        return json({"d": {"EntitySets": list(service.entities)}})
    sets = [{"name": name, "url": name} for name in service.entities]
    return json({"@odata.context": f"{url}/$metadata", "value": sets})


def _document_in_xml(service: Service, url: str) -> Answer:
    root = Element("app:service", {"xmlns:app": _APP, "xmlns:atom": _ATOM, "xml:base": f"{url}/"})
    space = SubElement(root, "app:workspace")
    SubElement(space, "atom:title").text = "Data"
    for name in service.entities:
        SubElement(SubElement(space, "app:collection", {"href": name}), "atom:title").text = name
    body = b'<?xml version="1.0" encoding="utf-8"?>' + tostring(root)
    return Answer(body=body, content_type="application/atomsvc+xml")


def _type(entity: Entity, service: Service) -> Element:
    told = Element("EntityType", {"Name": f"{entity.name}Type"})
    key = SubElement(told, "Key")
    for name in entity.keys:
        SubElement(key, "PropertyRef", {"Name": name})
    for each in entity.properties.values():
        told.append(_property(each, service.version, key=each.name in entity.keys))
    if service.version is Version.V4:
        for name, link in entity.links.items():
            kind = f"{service.namespace}.{link.target}Type"
            SubElement(told, "NavigationProperty", {"Name": name, "Type": f"Collection({kind})" if link.many else kind})
    return told


def _property(each: Property, version: Version, *, key: bool) -> Element:
    told = Element(
        "Property", {"Name": each.name, "Type": EDM[version, each.kind], "Nullable": "false" if key else "true"}
    )
    if each.kind is Kind.TEXT:
        told.set("MaxLength", str(each.length))
    if each.kind is Kind.NUMBER:
        told.set("Precision", "31")
        told.set("Scale", "14" if version is Version.V2 else "variable")
    if each.kind is Kind.DAY and version is Version.V2:
        told.set("sap:display-format", "Date")
    if not each.filterable and version is Version.V2:
        told.set("sap:filterable", "false")
    return told
