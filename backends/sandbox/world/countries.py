"""The three countries the house sells in, and the words that its made-up people and streets are made of."""

from typing import Final

from msgspec import Struct


class Country(Struct, frozen=True, kw_only=True):
    """A country: `vat` in per cent; `phones` are ranges set aside for fiction, each short of `phone_digits` digits."""

    code: str
    locale: str
    currency: str
    vat: int
    time_zone: str
    carrier: str
    mail_domain: str
    phones: tuple[str, ...]
    phone_digits: int
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    number_first: bool
    given: tuple[str, ...]
    family: tuple[str, ...]

    def phone(self, slot: int) -> str | None:
        """The fictitious number in a slot, E.164; none when the ranges are used up."""
        span = 10**self.phone_digits
        if slot >= len(self.phones) * span:
            return None
        return f"{self.phones[slot // span]}{slot % span:0{self.phone_digits}d}"


# Numbers that no subscriber will ever have: Arcep decision 2018-0881, annex 1, "numéros audiovisuels".
_FR_PHONES = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
# Bundesnetzagentur, "Rufnummern für Medienproduktionen".
_DE_PHONES = ("+493023125", "+496990009", "+494066969", "+492214710", "+498999998")
# Ofcom, "Telephone numbers for use in TV and radio drama programmes"; the ranges that libphonenumber holds valid.
_GB_PHONES = (
    *("+442079460", "+441134960", "+441144960", "+441164960", "+441174960", "+441184960", "+441214960"),
    *("+441314960", "+441414960", "+441514960", "+441614960", "+441914980", "+442890180", "+442920180"),
)

FR: Final = Country(
    code="FR",
    locale="fr-FR",
    currency="EUR",
    vat=20,
    time_zone="Europe/Paris",
    carrier="Coliroute",
    mail_domain="example.com",
    phones=_FR_PHONES,
    phone_digits=4,
    cities=(
        ("75011", "Paris"),
        ("69002", "Lyon"),
        ("59800", "Lille"),
        ("33000", "Bordeaux"),
        ("44000", "Nantes"),
        ("13006", "Marseille"),
    ),
    streets=("rue des Lilas Blancs", "rue du Vieux Lavoir", "quai des Tisserands", "allée des Bleuets"),
    number_first=True,
    given=(
        *("Clémence", "Maëlys", "Anouk", "Lucie", "Inès", "Margaux", "Salomé", "Jeanne", "Awa", "Linh"),
        *("Hugo", "Basile", "Émile", "Octave", "Théo", "Malik", "Gaspard", "Rayan", "Côme", "Yann"),
    ),
    family=(
        *("Aubrival", "Morvanne", "Delcastre", "Fontbrune", "Lestrivel", "Rochemarne", "Belvaux", "Chantegril"),
        *("Dormeval", "Escarnot", "Ginestel", "Harcelin", "Jolivaux", "Keravelle", "Montlaurin", "Sauvelande"),
    ),
)
DE: Final = Country(
    code="DE",
    locale="de-DE",
    currency="EUR",
    vat=19,
    time_zone="Europe/Berlin",
    carrier="Paketwerk",
    mail_domain="example.org",
    phones=_DE_PHONES,
    phone_digits=3,
    cities=(("10405", "Berlin"), ("20357", "Hamburg"), ("50672", "Köln"), ("80469", "München"), ("04109", "Leipzig")),
    streets=("Am Alten Webstuhl", "Fliedergasse", "Kornblumenweg", "Zur Tuchmühle"),
    number_first=False,
    given=(
        *("Annika", "Greta", "Lina", "Mathilda", "Frieda", "Johanna", "Elif", "Jördis", "Käthe", "Samira"),
        *("Jonas", "Emil", "Anton", "Moritz", "Oskar", "Jörn", "Kemal", "Thilo", "Falk", "Matteo"),
    ),
    family=(
        *("Brandewig", "Eichenroth", "Falkenried", "Grünwaldt", "Hohenbeck", "Kaltenmoos", "Lindhorster", "Nebelthau"),
        *("Osterkühl", "Quellmann", "Rabenhoff", "Silberbeck", "Tannwalder", "Uhlenkamper", "Wiesenhold", "Zellweiher"),
    ),
)
GB: Final = Country(
    code="GB",
    locale="en-GB",
    currency="GBP",
    vat=20,
    time_zone="Europe/London",
    carrier="Albion Parcels",
    mail_domain="example.net",
    phones=_GB_PHONES,
    phone_digits=3,
    cities=(("N1 7AA", "London"), ("M4 1HQ", "Manchester"), ("LS1 4DY", "Leeds"), ("BS1 5TR", "Bristol")),
    streets=("Weavers Row", "Old Loom Lane", "Cornflower Close", "Lilac Terrace"),
    number_first=True,
    given=(
        *("Amelia", "Florence", "Harriet", "Imogen", "Matilda", "Poppy", "Priya", "Adaeze", "Niamh", "Zara"),
        *("Alfie", "Callum", "Ewan", "Jasper", "Rupert", "Theodore", "Imran", "Kofi", "Rhys", "Dev"),
    ),
    family=(
        *("Ashcombery", "Barrowmere", "Copperwick", "Dunmarsh", "Elderfold", "Fernleighton", "Greywether", "Hollowby"),
        *(
            "Inglethorn",
            "Larkenfield",
            "Merrowdale",
            "Northgarth",
            "Pellingham",
            "Quillbrook",
            "Ravensmoor",
            "Stonehey",
        ),
    ),
)
