"""The house rules that a program can check, so that no reviewer has to."""

import ast
import re
import subprocess
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools import check_promises, house_figures

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/sor"
MODULES = sorted(SOURCE.rglob("*.py"))

FORBIDDEN_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


@cache
def read(module: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(module.read_text("utf-8"))


# Module, as a path in src/sor → why another test covers it better than one of its own.
TESTED_ELSEWHERE: dict[str, str] = {
    "client/calls.py": "tests/client/test_sync.py makes each call; tests/client/test_asynchronous.py does the same",
    "client/errors.py": "tests/client/test_sync.py meets each",
    "client/log_answers.py": "tests/client/test_answers.py holds every answer to the contract",
    "client/opening.py": "tests/client/test_sync.py opens what is no register",
    "client/recipient_answers.py": "tests/client/test_answers.py holds every answer to the contract",
    "client/tokens.py": "tests/client/test_sync.py shows right, wrong and old ones",
    "following/krs_source.py": "tests/jobs/test_follow_krs.py follows by it, and has it refused",
    "register/reading.py": "tests/reading asks it everything; tests/register/test_asked_time.py of all times",
    "register/refused.py": "tests/journeys/test_refusals_at_every_door.py reads each",
    "oss/soap_message.py": "tests/oss/test_code_writer.py has its messages believed and refused",
    "endpoints/web/oss/office.py": "tests/endpoints/web/oss/test_proposal_pages.py lets in and refuses",
    "endpoints/web/oss/routes.py": "tests/endpoints/web/oss/test_proposal_pages.py asks each address",
    "endpoints/web/oss/setting_pages.py": "tests/endpoints/web/oss/test_proposal_pages.py sends each form",
    "jobs/simulated_municipalities.py": "tests/cli/test_oss_simulator.py holds it against the sample register",
    "oss/simulator/assertions.py": "tests/oss/simulator/test_soap_door.py sends true and false tokens",
    "oss/simulator/message_security.py": "tests/oss/simulator/test_soap_door.py spoils each part of a message",
    "oss/simulator/soap_classes.py": "tests/oss/simulator/test_soap_operations.py reads and writes objects of them",
    "oss/simulator/soap_envelope.py": "tests/oss/simulator/test_soap_door.py reads answers and faults",
    "oss/simulator/soap_names.py": "a list of names",
    "oss/simulator/soap_reading.py": "tests/oss/simulator/test_soap_operations.py writes what fits and what does not",
    "oss/simulator/soap_writing.py": "tests/oss/simulator/test_soap_operations.py reads what it writes",
    "oss/simulator/building.py": "tests/oss/simulator/test_generating.py reads what it makes",
    "oss/simulator/certificates.py": "tests/oss/simulator/test_bearer.py shows each of them",
    "oss/simulator/classification.py": "a list of numbers",
    "oss/simulator/faults.py": "tests/oss/simulator/test_graphql_door.py puts each on",
    "oss/simulator/graphql_answers.py": "tests/oss/simulator/test_graphql_door.py asks for each field",
    "oss/simulator/graphql_schema.py": "tests/oss/simulator/test_graphql_door.py asks for each type",
    "oss/simulator/municipality.py": "tests/oss/simulator/test_generating.py and tests/oss/simulator/test_year.py",
    "oss/simulator/noise.py": "tests/oss/simulator/test_generating.py sees what became of names",
    "oss/simulator/objects.py": "tests/oss/simulator/test_year.py reads what holds when",
    "oss/simulator/other_units.py": "lists of names",
    "oss/simulator/server.py": "tests/oss/simulator/test_bearer.py and tests/oss/simulator/test_graphql_door.py",
    "oss/simulator/simulator.py": "tests/oss/simulator/test_graphql_door.py asks it with every fault",
    "oss/simulator/known_units.py": "plain values",
    "oss/simulator/spoiling.py": "tests/oss/simulator/test_graphql_door.py puts each fault on",
    "oss/simulator/truth.py": "plain values",
    "changes/guided/addresses.py": "tests/changes/guided/test_composing.py tells addresses that move, far and near",
    "changes/guided/answers.py": "tests/changes/guided/test_composing.py begins each step and types over it",
    "changes/guided/new_clinic.py": "tests/endpoints/web/selfservice/test_new_clinics.py opens one, and asks for one",
    "changes/guided/practice.py": "tests/changes/guided/test_composing.py reads a practice and writes where it states",
    "endpoints/web/selfservice/routes.py": "tests/endpoints/test_doors.py opens them; test_pages.py asks for each",
    "endpoints/web/selfservice/sent.py": "tests/endpoints/web/selfservice/test_pages.py goes on, back and elsewhere",
    "endpoints/web/selfservice/service.py": "tests/endpoints/web/selfservice/test_pages.py tells right and wrong",
    "endpoints/web/selfservice/views.py": "tests/endpoints/web/selfservice/test_pages.py reads the pages",
    "desk/mail_links.py": "tests/desk/test_readers.py opens forged, doubled and old links",
    "desk/newsletter.py": "tests/desk/test_readers.py publishes, and tells who takes what breaks",
    "desk/reader_mails.py": "tests/desk/test_readers.py reads every mail, sent over SMTP",
    "following/digests.py": "tests/desk/test_readers.py lets days pass",
    "store/news.py": "tests/desk/test_readers.py and tests/endpoints/web/test_news_pages.py",
    "endpoints/http/atom.py": "tests/endpoints/web/test_news_pages.py reads both feeds",
    "endpoints/rest/news.py": "tests/endpoints/web/test_news_pages.py and the examples of the contract",
    "endpoints/web/news/pages.py": "tests/endpoints/web/test_news_pages.py",
    "endpoints/web/news/subscription_pages.py": "tests/endpoints/web/test_news_pages.py",
    "endpoints/web/news/routes.py": "tests/endpoints/web/test_news_pages.py",
    "desk/subscriptions.py": "tests/endpoints/rest/test_subscriptions.py and tests/following/test_deliverer.py",
    "following/part_asked.py": "tests/endpoints/rest/test_subscriptions.py asks for parts that are not",
    "following/webhook.py": "tests/following/test_deliverer.py delivers, and has Standard Webhooks verify",
    "store/subscriptions.py": "tests/following/test_deliverer.py, on both databases",
    "oss/care_kinds.py": "tests/oss/test_matching.py and test_proposing.py tell kinds by names",
    "oss/comparing.py": "tests/oss/test_proposing.py compares names, addresses and contacts",
    "oss/deciding.py": "tests/oss/test_applying.py decides one, many, by rule and by two",
    "oss/documents.py": "tests/oss/test_applying.py makes a proposal of each kind",
    "oss/evidence.py": "tests/oss/test_matching.py weighs each piece",
    "oss/fetching.py": "tests/cli/test_oss.py fetches files, tests/oss/test_graphql_source.py pages",
    "oss/keeping.py": "tests/oss/test_applying.py makes proposals anew after changes",
    "oss/making.py": "tests/oss/test_applying.py, and tests/cli/test_every_command_killed.py in between",
    "oss/names.py": "tests/oss/test_matching.py compares names in each noise",
    "oss/org_nodes.py": "tests/oss/test_file_source.py reads them from files, test_graphql_source.py from answers",
    "oss/org_unit.py": "tests/oss/test_file_source.py reads units with URNs and doubled addresses",
    "oss/reasons.py": "tests/oss/test_matching.py reads the sentences",
    "oss/sor_side.py": "tests/oss/test_proposing.py and tests/cli/test_oss.py read a municipality's side",
    "oss/source.py": "an interface",
    "oss/standing.py": "tests/oss/test_running.py keeps settings, test_applying.py decisions",
    "desk/plan_checks.py": "tests/desk/test_plans.py checks plans; tests/endpoints/rest/test_plans.py as jobs",
    "desk/plan_document.py": "tests/desk/test_plans.py refuses what is no plan",
    "desk/plan_records.py": "tests/desk/test_plan_commits.py finds what was written to the log alone",
    "desk/plan_report.py": "tests/desk/test_plans.py reads reports, tests/desk/test_plan_commits.py the differences",
    "desk/plan_sides.py": "tests/desk/test_plans.py: who has to agree, and who may see",
    "desk/plan_standing.py": "tests/desk/test_plans.py, at every approval",
    "store/crosswalk.py": "tests/reading/test_crosswalk.py, on both databases",
    "endpoints/rest/crosswalk.py": "tests/reading/test_crosswalk.py asks it",
    "jobs/crosswalk_file.py": "tests/reading/test_crosswalk.py reads the file",
    "store/plans.py": "tests/desk/test_plans.py, on both databases",
    "endpoints/rest/plan_problems.py": "tests/endpoints/rest/test_plans.py holds every answer to the contract",
    "endpoints/rest/plan_shapes.py": "tests/endpoints/rest/test_plans.py holds every answer to the contract",
    "cli/consumers.py": "tests/endpoints/rest/test_consumers.py runs the command beside the door",
    "endpoints/http/takers.py": "tests/endpoints/rest/test_consumers.py takes by each door, with and without a token",
    "store/consumers.py": "tests/following/test_consumers.py, on both databases",
    "access/dgws/card.py": "tests/access/dgws/test_checks.py reads good and bad cards",
    "access/dgws/instants.py": "one line; tests/access/dgws/test_answering.py sees it",
    "access/dgws/linking.py": "tests/access/dgws/test_checks.py sends good and bad headers",
    "access/login/claims.py": "tests/access/login/test_providers.py and test_privileges.py read what providers say",
    "access/login/saml/assertion.py": "tests/attacks/test_no_false_saml_answer_logs_anybody_in.py changes every part",
    "access/login/saml/encryption.py": "tests/attacks/test_no_false_saml_answer_logs_anybody_in.py encrypts otherwise",
    "access/login/saml/logout.py": "tests/endpoints/web/login/test_saml_login.py ends logins, truly and falsely",
    "access/login/saml/names.py": "a list of names",
    "access/login/saml/reading.py": "tests/attacks/test_no_false_saml_answer_logs_anybody_in.py sends what is no XML",
    "access/login/saml/signature.py": "tests/attacks/test_no_false_saml_answer_logs_anybody_in.py signs otherwise",
    "desk/approving.py": "tests/desk/test_cases.py approves, by whom, when and once",
    "desk/asked_case.py": "tests/desk/test_cases.py asks with texts and changes that fit and that do not",
    "desk/case_contents.py": "tests/desk/test_cases.py reads what each kind of case asks for, and who decides it",
    "desk/case_records.py": "tests/desk/test_cases.py moves cases from state to state, and kills between log and desk",
    "desk/saml.py": "tests/endpoints/web/login/test_saml_login.py logs in and out",
    "access/dgws/message.py": "tests/attacks/test_no_forged_card_is_believed.py and test_checks.py send messages",
    "access/dgws/names.py": "a list of names",
    "access/dgws/refusal.py": "tests/endpoints/soap/test_dgws.py sees both sides",
    "access/dgws/signature.py": "tests/attacks/test_no_forged_card_is_believed.py",
    "certification/checks.py": "tests/certification/test_cases.py: a good call and each bad one for every case",
    "certification/seen.py": "plain values",
    "cli/backing_up.py": "tests/journeys/test_publication.py runs the commands",
    "cli/checkpoint.py": "tests/jobs/test_checkpoints.py runs the commands",
    "cli/exporting.py": "tests/journeys/test_publication.py runs the command",
    "cli/news.py": "tests/journeys/test_publication.py runs the command",
    "cli/publishing.py": "tests/journeys/test_publication.py runs the command",
    "cli/follow.py": "tests/journeys/test_following.py runs the command",
    "cli/proving.py": "tests/journeys/test_proofs.py runs the commands",
    "endpoints/web/browse/shak_page.py": "tests/endpoints/web/administration/test_shak_pages.py reads the tree",
    "reading/shak_successors.py": "tests/endpoints/web/administration/test_shak_pages.py asks for many codes",
    "reading/shak_worklist.py": "tests/endpoints/web/administration/test_shak_pages.py works a list down",
    "endpoints/web/edit/edited_units.py": "tests/endpoints/web/edit/test_editing.py opens forms of units, and of none",
    "endpoints/web/edit/editing_rights.py": "tests/endpoints/web/edit/test_authority_matrix.py sends all forms as all",
    "endpoints/web/edit/tried.py": "plain values",
    "endpoints/web/sheets/comments.py": "tests/endpoints/web/sheets/test_pages.py reads the comments",
    "endpoints/web/sheets/damaged_cells.py": "tests/endpoints/web/sheets/test_wrong_sheets.py, one by one",
    "endpoints/web/sheets/given_out.py": "tests/endpoints/web/sheets/test_pages.py takes a sheet and sends it in",
    "endpoints/web/sheets/judging.py": "tests/endpoints/web/sheets/test_wrong_sheets.py, one by one",
    "endpoints/web/sheets/routes.py": "tests/endpoints/test_doors.py asks every address",
    "endpoints/web/sheets/looking.py": "tests/endpoints/web/sheets/test_pages.py and test_round_trips.py",
    "formats/tables/sheet_reading.py": "tests/endpoints/web/sheets/test_wrong_sheets.py reads good and bad files",
    "formats/tables/tree_sheet.py": "tests/endpoints/web/sheets/test_round_trips.py opens what it writes",
    "core/as_of.py": "plain values",
    "endpoints/http/copy_header.py": "tests/jobs/test_follow.py asks every kind of door of a copy",
    "following/source.py": "tests/jobs/test_follow.py cuts and spoils its answers; tests/journeys/test_following.py",
    "following/standing.py": "tests/jobs/test_follow.py sees how a copy stands",
    "formats/log_copy.py": "tests/endpoints/rest/test_copy.py reads what it writes, and a client in another language",
    "store/followed.py": "tests/jobs/test_follow.py tells its promises on both databases",
    "store/taking.py": "tests/jobs/test_follow.py tells its promises on both databases",
    "endpoints/files/folder.py": "tests/endpoints/files/test_routes.py asks for files through the door",
    "endpoints/files/overview.py": "tests/endpoints/files/test_routes.py reads the page",
    "endpoints/files/sending.py": "tests/endpoints/files/test_routes.py asks for files through the door",
    "jobs/witnessing.py": "tests/journeys/test_witness.py asks a witness that is a process of its own",
    "jobs/offline.py": "tests/jobs/test_proving.py checks good and forged documents",
    "store/demo_checkpoint_key.py": "tests/jobs/test_proving.py signs with it",
    "store/proof_rows.py": "tests/following/test_proof_tree.py alters every column",
    "formats/published/exports.py": "a list; each format has a test of its own",
    "formats/published/omitted.py": "two plain values",
    "formats/published/file_set.py": "a table; tests/jobs/test_publishing.py finds its files",
    "formats/tables/ready_database.py": "one value; tests/journeys/test_publication.py writes the file",
    "formats/sor_xml/export.py": "tests/journeys/test_xml_round_trips.py writes and reads all versions",
    "formats/sor_xml/words.py": "tests/formats/sor_xml/test_schema.py holds it against the tables",
    "reading/histories.py": "tests/jobs/test_selection.py tells its promises: every row is true on every day it covers",
    "jobs/comparing.py": "tests/jobs/test_importing.py and tests/faults/test_missing_elements.py load files",
    "jobs/exporting.py": "tests/journeys/test_publication.py exports through the command",
    "jobs/held_back.py": "tests/faults/test_rejected_rows.py spoils rows of every format for every reason",
    "jobs/ready_database.py": "tests/journeys/test_publication.py asks the file in SQL and opens it as a register",
    "jobs/trial.py": "tests/journeys/test_publication.py compares files with the register",
    "rules/hospital_fields.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/issuing.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/life.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/names.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/organisational_units.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/owners.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/pharmacies.py": "tests/rules/test_cases.py has cases for each of its rules",
    "rules/places.py": "tests/rules/test_cases.py has cases for each of its rules",
    "sample/sandbox.py": "tests/jobs/test_sandbox.py makes it and judges it",
    "store/whitelist.py": "tests/desk/test_whitelists.py tells its promises on both databases",
    "store/backing_up.py": "tests/jobs/test_backing_up.py tells its promises on both databases",
    "store/ready_file.py": "tests/journeys/test_publication.py asks the file in SQL and opens it as a register",
    "store/selecting.py": "tests/jobs/test_selection.py holds what it reads against look-ups",
    "access/dgws/familiar.py": "tests/access/dgws/test_recognising.py reads headers of known and of new forms",
    "changes/asking.py": "tests/changes/test_rights.py and tests/rules/test_changing.py ask every rule about changes",
    "changes/closing.py": "tests/changes/test_operations.py and test_brought_back.py close, merge and take back",
    "changes/document.py": "tests/changes/test_odd_documents.py reads good and odd documents",
    "changes/outcome.py": "plain values but for one property; tests/changes/test_submitting.py reads it",
    "changes/moving.py": "tests/changes/test_preview_property.py and test_belonging.py see who gets whose number",
    "changes/naming.py": "tests/changes/test_submitting.py makes units and names them in one set",
    "changes/numbers.py": "tests/changes/test_operations.py issues, changes and ends numbers and their messages",
    "changes/preview.py": "tests/changes/test_preview_property.py holds it against all answers before and after",
    "changes/stating.py": "tests/changes/test_scheduled.py and test_operations.py state on every side of a boundary",
    "changes/succeeding.py": "tests/changes/test_operations.py replaces and merges",
    "changes/withdrawing.py": "tests/changes/test_taking_back.py and test_mistakes_taken_back.py",
    "changes/world.py": "tests/changes/test_judging.py and tests/core/test_all_days.py",
    "cli/__init__.py": "tests/cli/test_texts.py gives every command texts that no text may hold",
    "cli/differences.py": "tests/faults/test_comparing.py runs the command on files and days",
    "cli/importing.py": "tests/faults/test_command_line.py and test_named_files.py run the command",
    "cli/questions.py": "tests/cli/test_shak.py and tests/faults/test_command_line.py run the commands",
    "clock.py": "tests/endpoints/operation/test_demo_clock.py and tests/cli/test_day.py move it",
    "core/erased.py": "tests/store/test_erasures.py reads and rebuilds what was erased",
    "core/newcomer.py": "tests/properties/test_newcomer.py holds it against the way that everything else takes",
    "desk/demo_provider.py": "tests/endpoints/web/login/test_signing_in.py signs in with it",
    "desk/demo_clock.py": "tests/endpoints/operation/test_demo_clock.py moves it through the door",
    "endpoints/app.py": "tests/endpoints/test_doors.py and tests/attacks/test_no_spelling_opens_a_door.py ask it",
    "endpoints/errors.py": "tests/endpoints/test_fuzzed.py and tests/journeys/test_every_door_away.py",
    "endpoints/figures.py": "tests/endpoints/rest/test_status.py reads the figures",
    "endpoints/http/asking.py": "tests/endpoints/rest/test_parameters.py and test_units.py ask through it",
    "endpoints/rest/change_examples.py": "tests/endpoints/test_openapi_changes.py sends every example",
    "endpoints/rest/deciding.py": "tests/endpoints/rest/test_jobs.py; tests/journeys/test_jobs_killed.py kills it",
    "endpoints/rest/documented.py": "tests/endpoints/test_openapi.py reads the contract that it makes",
    "endpoints/rest/entries.py": "tests/endpoints/rest/test_log.py reads entries and lines",
    "endpoints/rest/stream.py": "tests/endpoints/test_servers.py follows the stream of a real server",
    "endpoints/rest/submission.py": "tests/endpoints/rest/test_changes.py and test_jobs.py send documents",
    "endpoints/web/kit/texts/frame.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/files.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/trial.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/units.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/finding.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/login.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/editing.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/kit/texts/administration.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "endpoints/web/login/cookies.py": "tests/endpoints/web/login/test_signing_in.py keeps and loses them",
    "endpoints/web/login/logins.py": "tests/endpoints/web/login/test_signing_in.py and test_foreign_provider.py",
    "endpoints/web/login/pages.py": "tests/endpoints/web/login/test_signing_in.py asks for the pages",
    "endpoints/web/login/visitors.py": "tests/endpoints/web/login/test_signing_in.py asks who somebody is",
    "following/phone_book.py": "tests/properties/test_any_text.py and tests/endpoints/rest/test_units.py search",
    "following/shown_rows.py": "tests/jobs/test_selection.py holds its rows against look-ups",
    "formats/delivery.py": "tests/jobs/test_importing.py and tests/faults/test_rejected_rows.py read what it gathers",
    "formats/soap/krs.py": "tests/endpoints/krs/test_door.py asks, tests/following/test_copy_register.py copies",
    "formats/soap/krs_tables.py": "tests/endpoints/krs/test_door.py asks, tests/following/test_copy_register.py copies",
    "jobs/differences.py": "tests/faults/test_comparing.py compares registers, days and files",
    "jobs/column_mistakes.py": "tests/faults/test_second_day.py swaps and moves the columns of every format",
    "jobs/known_leaves.py": "tests/jobs/test_suspicion.py counts what every kind states, on both databases",
    "jobs/path_names.py": "tests/jobs/test_suspicion.py and tests/faults/test_second_day.py read its words",
    "jobs/agreement.py": "tests/jobs/test_moved_columns.py moves and fills columns, and stretches of them",
    "formats/sor2/shak_maps.py": "tests/formats/sor2/test_complete.py has maps that agree and that do not",
    "jobs/addresses_agreeing.py": "tests/faults/test_strange_rows.py moves, empties and exchanges what it looks at",
    "jobs/flags_stated.py": "tests/faults/test_strange_rows.py turns indicators and directions",
    "jobs/links_agreeing.py": "tests/faults/test_strange_rows.py moves codes, places and successions",
    "jobs/unrelated_columns.py": "tests/faults/test_mixed_rows.py mixes columns among the rows, alone and together",
    "jobs/words_agreeing.py": "tests/faults/test_mixed_rows.py renumbers specialities and exchanges domains and firms",
    "jobs/text_habits.py": "tests/faults/test_strange_rows.py writes each column as programs do",
    "jobs/strange_rows.py": "tests/faults/test_strange_rows.py asks it of right rows, and of each that is spoilt",
    "jobs/column_profiles.py": "tests/faults/test_strange_columns.py spoils each column of each format in each way",
    "jobs/rows_stated.py": "tests/jobs/test_moved_columns.py takes in rows, and joins those of two tables",
    "jobs/plausibility.py": "tests/faults/test_first_load.py loads files whose columns hold what belongs elsewhere",
    "jobs/renamings.py": "tests/faults/test_second_day.py renames networks, one and all of them",
    "jobs/renewed.py": "tests/faults/test_second_day.py turns message types and successions round",
    "jobs/stated_leaves.py": "tests/jobs/test_suspicion.py holds it against the shape of every kind",
    "jobs/value_sorts.py": "tests/faults/test_first_load.py and test_newly_stated.py load columns of every sort",
    "reading/before_first.py": "tests/endpoints/rest/test_before_first.py asks every door",
    "reading/shak_texts.py": "tests/cli/test_shak.py searches by code and by text",
    "store/answered.py": "tests/changes/test_submitting.py sends the same twice under a key",
    "store/confirmations.py": "tests/changes/test_operations.py confirms",
    "store/erasure_requests.py": "tests/jobs/test_erasing.py asks, confirms and withdraws on both databases",
    "store/mails.py": "tests/desk/test_mail.py sends through it on both databases",
    "endpoints/operation/mailing.py": "tests/desk/test_mail.py serves a register beside a mail server",
    "endpoints/web/administration/reaching_page.py": "tests/endpoints/rest/test_recipients_reaching.py reads it",
    "desk/sites/site_register.py": "tests/desk/sites/test_treatment_sites.py tells its promises on both databases",
    "desk/sites/stays.py": "tests/desk/sites/test_treatment_sites.py moves, closes and brings back",
    "desk/sites/shown.py": "tests/endpoints/web/sites/test_site_pages.py reads the file, REST's the shape",
    "desk/sites/told.py": "tests/desk/sites/test_treatment_sites.py tells what is wrong, one by one",
    "rules/treatment_sites.py": "tests/desk/sites/test_treatment_sites.py finds clinics without a site",
    "store/treatment_sites.py": "tests/desk/sites/test_treatment_sites.py reads and writes on both databases",
    "endpoints/rest/site_shapes.py": "tests/endpoints/rest/test_sites.py holds answers to the contract",
    "endpoints/web/sites/routes.py": "tests/endpoints/web/sites/test_site_pages.py asks each address",
    "endpoints/web/sites/site_forms.py": "tests/endpoints/web/sites/test_site_pages.py sends the form",
    "endpoints/web/kit/texts/sites.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "cli/sites.py": "tests/endpoints/rest/test_sites.py runs the commands beside the door",
    "jobs/demo_sites.py": "tests/endpoints/web/sites/test_site_pages.py reads the demo's",
    "jobs/demo_responsible.py": "tests/jobs/test_demo_actors.py sees whom it names",
    "cli/quality.py": "tests/endpoints/rest/test_quality.py holds what it prints against REST",
    "following/quality_checks.py": "tests/following/test_quality_book.py tells what each check finds",
    "following/quality_rows.py": "tests/following/test_quality_book.py holds it against one built anew",
    "following/quality_state.py": "tests/following/test_quality_book.py holds it against one built anew",
    "following/quality_world.py": "tests/following/test_quality_book.py holds it against one built anew",
    "rules/quality.py": "tests/following/test_quality_book.py and tests/desk/test_quality.py find by each of them",
    "store/quality.py": "tests/following/test_quality_book.py reads through it on both databases",
    "endpoints/web/administration/confirming_pages.py": "tests/desk/test_still_right.py opens and sends its form",
    "endpoints/web/administration/quality_map.py": "tests/endpoints/web/administration/test_quality_pages.py draws it",
    "endpoints/web/kit/texts/quality.py": "tests/endpoints/web/kit/test_labels.py checks both columns",
    "store/reminder_choices.py": "tests/desk/test_reminders.py chooses through it on both databases",
    "store/quality_scores.py": "tests/desk/test_quality.py keeps and reads scores on both databases",
    "store/letters.py": "tests/desk/test_letters.py counts through it on both databases",
    "store/campaigns.py": "tests/endpoints/web/administration/test_campaign_pages.py announces, shuts and counts",
    "desk/campaigns.py": "tests/endpoints/web/administration/test_campaign_pages.py goes from first to last",
    "desk/edi_sets.py": "tests/endpoints/web/administration/test_edi_pages.py pastes lists with every mistake",
    "recipients/edi_rows.py": "tests/endpoints/web/administration/test_edi_pages.py reads what it chooses",
    "following/edi_book.py": "tests/endpoints/web/administration/test_edi_pages.py reads it before and after changes",
    "endpoints/web/administration/edi_forms.py": "tests/endpoints/web/administration/test_edi_pages.py sends them",
    "endpoints/web/administration/edi_office.py": "tests/endpoints/web/administration/test_edi_pages.py",
    "endpoints/web/administration/edi_set_pages.py": "tests/endpoints/web/administration/test_edi_pages.py",
    "store/code_holders.py": "tests/desk/test_code_lists.py asks who holds codes, on both databases",
    "core/held_codes.py": "tests/desk/test_code_lists.py counts who holds types, systems, regions and municipalities",
    "reading/code_lists.py": "tests/cli/test_codes.py and tests/endpoints/rest/test_code_lists.py read what it shows",
    "formats/tables/data_types_file.py": "tests/jobs/test_loading_codes.py reads right, foreign and damaged files",
    "endpoints/web/administration/code_forms.py": "tests/endpoints/web/administration/test_code_pages.py sends them",
    "rules/operating.py": "tests/rules/cases.py breaks each of them",
    "formats/tables/operators_export.py": "tests/desk/test_run_by_another.py reads what it writes",
    "desk/plan_gathering.py": "tests/desk/test_plans_drawn_up.py gathers by rules, wrong ones too",
    "desk/plan_crossing.py": "tests/desk/test_plans_drawn_up.py moves a department whose hospital stays",
    "desk/plan_lines.py": "tests/desk/test_plans_drawn_up.py reads lines, wrong ones too",
    "desk/plan_reminders.py": "tests/desk/test_plans_drawn_up.py waits for a deadline",
    "endpoints/web/administration/plan_impact.py": "tests/endpoints/web/administration/test_plan_pages.py reads it",
    "rules/listed_codes.py": "tests/desk/test_code_lists.py breaks each of them",
    "store/responsible_persons.py": "tests/desk/test_responsible_persons.py tells its promises on both databases",
    "rules/responsible.py": "tests/desk/test_responsible_persons.py finds who lacks somebody, and who has too many",
    "store/cases.py": "tests/desk/test_cases.py tells its promises on both databases",
    "desk/case_kinds.py": "tests/desk/test_cases.py opens cases of every kind, and what can be none",
    "store/drafts.py": "tests/desk/test_drafts.py tells its promises on both databases",
    "store/failed_tries.py": "tests/endpoints/http/test_failed_tries.py counts through it on both databases",
    "store/holders.py": "tests/changes/test_belonging.py asks where numbers stood",
    "store/issued_codes.py": "tests/changes/test_submitting.py makes units; tests/jobs/test_first_codes.py counts on",
    "store/job.py": "tests/desk/test_jobs.py tells its promises on both databases",
    "store/krs_rows.py": "tests/following/test_copy_register.py reads the rows it keeps",
    "store/marks.py": "tests/store/test_looked_at.py sees every mark",
    "endpoints/web/administration/case_forms.py": "tests/endpoints/web/administration/test_case_pages.py sends them",
    "endpoints/web/administration/routes.py": "tests/endpoints/test_doors.py asks every address",
    "endpoints/web/edit/answers.py": "tests/endpoints/web/edit/test_editing.py reads every answer of a form",
    "endpoints/web/edit/draft_pages.py": "tests/endpoints/web/edit/test_drafts.py",
    "endpoints/web/edit/keeping.py": "tests/endpoints/web/edit/test_drafts.py lets sessions end",
    "endpoints/web/edit/offers.py": "tests/endpoints/web/edit/test_creating.py sees what is offered where",
    "endpoints/web/edit/pages.py": "tests/endpoints/web/edit/test_editing.py sends its forms",
    "endpoints/web/edit/routes.py": "tests/endpoints/test_doors.py asks every address",
    "endpoints/web/edit/receipts.py": "tests/endpoints/web/edit/test_editing.py and test_taking_back.py read them",
    "endpoints/web/edit/trying.py": "tests/endpoints/web/edit/test_editing.py tries forms, and who may send none",
    "endpoints/web/edit/preview.py": "tests/endpoints/web/edit/test_editing.py and test_picking.py read it",
    "endpoints/web/kit/deeds.py": "tests/endpoints/web/edit/test_editing.py sees the links, and who sees none",
    "store/sessions.py": "tests/desk/test_sessions.py tells its promises",
    "store/neighbourhood.py": "tests/changes/test_reach_of_a_change.py and test_cost.py",
    "store/own_folder.py": "tests/jobs/test_killed.py kills who works in one",
    "store/revisions.py": "tests/store/test_setup.py upgrades from each of them",
    "store/alchemy.py": "tests/store/test_setup.py holds its tables against those that the migrations make",
    "store/tables.py": "plain values; tests/store/test_setup.py makes them on both databases",
    "store/tuning.py": "tests/store/test_database.py sees how a connection is set up",
    "store/migrating.py": "one value; tests/store/test_setup.py upgrades with it",
    "store/settling.py": "tests/store/test_desk_file.py tells its promises",
    "store/upgrading.py": "tests/store/test_setup.py tells its promises",
    "store/scrubbing.py": "tests/jobs/test_erasing.py looks for the value in the files of both databases",
    "store/series.py": "tests/changes/test_series_go_on.py and tests/cli/test_series.py",
    "store/unavailable.py": "tests/journeys/test_database_away.py takes the database away in every way",
}

# Parts kept apart, so that this file passes its own test.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
    ]
]
REGISTRY_SETTINGS = re.compile(rb'index-url\s*[= ]\s*\w+:|find-links\s*[= ]\s*[\w/]|"resolved":\s*"')


