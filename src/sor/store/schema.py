"""The tables, once for both databases. Whole numbers and text only, so that no value is converted on the way.

``entry`` and ``line`` are the truth, in the copy of a part with the hashes of what is ``left_out``; ``version``,
``identifier``, ``touched`` and ``finding`` can be rebuilt from them; what stands ``BESIDE`` them is written in the same
transactions. The rows of the copy register (``FOLLOWED``) are made from them too, and the trees of hashes (``PROVEN``),
but when somebody asks for them. The operational tables (``DESK``) have a lock of their own and, on SQLite, a file
(``docs/decisions/two-locks.md``). Migrations in ``migrations/`` lead here; a test compares.
"""

from sor.store.tables import Index, MetaData
from sor.store.tables import StoredColumn as Column
from sor.store.tables import StoredTable as Table

metadata = MetaData()


def _number(name: str, *, key: bool = False, default: str | None = None) -> Column:
    """default: what rows hold that were there before the column."""
    return Column(name, int, primary_key=key, default=default)


def _text(name: str, *, key: bool = False, empty: bool = False, default: str | None = None) -> Column:
    return Column(name, str, nullable=empty, primary_key=key, default=default)


def _index(*columns: str) -> Index:
    return Index(None, columns)


entry = Table(
    "entry",
    metadata,
    _number("serial", key=True),
    _text("kind"),
    _text("recorded_at"),
    _text("known_at"),
    _number("day"),
    _text("actor"),
    _text("channel"),
    _text("reason"),
    _text("rule_book"),
    _text("origin"),
    _text("findings"),
    _text("subjects"),
    _text("previous"),
    _text("hash"),
    _number("schema", default="1"),
    _text("salts", default=""),
    _text("erased", default="{}"),
    _index("known_at"),
    Index("entry_of_day", ("serial",), where="kind = 'day'"),
    Index("entry_of_erasure", ("serial",), where="kind = 'erase'"),
)

line = Table(
    "line",
    metadata,
    _number("serial", key=True),
    _number("n", key=True),
    _text("kind"),
    _text("key"),
    _text("frame"),
    _text("content"),
    _text("hash"),
    _index("kind", "key"),
)

left_out = Table("left_out", metadata, _number("serial", key=True), _number("n", key=True), _text("hash"))
"""In a copy of one owner's part of a register: the lines that it does not hold, each by its hash."""

PERIODS = ("valid_from", "valid_to", "known_from", "known_to")

version = Table(
    "version",
    metadata,
    _text("kind"),
    _text("key"),
    *map(_number, PERIODS),
    _number("first_from"),
    _text("parent", empty=True),
    _text("level", empty=True),
    _text("type", empty=True),
    _text("body"),
    _number("stated", default="0"),
    _index("kind", "key", "valid_from", "known_from"),
    Index("version_children", ("parent", "valid_to"), where="parent IS NOT NULL"),
)

identifier = Table(
    "identifier",
    metadata,
    _text("system"),
    _text("value"),
    _text("kind"),
    _text("key"),
    *map(_number, PERIODS),
    _index("system", "value"),
    _index("kind", "key"),
)

touched = Table("touched", metadata, _number("serial", key=True), _text("kind", key=True), _text("key", key=True))

finding = Table(
    "finding",
    metadata,
    _number("serial"),
    _text("rule"),
    _text("severity"),
    _text("kind"),
    _text("key"),
    _text("body"),
    _index("kind", "key"),
    _index("serial", "rule"),
)

register = Table("register", metadata, _text("name", key=True), _text("value"))
"""Facts about the register itself, written at ``sor init``: role, range of codes, epoch."""

delivery = Table(
    "delivery",
    metadata,
    _number("serial", key=True),
    _text("format"),
    _text("digest"),
    _number("snapshot"),
    _text("silence"),
    _index("format", "snapshot"),
    _index("digest"),
)
"""The files that were loaded, to know the same bytes again and an older file; rebuilt from the entries' origins."""

krs_row = Table(
    "krs_row",
    metadata,
    _text("view", key=True),
    _text("revision", key=True),
    _number("serial"),
    _text("id"),
    _text("key"),
    _number("from_day"),
    _number("to_day"),
    _number("known_from"),
    _number("is_last"),
    _index("view", "id"),
    Index("krs_row_last", ("view", "revision"), where="is_last = 1"),
)
"""The copy register: which row of which view came or went by which entry, in the order of its offsets; no values.

revision: the 20 digits of the offset. key: the subject; id: by what it is asked for. [from_day, to_day): the days of
the row. known_from: the entry since which it is believed; serial: that entry, or the one by which it went. is_last: 1
until the same row is told again.
"""

