"""How far a lane has come, whatever it was handed, and what is sent to those who have the same filter."""

import msgspec

from sor.following import lane as lane_module
from sor.following.feed_filter import EVERYTHING, FeedFilter, FoundUnit, FoundUnits
from sor.following.lane import Concern, Lane
from sor.store.subscriptions import ACTIVE, WEBHOOK, DeliveredTo, SubscriptionRow

ROW = SubscriptionRow("1", WEBHOOK, "anna", "http://127.0.0.1/", "", "", "", "{}", ACTIVE, "log", 10, "")


def level_lane() -> Lane:
    lane = Lane(ROW, DeliveredTo("log", 10, tries=3, failure="away"), None)
    lane.is_level = True
    return lane


def test_where_nothing_waits_it_has_come_to_the_head_and_else_to_what_waits() -> None:
    lane = level_lane()
    lane.hand(11)
    assert lane.find_reached(20) == DeliveredTo(
        "log", 10, tries=3, failure="away"
    )  # the failure is of the entry that waits
    lane.waiting.popleft()
    assert lane.find_reached(20) == DeliveredTo("log", 20)
    lane.hand(25)
    lane.hand(27)
    assert lane.find_reached(30) == DeliveredTo("log", 24)
    assert lane.find_reached(19).serial == 24  # never back


def test_what_is_handed_too_much_goes_through_the_log_by_itself() -> None:
    lane = level_lane()
    for serial in range(11, 11 + lane_module.MOST_WAITING):
        lane.hand(serial)
    assert (lane.is_level, len(lane.waiting)) == (True, lane_module.MOST_WAITING)
    lane.hand(9_999)
    assert (lane.is_level, len(lane.waiting)) == (False, 0)
    assert lane.find_reached(9_999).serial == 10


def test_a_body_names_the_units_of_its_filter_and_is_made_once() -> None:
    ward, closed, other = FeedFilter(unit="1"), FeedFilter(unit="2"), FeedFilter(unit="3")
    found = {
        ward: FoundUnits([FoundUnit("1", "in")]), closed: FoundUnits([], "closed"), other: FoundUnits([]),
        EVERYTHING: FoundUnits(None),
    }  # fmt: skip
    concern = Concern({"serial": 5}, {"lines": []}, found, {})
    assert [concern.concerns(part) for part in (ward, closed, other, EVERYTHING)] == [True, True, False, True]
    assert msgspec.json.decode(concern.body(EVERYTHING)) == {"entry": {"serial": 5}, "lines": []}
    assert msgspec.json.decode(concern.body(ward))["entry"]["units"] == [{"code": "1", "move": "in"}]
    assert concern.body(ward) is concern.body(ward)
