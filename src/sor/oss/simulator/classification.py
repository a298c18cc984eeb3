"""The numbers by which FK-ORG says what a relation means, as KOMBIT publishes them: roles, types, tasks."""

UNIT_ADDRESS = "9b33c0a0-a566-4ec0-8200-325cb1e5bb9a"
"""The type of a relation from a unit to an address."""
UNIT_TASK = "8e6c2a57-3e8a-4f0c-9b61-3f1d8a0b7c42"
"""The type of a relation from a unit to a task; FK-ORG's own is not published, this one is the simulator's."""

POST = "80b610c6-314b-485a-a014-a9a1d7070bc4"
POST_RETURN = "3629ce92-594b-4380-9527-81d6e53edc11"
VISIT = "639a3ed9-86b0-4968-825b-434666cf6220"
LOCATION = "ec387d90-263c-4cce-8de2-63b407a0daac"
EMAIL = "2b670843-ce42-411a-8fb5-311dfdd5caf0"
PHONE = "8dcfa714-5ed3-4000-b551-2ba520e7d8ad"
LANDLINE = "02826f64-5613-468e-ace5-3f089cb3ed20"
URL = "a99c073d-482e-47d3-9275-13c79f453c3a"
EAN = "9ccaafe4-c4b2-4d25-942a-2ec5730d4ed8"
LOS_NAME = "47a33082-4687-4a68-b82f-5bf6f9d8ee13"
LOS_ID = "ee78e99a-6220-48ea-81fe-e4db239ee10a"
PNR = "7c6e2a82-ec39-4ec4-a2b7-fdfe667e1d2b"
SOR = "b44138cf-72df-45d1-8821-83db39b62093"

ROLE_TITLES = {
    POST: "Postadresse",
    POST_RETURN: "Returadresse",
    VISIT: "Henvendelsessted",
    LOCATION: "Lokation",
    EMAIL: "E-mail",
    "d4939781-f2c4-401c-8c2f-0d08221127b9": "E-mail bemærkninger",
    PHONE: "Mobiltelefon",
    LANDLINE: "Fastnettelefon",
    URL: "URL",
    EAN: "EAN",
    "f6fd6117-c718-4254-a6f5-92538ad5a2f4": "Åbningstid telefon",
    "f37e5877-1549-4b5d-a53b-819491f0b933": "Åbningstid henvendelse",
    LOS_NAME: "LOS kortnavn",
    LOS_ID: "LOS-ID",
    "81912344-ef86-4cff-a522-a0001607d2ce": "DTR-ID",
    "0dac99a2-c419-4113-bb1d-757e00669bf2": "FOA",
    PNR: "P-nummer",
    SOR: "SOR-ID",
}

RESPONSIBLE = "2a5f38d8-7092-4b3f-85cc-7e272c3c4bb0"
TASK_ROLE_TITLES = {RESPONSIBLE: "Ansvarlig"}

DEPARTMENT = "16bf18c3-ed6f-44b0-b7a1-35f94984e519"
TEAM = "2d9710bf-e9cc-465f-8ec7-46d5f2a64412"

TASKS = {
    "00.01.00": "Kommunens styrelse i almindelighed",
    "00.30.00": "Budgetter i almindelighed",
    "02.00.00": "Fysisk planlægning og naturbeskyttelse i almindelighed",
    "05.00.00": "Veje og trafik i almindelighed",
    "15.00.00": "Beskæftigelsesindsats i almindelighed",
    "16.06.00": "Kulturel virksomhed i almindelighed",
    "17.00.00": "Folkeskolen i almindelighed",
    "27.00.00": "Social service i almindelighed",
    "27.12.00": "Botilbud i almindelighed",
    "27.35.00": "Hjemmehjælp i almindelighed",
    "27.42.00": "Plejehjem og plejeboliger i almindelighed",
    "28.06.00": "Dagtilbud i almindelighed",
    "29.00.00": "Sundhed i almindelighed",
    "29.09.00": "Tandpleje i almindelighed",
    "29.15.00": "Sundhedspleje i almindelighed",
    "29.18.00": "Hjemmesygepleje i almindelighed",
    "29.21.00": "Genoptræning i almindelighed",
    "29.30.00": "Forebyggelse og sundhedsfremme i almindelighed",
    "29.70.10": "Telesundhed",
    "29.70.20": "Telemedicin",
    "81.00.00": "Personale i almindelighed",
    "85.00.00": "It i almindelighed",
}
"""Tasks by their number in KLE; the titles are written for the simulator."""

TASKS_OF_TYPE = {
    "sundhedsforvaltning": "29.00.00",
    "administrativ enhed": "27.00.00",
    "tandplejeklinik": "29.09.00",
    "genoptræningsenhed": "29.21.00",
    "plejehjem": "27.42.00",
    "bosted": "27.12.00",
    "sundhedscenter": "29.30.00",
    "sundhedsplejen": "29.15.00",
    "sygeplejeklinik": "29.18.00",
    "hjemmeplejeenhed": "27.35.00",
    "hjemmesygeplejeenhed": "29.18.00",
}
"""By the name of a SOR entity type the task that a municipality would file it under."""