krs_reached = Table("krs_reached", metadata, _number("serial", key=True), _text("kind"), _text("key"))
"""How far the copy register has come: it has all of the entries up to serial, and of the next one all subjects up to
that kind and key.
"""

proof_entry = Table(
    "proof_entry", metadata, _number("serial", key=True), _number("size"), _text("subjects"), _index("size")
)
"""The log as a transparency log: how many leaves there are after an entry, and the root over all subjects after it."""

proof_tile = Table("proof_tile", metadata, _number("level", key=True), _number("number", key=True), _text("hash"))
"""The root of each whole tile of 256 hashes of the level below; level 0 are the leaves, which follow from the log."""

subject_node = Table(
    "subject_node", metadata, _number("depth", key=True), _number("number", key=True), _number("serial", key=True),
    _text("hash"), _index("serial"),
)  # fmt: skip
"""The tree over all subjects: the hash of a node from an entry on. Kept are the depths 4, 8 and 12 alone."""

proof_subject = Table(
    "proof_subject", metadata, _number("bucket", key=True), _text("kind", key=True), _text("key", key=True),
    _text("result"), _text("said"),
)  # fmt: skip
"""Which subjects hang below which node of depth 12, the digest of the last word on each, and that of all its lines."""

actor = Table(
    "actor",
    metadata,
    _text("id", key=True),
    _text("name"),
    _text("cvr", empty=True),
    _text("email", empty=True),
    _text("added_at"),
    _text("added_by"),
    _text("removed_at", empty=True),
    _text("removed_by", empty=True),
    _index("cvr"),
)
"""Who may change something. The log names the id only; name, CVR and e-mail can be erased (``CORE`` §8)."""

right_given = Table(
    "right_given",
    metadata,
    _number("number", key=True),
    _text("actor"),
    _text("role"),
    _text("place", empty=True),
    _text("ops", empty=True),
    _number("from_day"),
    _number("to_day"),
    _number("handed_from"),
    _text("granted_by"),
    _text("granted_at"),
    _text("withdrawn_by", empty=True),
    _text("withdrawn_at", empty=True),
    _index("actor"),
)
"""Rights, those taken back too. handed_from: the right that this one is a part of, 0 = none."""

client = Table(
    "client",
    metadata,
    _text("id", key=True),
    _text("actor"),
    _text("secret"),
    _text("made_at"),
    _text("made_by"),
    _text("withdrawn_at", empty=True),
    _index("actor"),
)
"""Programs that get tokens as an actor; of their secrets only a hash."""

signing_key = Table("signing_key", metadata, _text("id", key=True), _text("value"), _text("made_at"))
"""The key that signs tokens. It never leaves the desk."""

desk_journal = Table(
    "desk_journal",
    metadata,
    _number("n", key=True),
    _text("at"),
    _text("who"),
    _text("what"),
    _text("kind"),
    _text("key"),
    _text("before"),
    _text("after"),
    _text("channel"),
    _text("salt"),
    _text("leaf"),
    _text("hash"),
    _index("kind", "key"),
)
"""The audit log: who changed what on the desk, when, by which door, before and after (JSON), chained."""

answered = Table(
    "answered",
    metadata,
    _text("caller", key=True),
    _text("idempotency_key", key=True),
    _text("digest"),
    _number("serial"),
    _text("answer"),
    _text("answered_at"),
    _index("answered_at"),
)
"""Submissions answered under a key of the caller's; kept 30 days."""

confirmation = Table(
    "confirmation",
    metadata,
    _text("unit"),
    _text("actor"),
    _text("confirmed_at"),
    _index("unit", "confirmed_at"),
)
"""When somebody said that a unit's data are still right."""

number_series = Table(
    "number_series",
    metadata,
    _text("owner"),
    _number("first", key=True),
    _number("last"),
    _number("next"),
    _text("added_by"),
    _text("added_at"),
)
"""The series from which location numbers are issued, without check digits."""

whitelist = Table(
    "whitelist", metadata, _text("service", key=True), _text("cvr", key=True), _text("comment"), _text("source")
)
"""The CVR numbers that may call a service. source: the channel by which they came; ``demo`` counts in the demo only."""

demo_sts = Table("demo_sts", metadata, _text("name", key=True), _text("value"))
"""The key and certificate of the demo's STS; made when first needed, never looked at in production."""

