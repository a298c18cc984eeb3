"""An invented register for the search benchmark and its tests: names as Danish clinics, wards and homes have them."""

from collections.abc import Iterator
from random import Random

from sor.search.table import Document

OPEN_DAY, OPEN_SERIAL = 99991231, 2**53
TODAY, HEAD = 20260601, 1_000


def _listed(words: str) -> list[str]:
    return words.split(",")


_TOWNS = _listed(
    "København K,København N,Østerbro,Frederiksberg,Valby,Vanløse,Hellerup,Gentofte,Lyngby,Glostrup,Ballerup,"
    "Hvidovre,Hillerød,Helsingør,Hørsholm,Birkerød,Farum,Roskilde,Køge,Ringsted,Slagelse,Korsør,Kalundborg,"
    "Holbæk,Næstved,Vordingborg,Nykøbing F,Nakskov,Rønne,Odense C,Odense SV,Svendborg,Nyborg,Middelfart,Assens,"
    "Faaborg,Kolding,Fredericia,Vejle,Horsens,Haderslev,Aabenraa,Sønderborg,Tønder,Esbjerg,Varde,Ribe,Billund,"
    "Herning,Ikast,Silkeborg,Viborg,Skive,Struer,Holstebro,Lemvig,Ringkøbing,Skjern,Aarhus C,Aarhus N,Aarhus V,"
    "Risskov,Højbjerg,Odder,Skanderborg,Randers C,Randers NØ,Grenaa,Ebeltoft,Hobro,Aars,Løgstør,Nibe,Aalborg,"
    "Aalborg Øst,Nørresundby,Brønderslev,Hjørring,Frederikshavn,Skagen,Sæby,Thisted,Nykøbing M,Dronninglund"
)
_FIRST = _listed(
    "Anne,Peter,Mette,Lars,Kirsten,Jens,Hanne,Niels,Søren,Pia,Bo,Åse,Jørgen,Lene,Henrik,Tove,Morten,Ulla,Torben,"
    "Gitte,Klaus,Rikke,Palle,Birgit,Erik,Marianne,Ole,Susanne,Bjørn,Charlotte,Per,Ditte,Kåre,Inge,Michael,Sanne,"
    "Thomas,Bente,Anders,Camilla"
)
_STEMS = _listed(
    "Jens,Niels,Han,Peder,Ander,Christian,Lar,Søren,Rasmus,Jørgen,Mad,Kristian,Ol,Thom,Johan,Knud,Mortens,Jakob,"
    "Poul,Eriks,Gregers,Mikkels,Laurit,Svend,Frederik,Iver,Berthel,Danie,Simon,Clau,Jep,Laust,Mogen,Villad,"
    "Bertel,Steffen,Markus,Mathia,Philip,Tøg"
)
_BY = _listed(
    "Skov,Krog,Møller,Bruun,Lund,Holm,Kjær,Dahl,Friis,Vestergaard,Nørgaard,Søgaard,Bach,Winther,Toft,Berg,Lykke,"
    "Bæk,Højgaard,Damgaard,Østergaard,Bech,Hald,Juhl,Kruse,Ravn,Schou,Thorup,Ågaard,Vinther"
)
_PLACES = _listed(
    "Birke,Bøge,Ege,Elle,Linde,Pile,Ryes,Skole,Kirke,Stations,Møllen,Sønder,Nørre,Øster,Vester,Tors,Strand,Sø,Å,"
    "Bakke,Dal,Eng,Kastanje,Kløver,Lærke,Rosen,Solsikke,Tulipan,Fasan,Hassel,Havne,Hoved,Jernbane,Kongens,"
    "Dronningens,Mølle,Smede,Præste,Slots,Torve,Ulve,Vibe,Abild,Ahorn,Avnbøg,Brombær,Drossel,Fyrre,Gran,Hybel,"
    "Hyld,Ibsker,Kærmind,Lyng,Mælkebøtte,Nattergale,Pære,Rug,Spurve,Stær,Tjørne,Æble"
)
_ENDS = _listed(
    "gade,vej,parken,gården,hjemmet,lunden,bakken,torvet,centret,bo,huset,toften,haven,vænget,lyst,kær,borg,sund,"
    "høj,dal"
)
_SPECIALITIES = _listed(
    "Medicinsk,Kirurgisk,Ortopædkirurgisk,Neurologisk,Neurokirurgisk,Øre-næse-hals,Gynækologisk-obstetrisk,"
    "Børne,Hud- og køns,Øjen,Lunge,Hjerte,Nyremedicinsk,Endokrinologisk,Gastroenterologisk,Hæmatologisk,"
    "Infektionsmedicinsk,Reumatologisk,Geriatrisk,Onkologisk,Urologisk,Plastikkirurgisk,Karkirurgisk,"
    "Thoraxkirurgisk,Brystkirurgisk,Anæstesiologisk,Akut,Røntgen,Billeddiagnostisk,Klinisk biokemisk,"
    "Klinisk mikrobiologisk,Patologisk,Psykiatrisk,Børne- og ungdomspsykiatrisk,Arbejdsmedicinsk,"
    "Nuklearmedicinsk"
)
_UNITS = _listed(
    "afdeling,afsnit,ambulatorium,sengeafsnit,dagafsnit,klinik,skadestue,laboratorium,forskningsenhed,"
    "sekretariat,operationsgang,intensivt afsnit,modtagelse,genoptræning,team"
)
_CARE = _listed(
    "Plejecenter,Plejehjemmet,Ældrecenter,Bostedet,Botilbuddet,Hjemmeplejen,Sygeplejeklinik,Sundhedscenter,"
    "Genoptræningscenter,Tandplejen,Børnetandplejen,Sundhedsplejen,Døgncenter,Aktivitetscenter,"
    "Rehabiliteringscenter,Visitationen"
)
_CLINIC = _listed(
    "Lægehuset,Lægerne,Lægeklinikken,Lægefællesskabet,Tandlægerne,Tandklinikken,Fysioterapien,"
    "Klinik for Fysioterapi,Kiropraktisk Klinik,Fodklinikken,Psykologhuset,Speciallægeklinikken,Øjenklinikken,"
    "Hudklinikken,Familielægerne,Sundhedshuset"
)
_TITLES = _listed(
    "Læge,Tandlæge,Speciallæge,Fysioterapeut,Kiropraktor,Psykolog,Fodterapeut,Ergoterapeut,Jordemoder,Øjenlæge"
)


