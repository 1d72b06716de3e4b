"""Drives an org with simple-salesforce as it is; told by JSON, tells by JSON. Runs in an environment of its own."""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce, SalesforceMalformedRequest, SalesforceResourceNotFound
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceExpiredSession


class Redirecting(HTTPAdapter):
    """The client signs in at salesforce.com and nowhere else: what it sends there goes to the org under test."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: Any, **options: Any) -> Any:
        parts = urlsplit(request.url)
        if parts.hostname.endswith("salesforce.com"):
            request.url = self._base + parts._replace(scheme="", netloc="").geturl()
        return super().send(request, **options)


def main(base: str, app: str, secret: str, username: str, password: str, key: str) -> dict[str, Any]:
    session = requests.Session()
    session.mount("https://", Redirecting(base))
    seen: dict[str, Any] = {}
    by_secret = Salesforce(consumer_key=app, consumer_secret=secret, domain="shop.my", session=session, version="59.0")
    by_key = Salesforce(consumer_key=app, username=username, privatekey=key, session=session, version="59.0")
    by_soap = Salesforce(username=username, password=password, security_token="", session=session, version="59.0")
    by_password = Salesforce(
        consumer_key=app, consumer_secret=secret, username=username, password=password, session=session, version="59.0"
    )
    soql = (
        "SELECT Id, Name, Owner.Name, (SELECT Purpose__c FROM Consents__r) FROM Account "
        "WHERE Customer_Key__c = 'C-00001'"
    )
    seen["names"] = [client.query(soql)["records"][0]["Name"] for client in (by_secret, by_key, by_soap, by_password)]
    try:
        Salesforce(consumer_key=app, consumer_secret=secret[::-1], domain="shop.my", session=session)
    except SalesforceAuthenticationFailed as error:
        seen["refused"] = error.code
    client = by_secret
    everybody = client.query_all("SELECT Id, Customer_Key__c FROM Account ORDER BY Customer_Key__c")
    seen["all"] = [record["Customer_Key__c"] for record in everybody["records"]]
    seen["iterated"] = sum(1 for _ in client.query_all_iter("SELECT Id FROM Account"))
    seen["deleted"] = client.query("SELECT Id FROM Account WHERE IsDeleted = true", include_deleted=True)["totalSize"]
    ids = [record["Id"] for record in everybody["records"][:3]]
    body = {"ids": [*ids, "001000000000ZZZAAA"], "fields": ["Name"]}
    batch = client.restful("composite/sobjects/Account", method="POST", data=json.dumps(body))
    seen["batch"] = [each and each["Name"] for each in batch]
    seen["one"] = client.Account.get(ids[0])["Customer_Key__c"]
    seen["by external id"] = client.Account.get_by_custom_id("Customer_Key__c", "C-00002")["Customer_Key__c"]
    seen["fields"] = len(client.Account.describe()["fields"])
    seen["limits"] = client.limits()["DailyApiRequests"]["Max"]
    seen["usage"] = client.api_usage["api-usage"].total
    for name, ask in {
        "malformed": lambda: client.query("SELECT Nope FROM Account"),
        "not found": lambda: client.Account.get("001000000000ZZZAAA"),
        "expired": lambda: Salesforce(instance_url=base, session_id="x", session=session).query(soql),
    }.items():
        try:
            ask()
        except (SalesforceMalformedRequest, SalesforceResourceNotFound, SalesforceExpiredSession) as error:
            seen[name] = [type(error).__name__, error.status, error.content[0]["errorCode"]]
    return seen


if __name__ == "__main__":
    print(json.dumps(main(**json.load(sys.stdin))))