certification = Table(
    "certification",
    metadata,
    _text("cvr", key=True),
    _text("case_key", key=True),
    _text("ticked_at"),
    _text("message_id"),
    _number("serial"),
    _text("unit"),
    _number("version"),
    _text("tried_at"),
    _text("tried_by"),
    _text("misses"),
)
"""How each caller of SORUS stands in each case of the test protocol: ticked by which message, or why not (JSON)."""

failed_try = Table(
    "failed_try",
    metadata,
    _text("client"),
    _text("address"),
    _number("at"),
    _index("client", "address", "at"),
    _index("at"),
)
"""Wrong secrets of the last minute: of which program, from which address, when (milliseconds since 1970)."""

job = Table(
    "job",
    metadata,
    _text("id", key=True),
    _number("n"),
    _text("actor"),
    _text("state"),
    _text("idempotency_key", empty=True),
    _text("digest"),
    _text("document"),
    _text("base", empty=True),
    _number("dry_run"),
    _text("sent_at"),
    _text("not_before"),
    _text("began_at", empty=True),
    _text("ended_at", empty=True),
    _text("taken_by", empty=True),
    _text("seen_at", empty=True),
    _number("deaths"),
    _number("spent"),
    _number("status"),
    _text("answer"),
    _index("actor", "n"),
    _index("state", "n"),
)
"""Sets of changes that are decided after their sender was answered: as they came until then, their answers afterwards.
n: their order. deaths: how many programs ended while they decided it. spent: milliseconds of processor time.
"""

person = Table(
    "person",
    metadata,
    _text("issuer", key=True),
    _text("subject", key=True),
    _text("actor"),
    _text("linked_at"),
    _text("linked_by"),
    _index("actor"),
)
"""Who logs in as which actor: what a provider (``issuer``) calls somebody for ever, and the actor."""

session = Table(
    "session",
    metadata,
    _text("id", key=True),
    _text("actor"),
    _text("issuer"),
    _text("subject"),
    _text("cvr", empty=True),
    _text("privileges"),
    _text("provider"),
    _text("csrf"),
    _text("program"),
    _number("made_at"),
    _number("seen_at"),
    _text("name_id", empty=True),
    _text("session_index", empty=True),
    _text("at_provider", empty=True),
    _index("actor"),
    _index("issuer", "subject"),
    _index("seen_at"),
    _index("name_id"),
)
"""Who is signed in. id: a hash of what the browser holds. issuer, subject: the person. privileges: those that came with
the login (JSON). program: the browser, as it calls itself. name_id, session_index: as which the provider knows the
login; at_provider: what it is told when it is to end it (JSON). Times are seconds since 1970.
"""

draft = Table(
    "draft",
    metadata,
    _text("id", key=True),
    _text("actor"),
    _text("shared_with"),
    _text("op"),
    _text("unit"),
    _text("form"),
    _text("document"),
    _number("changed_at"),
    _index("actor"),
    _index("shared_with"),
)
"""Forms that were begun. shared_with: another actor who may go on with it. form: what was typed (JSON). document: of a
form that lies in its actor's basket, the changes that it says (JSON). changed_at: milliseconds since 1970.
"""

consumer = Table(
    "consumer",
    metadata,
    _text("id", key=True),
    _text("door", key=True),
    _text("part", key=True),
    _text("name"),
    _text("epoch"),
    _number("serial"),
    _text("at"),
)
"""Who takes the register's data, and how far each has come by which door. id: an actor, or the CVR number of an ID
card. part: what of it is taken, for a door that has parts (KRS: the data type and the IT system). name: as a card calls
them, empty for actors. epoch: the log of which serial is one. at: when it was last asked for.
"""

used_login = Table("used_login", metadata, _text("mark", key=True), _number("ends_at"))
"""What is taken once: logins that became a session, answers of providers, their wishes to end a login; each by a hash,
until it would be refused anyway (seconds since 1970).
"""

erasure = Table(
    "erasure",
    metadata,
    _number("number", key=True),
    _number("entry"),
    _text("kind"),
    _text("key"),
    _text("field"),
    _number("from_day"),
    _text("part"),
    _text("reason"),
    _text("asked_by"),
    _text("asked_at"),
    _text("state"),
    _text("decided_by", empty=True),
    _text("decided_at", empty=True),
    _number("serial"),
)
"""What somebody of the authority asked to have erased, and what a second person made of it. serial: of the entry, 0 =
none. It names where the value stands, never the value.
"""