def register(units: int, seed: int) -> Iterator[Document]:
    """An invented register of that many units: hospitals, municipalities with homes, private clinics with owners.

    Every second unit has a past under another name, so there are half again as many documents.
    """
    random = Random(seed)
    made = 0
    while made < units:
        tree = random.choices((_private, _hospital, _municipal), (70, 6, 24))[0](random, made)
        for document in tree[: units - made]:
            yield from _with_past(random, document)
        made += len(tree)


def _private(random: Random, first: int) -> list[Document]:
    town = random.choice(_TOWNS)
    name = _clinic(random, town)
    owner = _unit(first, name, "IO", None, town, random)
    clinic = _unit(first + 1, name if random.random() < 0.7 else _clinic(random, town), "HI", owner.key, town, random)
    return [owner, clinic, _unit(first + 2, random.choice((name, _person(random))), "OU", clinic.key, None, random)]


def _clinic(random: Random, town: str) -> str:
    kind = random.choice(_CLINIC)
    pattern = random.randrange(5)
    if pattern == 0:
        return f"{kind} {_street(random)}"
    if pattern == 1:
        return f"{kind} {_person(random)}"
    if pattern == 2:
        return f"{random.choice(_TITLES)} {_person(random)}"
    if pattern == 3:
        return f"{kind} {town} v/{_person(random)}"
    return f"{kind} {_street(random)} {random.randrange(1, 99)}, {town}"


def _hospital(random: Random, first: int) -> list[Document]:
    town = random.choice(_TOWNS)
    house = f"{random.choice(('Sygehus', 'Hospital', 'Regionshospital', 'Universitetshospital'))} {town}"
    tree = [_unit(first, house, "HI", None, town, random)]
    for number in range(random.randrange(20, 80)):
        above = random.choice(tree[: 1 + number // 4])
        tree.append(_unit(first + 1 + number, _ward(random, house), "OU", above.key, None, random))
    return tree


def _ward(random: Random, house: str) -> str:
    kind, unit = random.choice(_SPECIALITIES), random.choice(_UNITS)
    tail = random.choice(
        (
            "",
            "",
            f" {random.choice('ABCDEFGHKMPQRSTVXYZ')}",
            f" {random.randrange(1, 60)}",
            f", {house}",
            f" {random.choice(_TOWNS)}",
        )
    )
    return f"{kind} {unit}{tail}"


def _municipal(random: Random, first: int) -> list[Document]:
    town = random.choice(_TOWNS)
    tree = [_unit(first, f"{town} Kommune", "IO", None, town, random)]
    for number in range(random.randrange(5, 25)):
        above = random.choice(tree[: 1 + number // 3])
        name = f"{random.choice(_CARE)} {_street(random)}" + random.choice(
            ("", "", f", afd. {random.randrange(1, 9)}", f" {town}")
        )
        tree.append(_unit(first + 1 + number, name, "OU", above.key, town, random))
    return tree


def _person(random: Random) -> str:
    surname = random.choice(_STEMS) + "sen" if random.random() < 0.6 else random.choice(_BY)
    middle = f" {random.choice(_BY)}" if random.random() < 0.4 else ""
    return f"{random.choice(_FIRST)}{middle} {surname}"


def _street(random: Random) -> str:
    return random.choice(_PLACES) + random.choice(_ENDS)


def _unit(number: int, name: str, level: str, parent: str | None, town: str | None, random: Random) -> Document:
    return Document(
        key=f"{1000 + number}1000016{number % 1000:03}",
        valid_from=20050101,
        valid_to=OPEN_DAY,
        known_from=1,
        known_to=OPEN_SERIAL,
        name=name,
        town=town,
        parent=parent,
        level=level,
        type=str(random.randrange(80)),
        municipality=town and str(101 + _TOWNS.index(town)),
        region=town and str(1081 + _TOWNS.index(town) % 5),
        specialities=(str(random.randrange(50)),),
        identifiers=(f"579{number:010}", f"{random.randrange(10**6):06}"),
    )


def _with_past(random: Random, document: Document) -> list[Document]:
    if random.random() < 0.5:
        return [document]
    fields = {name: getattr(document, name) for name in Document.__slots__}
    turn = random.randrange(2006, 2026) * 10_000 + 101
    earlier = f"{document.name} {random.choice(('(tidl.)', 'I/S', 'ApS'))}"
    return [Document(**fields | {"valid_to": turn, "name": earlier}), Document(**fields | {"valid_from": turn})]
