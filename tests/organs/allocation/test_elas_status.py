"""What a liver candidate's dated updates amount to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organs.allocation.elas.exceptions import (
    ExceptionKind,
    exception_rules,
    meld_of_mortality,
    mortality_of_meld,
)
from organs.allocation.elas.status import (
    CombinedOrgansSet,
    DownmarkSet,
    ExceptionGranted,
    ExceptionWithdrawn,
    LaboratoryReport,
    UrgencySet,
    status_at,
)
from organs.scores import LiverValues
from tests.organs.allocation.elas_examples import rows_of, statuses

LISTED = date(2018, 1, 1)
MIDNIGHT = datetime(2018, 1, 1, tzinfo=UTC)
ADULT = date(1970, 1, 1)


def day(number: float) -> datetime:
    return MIDNIGHT + timedelta(days=number)


def status(*updates, at, birth_date=ADULT):
    return status_at(
        [UrgencySet(day(0), "T"), *updates], at=day(at), listing_date=LISTED, birth_date=birth_date
    )


def laboratory(at, bilirubin):
    """Values whose UNOS-MELD hangs on bilirubin alone: 1 gives 6, 10 gives 15, 100 gives 24."""
    return LaboratoryReport(day(at), LiverValues(bilirubin=bilirubin, creatinine=1, inr=1))


# The examples


def figures(status):
    exception = status.exception

    def meld_of(kind):
        return exception.meld if exception and exception.rule.kind is kind else 0

    return {
        "status": status.urgency,
        "active": status.is_active,
        "aco": status.is_aco,
        "downmarked": status.is_downmarked,
        "exception": str(exception.rule.rule_id) if exception else "",
        "ped_rule": str(status.paediatric.rule.rule_id) if status.paediatric else "",
        "ped_percent": status.paediatric.percent if status.paediatric else None,
        "se": meld_of(ExceptionKind.STANDARD),
        "nse": meld_of(ExceptionKind.NON_STANDARD),
        "ped": status.paediatric.meld if status.paediatric else 0,
        "national": status.meld_national,
        "international": status.meld_international,
    }


def expected_figures(row):
    return {
        "status": row["status"],
        "active": row["active"] == "1",
        "aco": row["aco"] == "1",
        "downmarked": row["downmarked_meld"] != "",
        "exception": row["exception_id"],
        "ped_rule": row["ped_rule_id"],
        "ped_percent": float(row["ped_equivalent_pct"]) if row["ped_rule_id"] else None,
        "se": float(row["se_meld"]),
        "nse": float(row["nse_meld"]),
        "ped": float(row["ped_meld"]),
        "national": int(row["match_meld_national"]),
        "international": int(row["match_meld_international"]),
    }


def test_915_candidates_have_the_status_of_the_examples():
    rows = rows_of("candidates.csv")
    assert len(rows) == 915
    wrong = [
        row["candidate_id"]
        for row in rows
        if figures(statuses()[row["candidate_id"]]) != expected_figures(row)
    ]
    assert wrong == []


def test_laboratory_scores_are_those_of_the_examples_before_rounding():
    for row in rows_of("candidates.csv"):
        ours = statuses()[row["candidate_id"]].lab_meld
        expected = row["lab_meld_unrounded"]
        assert ours == (pytest.approx(float(expected), abs=1e-12) if expected else None)


def test_grants_and_waiting_times_are_those_of_the_examples():
    elective = 0
    for row in rows_of("candidates.csv"):
        ours = statuses()[row["candidate_id"]]
        listed = datetime.fromisoformat(row["listing_date"]).replace(tzinfo=UTC)
        for moment, column in ((ours.hu_since, "hu_since_days"), (ours.aco_since, "aco_since_days")):
            expected = row[column] and listed + timedelta(seconds=round(float(row[column]) * 86_400))
            assert (moment or "") == expected
        if ours.is_active and not ours.is_high_urgency and not ours.is_aco:
            elective += 1
            waited = (ours.seconds_at_national, ours.seconds_at_international)
            columns = ("wait_days_at_national_meld", "wait_days_at_international_meld")
            assert [-(-seconds // 86_400) for seconds in waited] == [float(row[name]) for name in columns]
    assert elective > 700


def test_the_table_of_equivalents_is_reproduced():
    table = {int(row["equivalent_pct"]): float(row["meld"]) for row in rows_of("equivalent_to_meld.csv")}
    assert len(table) == 100
    assert {percent: meld_of_mortality(percent) for percent in table} == table


@pytest.mark.parametrize("percent", [0, -1, 101, float("nan")])
def test_a_grant_outside_its_rules_per_cent_is_refused(percent):
    with pytest.raises(ValueError, match="per cent"):
        status(ExceptionGranted(day(0), 8, percent), at=1)


# Exceptions


@pytest.mark.parametrize(
    ("after_days", "percent"), [(0, 15), (79, 15), (80, 25), (160, 35), (640, 95), (720, 100), (2000, 100)]
)
def test_a_standard_exception_grows_every_80_days_up_to_its_highest(after_days, percent):
    now = status(ExceptionGranted(day(0), 8), at=after_days)
    assert now.exception.percent == percent
    assert now.meld_national == int(meld_of_mortality(percent) + 0.5)


def test_exceptions_do_not_travel_but_that_of_a_child_does():
    adult = status(laboratory(0, 10), ExceptionGranted(day(0), 901), at=1)
    assert (adult.meld_national, adult.meld_international) == (22, 15)
    child = status(laboratory(0, 10), ExceptionGranted(day(0), 801), at=1, birth_date=date(2010, 1, 1))
    assert (child.meld_national, child.meld_international) == (28, 28)


def test_an_exception_with_an_age_limit_does_not_grow_beyond_it():
    """Oxalosis (rule 6) grows below two years of age only."""
    infant = status(ExceptionGranted(day(0), 6), at=100, birth_date=date(2017, 6, 1))
    assert infant.exception.percent == 20
    older = status(ExceptionGranted(day(0), 6), at=100, birth_date=date(2010, 1, 1))
    assert older.exception.percent == 10


def test_a_childs_exception_follows_the_next_rule_when_its_upgrade_would_fall_after_the_12th_birthday():
    born = date(2006, 5, 1)  # 12 on day 120
    before = status(ExceptionGranted(day(0), 801), at=89, birth_date=born)
    assert (before.paediatric.rule.rule_id, before.paediatric.percent) == (801, 35)
    changed = status(ExceptionGranted(day(0), 801), at=90, birth_date=born)
    assert (changed.paediatric.rule.rule_id, changed.paediatric.percent) == (701, 50)
    later = status(ExceptionGranted(day(0), 801), at=180, birth_date=born)
    assert (later.paediatric.rule.rule_id, later.paediatric.percent) == (701, 60)


def test_a_childs_exception_stops_growing_at_16():
    now = status(ExceptionGranted(day(0), 702), at=900, birth_date=date(2002, 5, 1))  # 16 on day 120
    assert now.paediatric.percent == 25


def test_a_bonus_is_added_to_the_mortality_of_the_laboratory_score_and_follows_it():
    grant = ExceptionGranted(day(1), 11)
    first = status(laboratory(0, 10), grant, at=2)
    assert first.exception.meld == meld_of_mortality(mortality_of_meld(first.lab_meld) + 20)
    later = status(laboratory(0, 10), grant, laboratory(3, 100), at=4)
    assert later.exception.meld == meld_of_mortality(mortality_of_meld(later.lab_meld) + 20)
    assert later.exception.meld > first.exception.meld


def test_a_new_exception_takes_the_place_of_the_one_before_and_a_withdrawn_one_counts_nothing():
    grants = ExceptionGranted(day(0), 901), ExceptionGranted(day(5), 88)
    assert status(*grants, at=6).exception.rule.rule_id == 88
    withdrawn = status(*grants, ExceptionWithdrawn(day(7), ExceptionKind.STANDARD), at=400)
    assert withdrawn.exception is None
    assert withdrawn.meld_national == 6


def test_every_rule_that_replaces_another_is_there_and_grows_slower():
    rules = exception_rules()
    assert len(rules) == 120
    replaced = [rule for rule in rules.values() if rule.replaced_by]
    assert len(replaced) == 7
    for rule in replaced:
        assert rules[rule.replaced_by].upgrade_percent == 10 < rule.upgrade_percent


# Laboratory score, urgency, combined organs


def test_without_laboratory_values_or_with_a_downmark_the_score_is_6():
    assert status(at=5).meld_national == 6
    lapsed = status(laboratory(0, 100), DownmarkSet(day(1), True), at=5)
    assert (lapsed.meld_national, lapsed.lab_meld > 23) == (6, True)
    renewed = status(laboratory(0, 100), DownmarkSet(day(1), True), DownmarkSet(day(2), False), at=5)
    assert renewed.meld_national == 24


def test_new_laboratory_values_alone_do_not_lift_a_downmark():
    assert status(DownmarkSet(day(1), True), laboratory(2, 100), at=5).meld_national == 6


def test_high_urgency_counts_from_its_last_grant_and_ends_with_it():
    updates = UrgencySet(day(1), "HU"), UrgencySet(day(2), "T"), UrgencySet(day(3), "HU")
    assert status(*updates, at=4).hu_since == day(3)
    assert status(*updates, UrgencySet(day(5), "T"), at=6).hu_since is None


def test_combined_organs_count_from_their_approval():
    assert status(CombinedOrgansSet(day(2), True), at=4).aco_since == day(2)
    assert not status(CombinedOrgansSet(day(2), True), CombinedOrgansSet(day(3), False), at=4).is_aco


# Waiting time


def days_at(status):
    return status.seconds_at_national / 86_400


def test_waiting_time_counts_since_the_score_last_rose_to_its_present_value():
    assert days_at(status(laboratory(10, 10), laboratory(30, 100), at=50)) == 20


def test_time_at_a_higher_score_counts_for_the_present_one():
    assert days_at(status(laboratory(10, 100), laboratory(30, 10), at=50)) == 40


def test_a_fall_below_the_present_score_breaks_the_waiting_time():
    assert days_at(status(laboratory(0, 100), laboratory(10, 1), laboratory(20, 100), at=50)) == 30


def test_time_not_transplantable_does_not_count_and_does_not_break():
    away = UrgencySet(day(20), "NT"), UrgencySet(day(30), "T")
    assert days_at(status(laboratory(0, 10), *away, at=50)) == 40


def test_an_upgrade_starts_a_new_waiting_time_at_home_only():
    now = status(ExceptionGranted(day(0), 8), at=100)
    assert (now.seconds_at_national, now.seconds_at_international) == (20 * 86_400, 100 * 86_400)


# What holds always


MOMENTS = st.floats(0, 900).map(lambda number: day(round(number, 2)))
UPDATES = st.one_of(
    st.builds(UrgencySet, MOMENTS, st.sampled_from(["T", "HU", "NT"])),
    st.builds(
        LaboratoryReport,
        MOMENTS,
        st.builds(LiverValues, st.floats(0.1, 80), st.floats(0.1, 12), st.floats(0.5, 12)),
    ),
    st.builds(CombinedOrgansSet, MOMENTS, st.booleans()),
    st.builds(ExceptionGranted, MOMENTS, st.sampled_from(sorted(exception_rules()))),
    st.builds(ExceptionWithdrawn, MOMENTS, st.sampled_from(ExceptionKind)),
    st.builds(DownmarkSet, MOMENTS, st.booleans()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(UPDATES, max_size=20), st.integers(0, 900), st.dates(date(1950, 1, 1), date(2017, 12, 31)))
def test_scores_and_waiting_times_stay_within_their_bounds(updates, moment, born):
    now = status_at(updates, at=day(moment), listing_date=LISTED, birth_date=born)
    assert 6 <= now.meld_international <= now.meld_national <= 40
    for seconds in (now.seconds_at_national, now.seconds_at_international):
        assert 0 <= seconds <= moment * 86_400
    for running in filter(None, (now.exception, now.paediatric)):
        assert 0 < running.percent <= running.rule.highest_percent
        assert 6 <= running.meld <= 40


@settings(max_examples=60, deadline=None)
@given(st.lists(UPDATES, max_size=15), st.integers(0, 450), st.lists(UPDATES, max_size=5))
def test_what_comes_later_does_not_change_what_was(updates, moment, later):
    later = [update for update in later if update.at > day(moment)]
    facts = {"at": day(moment), "listing_date": LISTED, "birth_date": ADULT}
    assert status_at([*updates, *later], **facts) == status_at(updates, **facts)


def test_an_exception_without_a_rule_is_refused():
    with pytest.raises(ValueError, match="no exception rule 12345"):
        status(ExceptionGranted(day(0), 12345), at=1)


def test_an_update_before_the_listing_is_refused():
    with pytest.raises(ValueError, match="before the listing"):
        status(UrgencySet(day(-1), "T"), at=1)


def test_the_rules_file_names_kinds_and_countries():
    counts = dict.fromkeys(ExceptionKind, 0)
    for rule in exception_rules().values():
        counts[rule.kind] += 1
        assert rule.country
    assert counts == {"SE": 99, "PED": 14, "NSE": 7}