case_file = Table(
    "case_file",
    metadata,
    _number("number", key=True),
    _text("kind"),
    _text("unit"),
    _text("text"),
    _text("data"),
    _text("changes"),
    _text("asker"),
    _text("door"),
    _text("asked_at"),
    _number("due"),
    _text("state"),
    _text("assigned_to"),
    _text("stood"),
    _text("seen"),
    _text("tried_by"),
    _text("decided_by"),
    _text("decided_at"),
    _number("entry"),
    _number("right_number"),
    _text("sent_key", empty=True),
    _text("sent_digest", empty=True),
    _index("state", "due"),
    _index("asker"),
    _index("unit"),
)
"""Cases: what somebody asks for that others decide. data: what the kind needs; changes: those that are proposed (both
JSON). stood: how the unit stood when it was asked (JSON); seen: the same, not read any more. tried_by: who has
begun to approve it, parted by blanks. entry, right_number: what was made of it, 0 = nothing. sent_key, sent_digest: the
asker's own key for what was sent, and its digest, by which the same sent twice is one case.
"""

case_message = Table(
    "case_message",
    metadata,
    _number("case_number", key=True),
    _number("n", key=True),
    _text("who"),
    _text("at"),
    _text("what"),
    _text("text"),
)
"""All that was said and done about a case, in its order. what: open, assign, ask, answer, approve and the like."""

mail = Table(
    "mail",
    metadata,
    _number("number", key=True),
    _number("case_number"),
    _text("recipient"),
    _text("what"),
    _text("made_at"),
    _text("not_before"),
    _number("tries"),
    _text("failure"),
    _text("sent_at"),
    _index("sent_at", "not_before"),
    _index("case_number"),
)
"""Mails. case_number: 0 for none. recipient: the actor, whose address is read when it is sent. what: which text.
sent_at: empty while it waits; failure: why the last try was in vain.
"""

responsible_person = Table(
    "responsible_person",
    metadata,
    _text("id", key=True),
    _text("place"),
    _text("owner"),
    _text("role"),
    _text("name"),
    _text("email"),
    _text("phone"),
    _text("contact"),
    _text("named_by"),
    _text("named_at"),
    _text("confirmed_at"),
    _text("reminded_at"),
    _index("place"),
)
"""Who answers for what the register says of a place. id: never used again. owner: of the place when they were named, or
last confirmed. contact: how they are reached, ``address`` or ``form``. reminded_at: empty when they were not reminded.
"""

letter = Table("letter", metadata, _text("sender"), _text("person"), _number("at"), _index("at"))
"""Letters to responsible persons within the last hour, to count them: from which address (a digest), to whom, when
(seconds since 1970); never what was written.
"""

subscription = Table(
    "subscription",
    metadata,
    _text("id", key=True),
    _text("kind"),
    _text("owner"),
    _text("url"),
    _text("email"),
    _text("language"),
    _text("every"),
    _text("part"),
    _text("state"),
    _text("epoch"),
    _number("serial"),
    _text("made_at"),
    _text("secret"),
    _text("old_secret"),
    _text("old_until"),
    _number("tries"),
    _text("next_at"),
    _text("failing_since"),
    _text("failure"),
    _text("pending"),
    _text("sending"),
    _index("kind", "state"),
    _index("owner"),
)
"""Who is told of entries, or of news. kind: webhook, mail (a digest) or news. owner: the actor; empty for who needs no
login. email: of mail and news. every: how often a digest comes (daily, weekly). part: the filter, as JSON. state: new
(not confirmed yet), active or parked. serial: up to which everything was delivered, or laid aside for the digest.
secret: signs what a webhook gets; old_secret does too, until old_until. tries, next_at, failing_since, failure: of the
entry after ``serial``. pending: serials that wait for the digest, as JSON; sending: of the digest that is being sent.
"""

oss_municipality = Table(
    "oss_municipality",
    metadata,
    _text("municipality", key=True),
    _text("settings"),
    _text("source"),
    _text("tried_at"),
    _text("fault"),
    _text("good_at"),
    _text("progress"),
)
"""A municipality that is kept in step with FK-ORG. settings: JSON. source: where its units were fetched last. tried_at,
fault: of the last run, which failed when fault is not empty (JSON: da, en). good_at: when a run went through last.
progress: what a run that goes on does just now (JSON).
"""

