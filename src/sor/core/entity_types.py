"""The few entity types that rules and rights know by their code; all others stand in the code lists only.

Source: facts on entity types (HL7 DK core's list of types of SOR units; SORUS test protocol).
"""

REGION = "550881000005103"
MUNICIPALITY = "547211000005108"
PRIVATE = "550891000005100"
STATE = "398070004"
"""The four kinds of institution owner."""

HOSPITAL = "22232009"
"""Of the level HI: what stands below it is a hospital unit."""

HOSPICE = "284546000"

ADMINISTRATIVE = "550811000005108"
"""Administrative units, on HI and OU."""
