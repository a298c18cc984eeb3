"""The units of a municipality that have nothing to do with SOR: most of it, invented."""

from random import Random
from typing import NamedTuple


class Branch(NamedTuple):
    """A part of the administration. share: of the units that SOR does not have. names: patterns with {p} place, {q}
    quarter, {n} number.
    """

    name: str
    share: int
    task: str
    names: tuple[str, ...]


PLACES = (
    "Nordby", "Søby", "Østerlund", "Vestermark", "Skovby", "Engholm", "Bakkegård", "Højby", "Lille Lund", "Møllemark",
    "Nyvang", "Stenløkke", "Tornby", "Ågård", "Birkholm", "Kirkeby", "Havnen", "Hedelund", "Fredenslund", "Elleby",
)  # fmt: skip
QUARTERS = ("Nord", "Syd", "Øst", "Vest", "Midt", "Centrum", "Havn", "Land")

BRANCHES = (
    Branch("Børn og Skole", 42, "17.00.00", (
        "{p} Skole", "SFO {p}", "Klub {p}", "Skolesekretariatet, {p}", "Indskolingen, {p} Skole", "Team {n}, {p} Skole",
        "Specialklasserne, {p} Skole", "Pedelkorps {q}", "PPR {q}",
    )),
    Branch("Dagtilbud", 24, "28.06.00", (
        "Børnehuset {p}", "Vuggestuen {p}", "Dagplejen {q}", "Børnehaven {p}", "Stue {n}, Børnehuset {p}",
        "Legestuen {p}", "Områdeledelse {q}",
    )),
    Branch("Teknik og Miljø", 10, "05.00.00", (
        "Vej og Park {q}", "Byggesager {q}", "Natur og Vand", "Materielgården {p}", "Affald {q}", "Plan og By",
        "Genbrugspladsen {p}", "Rengøring {q}",
    )),
    Branch("Kultur og Fritid", 6, "16.06.00", (
        "{p} Bibliotek", "{p}hallen", "Musikskolen {q}", "Svømmehallen {p}", "Museet {p}", "Borgerservice {p}",
    )),
    Branch("Beskæftigelse", 6, "15.00.00", (
        "Jobcenter {q}", "Ydelsesteam {n}", "Sygedagpengeteam {n}", "Ungeindsatsen {q}", "Virksomhedsservice",
    )),
    Branch("Stabe", 5, "85.00.00", (
        "Løn og Personale {n}", "It-drift", "It-projekter {n}", "Økonomi {q}", "Jura og Udbud", "Kommunikation",
        "Sekretariat {q}",
    )),
    Branch("Sundhed og Ældre, administration", 7, "29.00.00", (
        "Visitationen {q}", "Hjælpemiddeldepotet {q}", "Vagtplanlægning {q}", "Køkkenet {p}", "Frivillighed {q}",
        "Demenskonsulenter {q}", "Sundhedssekretariatet {n}", "Kvalitet og Udvikling", "Aktivitetshuset {p}",
    )),
)  # fmt: skip
"""The last one lies beside what SOR has, and looks like it."""

TEAMS = ("Dagteam", "Aftenteam", "Natteam", "Team {n}", "Gruppe {n}", "Administration", "Køkken", "Ledelse")
"""Below units that SOR has, at the same address: they are not in SOR."""

PRIVATE_NAMES = ("Friplejehjemmet {p}", "Hjemmeplejefirmaet {p} ApS", "Fysioterapeuterne {p} I/S", "Privat bosted {p}")

STREETS = ("Rådhusgade", "Skolevej", "Industrivej", "Stadionvej", "Børnehavevej", "Nørregade", "Søndergade", "Kirkevej")


def name_unit(rng: Random, pattern: str) -> str:
    """A name after a pattern."""
    return pattern.format(p=rng.choice(PLACES), q=rng.choice(QUARTERS), n=rng.randint(1, 9))