oss_snapshot = Table(
    "oss_snapshot",
    metadata,
    _text("municipality", key=True),
    _text("source"),
    _text("fetched_at"),
    _text("digest"),
    _number("size"),
    _text("faults"),
    _text("units"),
)
"""A municipality's units as they were fetched last. faults: what is wrong with them (JSON). units: packed JSON."""

oss_decision = Table(
    "oss_decision",
    metadata,
    _text("municipality", key=True),
    _text("org", key=True),
    _text("unit", key=True),
    _text("kind"),
    _text("reason"),
    _text("facts"),
    _text("decided_by"),
    _text("decided_at"),
    _index("unit"),
)
"""What was decided of a unit and lasts: link, reference, not_ours, sor_only. org: the UUID in FK-ORG, unit: the SOR
code; either may be empty. facts: how both were when they agreed last (JSON).
"""

oss_proposal = Table(
    "oss_proposal",
    metadata,
    _number("id", key=True),
    _text("municipality"),
    _text("kind"),
    _text("state"),
    _text("unit"),
    _text("org"),
    _text("before"),
    _text("after"),
    _text("reason"),
    _text("findings"),
    _text("facts"),
    _number("score"),
    _text("made_at"),
    _text("decided_by"),
    _text("decided_at"),
    _text("second"),
    _text("document"),
    _number("serial"),
    _text("applied_at"),
    _index("municipality", "state"),
    _index("municipality", "kind", "org", "unit"),
)
"""Proposals. before, after, findings: JSON. facts: the digest of what it rests on. second: who decided it first, where
two are wanted. document: the change as it was sent last (JSON); serial: of the entry made of it, 0 = none.
"""

oss_action = Table(
    "oss_action",
    metadata,
    _number("n", key=True),
    _text("municipality"),
    _text("at"),
    _text("who"),
    _text("what"),
    _text("kind"),
    _text("unit"),
    _text("org"),
    _number("proposal"),
    _number("serial"),
    _text("told"),
    _index("municipality", "n"),
)
"""What was done in a municipality's synchronisation, in its order. told: JSON: da, en."""
plan = Table(
    "plan",
    metadata,
    _number("number", key=True),
    _text("author"),
    _text("state"),
    _number("version"),
    _text("made_at"),
    _text("checking"),
    _text("tried"),
    _number("entry"),
    _number("undo_entry"),
    _text("ended_by"),
    _text("ended_at"),
    _number("deadline"),
    _index("author"),
    _index("state"),
)
"""Reorganisations that are prepared together. version: the one that counts. checking: the job that checks it, or
empty. tried: the kinds of entry that somebody has begun to write (``commit``, ``undo``), parted by blanks. entry,
undo_entry: the serials of what was committed and of what took it back, 0 = none.
deadline: the last day on which it is approved, 0 for none.
"""

plan_delegate = Table(
    "plan_delegate",
    metadata,
    _number("plan", key=True),
    _text("giver", key=True),
    _text("actor", key=True),
    _text("at"),
)
"""Who may approve a plan for whom, by the rights of who asked them to."""

plan_version = Table(
    "plan_version",
    metadata,
    _number("plan", key=True),
    _number("version", key=True),
    _text("title"),
    _number("day"),
    _text("changes"),
    _text("digest"),
    _number("base"),
    _text("written_at"),
    _text("report"),
    _text("mark"),
    _text("parts"),
    _text("touched"),
    _number("lines"),
    _number("accepted"),
)
"""What a plan says, version by version. changes: as in a change document (JSON). base: the serial at which it was
written. report: of its last check (JSON), empty before; mark: a digest of the findings and consequences that it told,
which approvals name. parts: which operations at which places it asks for (JSON); touched: the subjects whose answers
change (JSON, packed). lines: how many changes there are; accepted: 1 where the last check found nothing against it.
"""

plan_place = Table(
    "plan_place",
    metadata,
    _number("plan", key=True),
    _text("place", key=True),
    _text("owner_kind", key=True),
    _index("place"),
)
"""The places for which a plan, as it is now, asks something: the units, those above them and their owners, with the
kind of the owner; see ``access.authority.Place``.
"""

plan_unit = Table("plan_unit", metadata, _number("plan", key=True), _text("unit", key=True), _index("unit"))
"""The units that a plan, as it is now, names: by them others about the same units are found."""

plan_approval = Table(
    "plan_approval",
    metadata,
    _number("plan", key=True),
    _number("version", key=True),
    _text("mark", key=True),
    _text("actor", key=True),
    _text("at"),
)
"""Who approved which version of a plan, as checked with which mark."""

