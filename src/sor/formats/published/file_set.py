"""Which files are published, under which names: the folders of ``sor-filer``, and beside them what no peer offers.

Paths marked D or O in the facts are SOR's own; ``v_3_0_0`` follows their pattern, and ``open`` is this project's.
"""

from typing import NamedTuple


class FilePart(NamedTuple):
    """A format inside a published file. member: its name in a zip; empty when the file is the format itself.
    history: all versions instead of one day. since_days: what changed in so many days.
    """

    format: str
    member: str = ""
    history: bool = False
    since_days: int = 0


class Published(NamedTuple):
    """A published file; the first part's life decides about it."""

    path: str
    parts: tuple[FilePart, ...]

    @property
    def is_zip(self) -> bool:
        """Whether the parts are members of a zip that publishing makes."""
        return bool(self.parts[0].member)


XML = "sor_produktion/data/sor/sorxml"
SOR2 = "sor2_produktion/V1_00/data"
SHAK = "sor_produktion/data/shak"
OPEN = "open"

SET: tuple[Published, ...] = (
    Published(f"{XML}/v_1_0_0/Sor.zip", (FilePart("xml1", "Sor.xml"),)),
    Published(f"{XML}/v_2_0_0/Sor.zip", (FilePart("xml2", "Sor.xml"), FilePart("datatypes", "SorDataTypes.xml"))),
    Published(f"{XML}/v_3_0_0/Sor.zip", (FilePart("xml3", "Sor.xml"), FilePart("datatypes", "SorDataTypes.xml"))),
    Published("sor_produktion/data/sor/sorcsv/V_1_2_1_19/sor.csv", (FilePart("csv"),)),
    Published("sor_produktion/data/sor/edityper/edityper.csv", (FilePart("edityper"),)),
    Published(f"{SOR2}/SorEntity_daily.csv", (FilePart("csv2"),)),
    Published(f"{SOR2}/SOR_complete.zip", (FilePart("csv2", history=True),)),
    Published(f"{SHAK}/shakcomplete/shakcomplete.txt", (FilePart("shak"),)),
    Published(f"{SHAK}/shakdelta/shakdelta.txt", (FilePart("shakdelta", since_days=7),)),
    Published(f"{SHAK}/shaktil/shaktil.txt", (FilePart("shaktil"),)),
    Published(f"{SHAK}/shakregion/SHAKregion.txt", (FilePart("shakregion"),)),
    Published(f"{SHAK}/shakregion/SHAKregion.xml", (FilePart("shakregion"),)),
    Published(f"{OPEN}/units.ndjson", (FilePart("ndjson"),)),
    Published(f"{OPEN}/units-history.ndjson", (FilePart("ndjson", history=True),)),
    Published(f"{OPEN}/units.parquet", (FilePart("parquet"),)),
    Published(f"{OPEN}/sor.sqlite", (FilePart("sqlite"),)),
    Published(f"{OPEN}/units.xlsx", (FilePart("xlsx"),)),
    Published(f"{OPEN}/municipalities.csv", (FilePart("municipality"),)),
    Published(f"{OPEN}/operators.csv", (FilePart("operators"),)),
    Published(f"{OPEN}/SOR_Region.zip", (FilePart("regiondump"),)),
)
"""Every published file, in the order in which the page shows them. A format that is not there yet is passed over."""

DELTA = f"{OPEN}/delta"
"""The folder of deltas: ``{serial}.ndjson`` brings a reader who has that serial up to the edition's."""

DELTA_FORMAT = "ndjson"