def within_source(module: Path) -> str:
    return module.relative_to(SOURCE).as_posix()


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so there are no tracked files to read")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_every_module_says_what_it_is_for() -> None:
    silent = [within_source(module) for module in MODULES if not ast.get_docstring(read(module))]
    assert silent == []


def test_no_name_hides_what_a_module_is_about() -> None:
    places = [module.relative_to(SOURCE) for module in MODULES]
    assert [str(place) for place in places if FORBIDDEN_NAMES & set(place.with_suffix("").parts)] == []


def test_every_module_has_its_own_test() -> None:
    assert list(check_promises.every_module_has_its_test(ROOT)) == []


def test_every_exception_is_needed_and_has_its_reason() -> None:
    for name, reason in TESTED_ELSEWHERE.items():
        module = SOURCE / name
        assert module.exists(), f"{name} is gone; take it off the list"
        assert not (ROOT / check_promises.own_test(Path(name))).exists(), (
            f"{name} has its own test now; take it off the list"
        )
        assert reason.strip()
        for path in re.findall(r"tests/[\w/]+\.py", reason):
            assert (ROOT / path).exists(), f"{path}, which is to cover {name}, is gone"


def test_what_benchmarks_and_tools_take_from_the_program_is_there() -> None:
    """The type checker reads the program alone, and tests run few of them."""
    missing = [
        f"{file.relative_to(ROOT)}: {node.module} has no {alias.name}"
        for folder in ("bench", "tools")
        for file in sorted((ROOT / folder).glob("*.py"))
        for node in ast.walk(read(file))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "sor"
        for alias in node.names
        if not hasattr(import_module(node.module), alias.name) and not find_spec(f"{node.module}.{alias.name}")
    ]
    assert missing == []