plan_message = Table(
    "plan_message",
    metadata,
    _number("plan", key=True),
    _number("n", key=True),
    _text("who"),
    _text("at"),
    _text("what"),
    _text("text"),
)
"""All that was said and done about a plan, in its order. what: new, version, check, comment, approve, refuse, delegate,
deadline, commit or undo.
"""

reminder_choice = Table(
    "reminder_choice", metadata, _text("place", key=True), _number("months"), _number("paused_until")
)
"""How often who answers for a place is reminded; paused_until: the first day on which reminders go on, 0 = no pause."""

quality_score = Table(
    "quality_score", metadata, _number("day", key=True), _text("owner", key=True), _number("units"), _number("good")
)
"""How many units of an owner were open on a day, and in how many no error or warning was. owner: empty for all."""

treatment_site = Table(
    "treatment_site",
    metadata,
    _number("number", key=True),
    _text("unit"),
    _number("category"),
    _text("why"),
    _text("staff"),
    _text("posts"),
    _text("exemption"),
    _text("reason"),
    _number("from_day"),
    _number("to_day"),
    _text("stays"),
    _text("person_name"),
    _text("person_email"),
    _text("person_phone"),
    _text("registered_by"),
    _text("registered_at"),
    _text("changed_at"),
    _index("unit"),
)
"""A treatment site of a unit. category: 1 to 5, 0 = exempt, for which ``exemption`` says why and ``reason`` says it in
words. why: by what the category was found. staff: JSON, people by group; posts: full-time posts of doctors and
dentists. from_day, to_day: from when until when (the first day no longer) patients are treated, as it was told. stays:
JSON, where the unit stands on which days, as the register says (``desk/sites/stays.py``).
"""

treatment_site_reached = Table(
    "treatment_site_reached", metadata, _number("id", key=True), _number("serial"), _number("day")
)
"""Up to which entry and day treatment sites were kept in step with the register; one row."""

campaign = Table(
    "campaign",
    metadata,
    _number("number", key=True),
    _text("title"),
    _text("standard"),
    _text("old"),
    _text("new"),
    _text("direction"),
    _number("starts"),
    _number("ends"),
    _text("state"),
    _text("made_by"),
    _text("made_at"),
)
"""Campaigns: a message type is to give way to another version. old, new: versions, old empty where there is none.
starts: the day on which the new one is to be there; ends: the first day without the old one. state: ``open``, ``shut``.
"""

campaign_number = Table("campaign_number", metadata, _number("campaign", key=True), _text("location_number", key=True))
"""The location numbers of a campaign, as it was announced."""

news_item = Table(
    "news_item",
    metadata,
    _number("number", key=True),
    _text("made_at"),
    _text("made_by"),
    _text("published_at"),
    _number("told_on"),
    _number("planned_for"),
    _text("title_da"),
    _text("text_da"),
    _text("title_en"),
    _text("text_en"),
    _text("breaks"),
)
"""News by the register's owner. published_at: empty while those whose formats it breaks are told. told_on: the day
under which it stands in the archive; planned_for: on which it takes effect, 0 for none. breaks: doors and filters, as
JSON.
"""

link_key = Table("link_key", metadata, _text("id", key=True), _text("value"))
"""The key that signs links in mails; one row."""

as_of = Table("as_of", metadata, _number("valid"), _number("known"))
"""The one row from which the view ``units_as_of`` takes its day (yyyymmdd) and serial; 0 = now (``units_as_of.py``)."""

TRUTH = (entry, line, left_out)
PROJECTIONS = (version, identifier, touched, finding, delivery)
FOLLOWED = (krs_row, krs_reached)
PROVEN = (proof_entry, proof_tile, subject_node, proof_subject)
ASKED = (as_of,)
BESIDE = (register, answered, confirmation)
DESK = (
    number_series, actor, right_given, client, signing_key, desk_journal, whitelist, demo_sts, certification,
    failed_try, job, person, session, used_login, draft, erasure, case_file,
    case_message, mail, consumer, responsible_person, letter, reminder_choice, quality_score, subscription,
    oss_municipality, oss_snapshot, oss_decision, oss_proposal, oss_action,
    plan, plan_delegate, plan_version, plan_place, plan_unit, plan_approval, plan_message,
    campaign, campaign_number, news_item, link_key,
    treatment_site, treatment_site_reached,
)  # fmt: skip
