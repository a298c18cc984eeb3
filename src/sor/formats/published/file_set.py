"""Which files are published, under which names: the folders of ``sor-filer``, and beside them what no peer offers.

Paths marked D or O in the facts are SOR's own; ``v_3_0_0`` follows their pattern, and ``open`` is this project's.
"""

from typing import NamedTuple


class Part(NamedTuple):
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
    parts: tuple[Part, ...]

    @property
    def is_zip(self) -> bool:
        """Whether the parts are members of a zip that publishing makes."""
        return bool(self.parts[0].member)


XML = "sor_produktion/data/sor/sorxml"
SOR2 = "sor2_produktion/V1_00/data"
SHAK = "sor_produktion/data/shak"
OPEN = "open"

SET: tuple[Published, ...] = (
    Published(f"{XML}/v_1_0_0/Sor.zip", (Part("xml1", "Sor.xml"),)),
    Published(f"{XML}/v_2_0_0/Sor.zip", (Part("xml2", "Sor.xml"), Part("datatypes", "SorDataTypes.xml"))),
    Published(f"{XML}/v_3_0_0/Sor.zip", (Part("xml3", "Sor.xml"), Part("datatypes", "SorDataTypes.xml"))),
    Published("sor_produktion/data/sor/sorcsv/V_1_2_1_19/sor.csv", (Part("csv"),)),
    Published("sor_produktion/data/sor/edityper/edityper.csv", (Part("edityper"),)),
    Published(f"{SOR2}/SorEntity_daily.csv", (Part("csv2"),)),
    Published(f"{SOR2}/SOR_complete.zip", (Part("csv2", history=True),)),
    Published(f"{SHAK}/shakcomplete/shakcomplete.txt", (Part("shak"),)),
    Published(f"{SHAK}/shakdelta/shakdelta.txt", (Part("shakdelta", since_days=7),)),
    Published(f"{SHAK}/shaktil/shaktil.txt", (Part("shaktil"),)),
    Published(f"{SHAK}/shakregion/SHAKregion.txt", (Part("shakregion"),)),
    Published(f"{SHAK}/shakregion/SHAKregion.xml", (Part("shakregion"),)),
    Published(f"{OPEN}/units.ndjson", (Part("ndjson"),)),
    Published(f"{OPEN}/units-history.ndjson", (Part("ndjson", history=True),)),
    Published(f"{OPEN}/units.parquet", (Part("parquet"),)),
    Published(f"{OPEN}/sor.sqlite", (Part("sqlite"),)),
    Published(f"{OPEN}/units.xlsx", (Part("xlsx"),)),
    Published(f"{OPEN}/municipalities.csv", (Part("municipality"),)),
    Published(f"{OPEN}/SOR_Region.zip", (Part("regiondump"),)),
)
"""Every published file, in the order in which the page shows them. A format that is not there yet is passed over."""

DELTA = f"{OPEN}/delta"
"""The folder of deltas: ``{serial}.ndjson`` brings a reader who has that serial up to the edition's."""

DELTA_FORMAT = "ndjson"