MOST_LINES_WITH_ANY = 200
"""Where a library has no types, JSON is decoded and a row comes from a database; what it then is has a type."""


def test_values_have_types() -> None:
    assert house_figures.lines_with_any(ROOT) < MOST_LINES_WITH_ANY


CONTRACT = re.compile(r"endpoints/rest/\w*shapes\.py|client/\w+\.py")


def test_classes_that_stand_for_different_things_have_different_names() -> None:
    """A shape of REST's contract is called as what it describes: its name stands in the published contract, and
    in the client, which others import.
    """
    places: dict[str, list[str]] = {}
    for module in MODULES:
        for node in read(module).body:
            if isinstance(node, ast.ClassDef) and not CONTRACT.fullmatch(within_source(module)):
                places.setdefault(node.name, []).append(within_source(module))
    assert {name: at for name, at in places.items() if len(at) > 1} == {}


def test_what_is_asynchronous_is_run_apart() -> None:
    """In the thread of the tests a browser may have left a loop running, in some order of them."""
    begun = "asyncio.run" + "("
    here = [file for file in (ROOT / "tests").rglob("*.py") if begun in file.read_text("utf-8")]
    assert here == []


def test_nothing_tracked_names_a_package_registry() -> None:
    hosts = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)).encode())
    named = []
    for file in tracked_files():
        for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
            if hosts.search(line) or REGISTRY_SETTINGS.search(line):
                named.append(f"{file.relative_to(ROOT)}:{number}")
    assert named == []


@pytest.mark.parametrize("lock", ["build.txt", "dev.txt", "node.txt", "run.txt"])
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z])", text)
    assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []
