"""Who serves which sector: against every possible assignment, and in words."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import (
    Actor,
    CrewCap,
    CrewRules,
    InputError,
    KeepAway,
    NotFoundError,
    Objection,
    PatrolAssignment,
    SectorNeed,
    Selection,
    Shift,
    Team,
    assign_both_ways,
    assign_teams,
    km,
)

TEAMS = [
    Team(id=id, name=id.title(), actor=actor) for id, actor in (("a", "arcadia"), ("b", "borduria"), ("c", "chile"))
]


def need(number, **more):
    return SectorNeed(id=f"sector {number}", zone="valley", length=km(10 * number), **more)


def refuses(number, to, *, by="x", **more):
    return Objection(id=f"o{number}", by=(by,), to=to, where=Selection(any_of=(f"sector {number}",)), **more)


refusals = st.sets(st.tuples(st.integers(1, 3), st.sampled_from(["arcadia", "borduria", "chile"])), max_size=7)


def objections(pairs):
    return [
        Objection(id=f"{to} {n}", by=("x",), to=to, where=Selection(any_of=(f"sector {n}",))) for n, to in sorted(pairs)
    ]


@given(refusals, st.integers(1, 3))
@settings(max_examples=40)
def test_the_fairest_plan_against_all_twenty_seven(pairs, most):
    needs = [need(n) for n in (1, 2, 3)]
    rules = CrewRules(objections=objections(pairs), caps=[CrewCap(of="a", sectors=most)])
    plan = assign_teams(needs, TEAMS, rules=rules, aim="fair")

    def allowed(crew):
        return crew.count(0) <= most and not any((n + 1, TEAMS[t].actor) in pairs for n, t in enumerate(crew))

    def heaviest(crew):
        return max(sum(10 * (n + 1) for n, t in enumerate(crew) if t == team) for team in range(3))

    crews = [crew for crew in product(range(3), repeat=3) if allowed(crew)]
    assert (plan.outcome == "optimal") == bool(crews)
    if crews:
        best = min(crews, key=lambda crew: (heaviest(crew), crew))
        assert [duty.teams for duty in plan.duties] == [(TEAMS[t].id,) for t in best]
        assert plan.cost == plan.bound == km(heaviest(best))
        assert plan.gap == 0


@given(refusals)
@settings(max_examples=30)
def test_without_an_objection_no_plan_is_worse_and_no_conflict_holds_without_a_member(pairs):
    needs, all_of_them = [need(n) for n in (1, 2, 3)], objections(pairs)
    plan = assign_teams(needs, TEAMS, rules=CrewRules(objections=all_of_them), aim="fair")
    for left_out in all_of_them:
        rest = [one for one in all_of_them if one is not left_out]
        other = assign_teams(needs, TEAMS, rules=CrewRules(objections=rest), aim="fair")
        assert plan.cost is None or (other.cost is not None and other.cost <= plan.cost)
    for conflict in plan.why_not.conflicts if plan.why_not else ():
        told = [one for one in all_of_them if any(f"({one.id})" in limit.says for limit in conflict.limits)]
        assert len(told) == len(conflict.limits)
        for left_out in (None, *told):
            rest = [one for one in told if one is not left_out]
            sectors = [one for one in needs if any(f"{one.id} " in asked.says for asked in conflict.needs)]
            found = assign_teams(sectors, TEAMS, rules=CrewRules(objections=rest))
            assert (found.outcome == "impossible") == (left_out is None)


def test_why_there_is_no_plan_in_words():
    rules = CrewRules(
        objections=[refuses(2, "arcadia", by="borduria")], caps=[CrewCap(of="chile", sectors=0)],
    )  # fmt: skip
    plan = assign_teams([need(1), need(2)], [TEAMS[0], TEAMS[2]], rules=rules)
    assert str(plan) == (
        "no plan in the strict reading: sector 2 has no team: arcadia is refused in sector 2 by borduria (o2); chile "
        "serves at most 0 sectors\n"
        "enough would be: borduria accepts arcadia in sector 2 (o2) or the cap of chile is 1 sector(s)"
    )
    nobody = assign_teams([need(1)], TEAMS[:1], rules=CrewRules(objections=[refuses(1, "arcadia")]))
    assert str(nobody.why_not.conflicts[0]) == "sector 1 has no team: arcadia is refused in sector 1 by x (o1)"


def serves(id, by, beside=(), **more):
    where = Selection(any_of=("valley",))
    return PatrolAssignment(
        id=id, by=(by,), joint_with=beside, role="patrol", where=where, standing="agreed", **more
    )  # fmt: skip


@given(st.integers(1, 3), st.sets(st.sampled_from(["ab", "bc", "ca"])), st.sets(st.sampled_from("abc")))
@settings(max_examples=40)
def test_who_is_said_to_serve_along_does_not_serve_alone(count, joint, alone):
    names = {"a": "arcadia", "b": "borduria", "c": "chile"}
    said = [serves(pair, names[pair[0]], (names[pair[1]],)) for pair in sorted(joint)]
    said += [serves(one, names[one]) for one in sorted(alone)]
    plan = assign_teams([need(1, teams=count)], TEAMS, rules=CrewRules(assignments=said, role="patrol"))

    def allowed(crew):
        beside = {one: {p.replace(one, "") for p in joint if one in p} for one in "abc"}
        return len(crew) == count and all(one in alone or beside[one] & set(crew) for one in crew)

    crews = ["".join(t for t, on in zip("abc", bits, strict=True) if on) for bits in product((1, 0), repeat=3)]
    good = [crew for crew in crews if allowed(crew)]
    assert (plan.outcome == "optimal") == bool(good)
    if good:
        assert list(plan.duties[0].teams) == list(good[0])


def test_a_partner_that_is_refused_is_named():
    said = [serves("p1", "arcadia", ("borduria",)), serves("p2", "borduria")]
    refused = Objection(id="o", by=("x",), to="borduria", where=Selection(any_of=("valley",)))
    rules = CrewRules(assignments=said, objections=[refused], role="patrol")
    plan = assign_teams([need(1, teams=1)], TEAMS[:2], rules=rules)
    told = str(plan.why_not)
    assert "arcadia serves in valley only together with borduria (p1)" in told
    assert "would be: x accepts borduria in sector 1 (o) or arcadia serves in valley without borduria" in told


def test_of_equal_sectors_any_so_many_conflict():
    needs = [SectorNeed(id=f"sector {n}", zone="valley", length=km(10 + n)) for n in range(1, 21)]
    rules = CrewRules(caps=[CrewCap(of=id, sectors=1) for id in ("a", "b")])
    found = assign_teams(needs, TEAMS[:2], rules=rules, aim="fair").why_not
    (conflict,) = found.conflicts
    assert found.complete
    assert (conflict.count, conflict.alike[0].any_of) == (math.comb(20, 3), 3)
    assert str(conflict) == (
        "sector 1 needs 1 team; sector 2 needs 1 team; sector 3 needs 1 team; but a serves at most 1 sector; b serves "
        "at most 1 sector; likewise any 3 of the 20 from sector 1 to sector 20"
    )
    # Where kilometres are capped, sectors of unlike length are not alike.
    rules = CrewRules(caps=[CrewCap(of=id, length=km(15)) for id in ("a", "b")])
    assert not assign_teams(needs[:3], TEAMS[:2], rules=rules).why_not.conflicts[0].alike


def test_a_reason_of_one_sector_sets_it_apart():
    needs = [need(n, shift=Shift.parse("08:00-10:00")) for n in (1, 2, 3)]
    late = [replace(TEAMS[0], shifts=(Shift.parse("12:00-20:00"),))]
    told = assign_teams(needs, late, rules=CrewRules(objections=[refuses(1, "arcadia")])).why_not.conflicts
    # Sector 1 is closed twice, 2 and 3 once each; and nobody can be in two of the three at the same hours.
    assert sorted((one.count, len(one.needs)) for one in told) == [(1, 1), (1, 1), (1, 2), (2, 1), (2, 2)]


def test_joint_teams_of_different_parties():
    actors = [Actor(id="police", name="Police", kind="force", parent="arcadia"),
              Actor(id="arcadia", name="Arcadia", kind="state")]  # fmt: skip
    teams = [Team(id="p", name="p", actor="police"), *TEAMS]
    plan = assign_teams([need(1, teams=2, parties=2)], teams, rules=CrewRules(actors=actors))
    assert plan.duties[0].teams == ("p", "b")
    third = assign_teams([need(1, teams=2, parties=2, one_of=("chile",))], teams, rules=CrewRules(actors=actors))
    assert third.duties[0].teams == ("p", "c")
    alone = assign_teams([need(1, teams=2, parties=2)], teams[:2], rules=CrewRules(actors=actors))
    assert [str(one) for one in alone.why_not.conflicts] == [
        "sector 1 has teams of fewer than 2 parties: nothing on offer could do it"
    ]
    refused = CrewRules(actors=actors, objections=[refuses(1, "arcadia")])
    assert assign_teams([need(1)], teams, rules=refused).duties[0].teams == ("b",)


def test_two_readings():
    unknown = Selection(any_of=("valley", "hill"), known=False)
    given = [
        PatrolAssignment(id="p1", by=("arcadia",), where=Selection(any_of=("valley",)), standing="proposed"),
        PatrolAssignment(id="p2", by=("borduria",), where=unknown, standing="agreed"),
        PatrolAssignment(id="p3", by=("chile",), where=Selection(any_of=("valley",)), standing="agreed"),
    ]  # fmt: skip
    rules = CrewRules(assignments=given, objections=[refuses(1, "arcadia", conditional=True)])
    found = assign_both_ways([need(1)], TEAMS, rules=rules)
    assert found.strict.duties[0].teams == ("c",)
    assert found.permissive.duties[0].teams == ("a",)
    assert found.differences == (
        "sector 1: c in the strict reading, a in the permissive one",
        "the permissive plan goes against this: arcadia would be refused in sector 1 by x (o1)",
    )
    without = assign_teams([need(1)], TEAMS[:2], rules=rules)
    told = "\n".join(str(one) for one in without.why_not.conflicts)
    assert "arcadia in valley: only proposed (p1)" in told
    assert "borduria in valley: only agreed for zones that are not known (p2)" in told
    assert str(without.why_not.ways_out[-1]) == "borduria is agreed on in valley"


def test_another_role_is_left_aside():
    rules = CrewRules(objections=[refuses(1, "arcadia", role="monitor")], role="patrol")
    assert assign_teams([need(1)], TEAMS, rules=rules).duties[0].teams == ("a",)
    rules = CrewRules(objections=[refuses(1, "arcadia", role="monitor")])
    assert assign_teams([need(1)], TEAMS, rules=rules).duties[0].teams == ("b",)


def test_nearest_to_base_and_away_from_a_line():
    # Along the equator a degree of longitude is 111,319.49 m, the radius of WGS 84 (6,378,137 m) times π/180.
    needs = [need(n, geometry=LineString([(n, 0), (n + 0.5, 0)])) for n in (1, 2)]
    bases = {"a": Point(0, 0), "b": Point(3, 0), "c": Point(9, 0)}
    plan = assign_teams(needs, TEAMS, rules=CrewRules(bases=bases), aim="near")
    assert [duty.teams for duty in plan.duties] == [("a",), ("b",)]
    assert plan.cost.m == pytest.approx(111_319.49 * 1.5, abs=1)
    away = KeepAway(line=LineString([(2.6, -1), (2.6, 1)]), called="the old line", distance=km(13), of="borduria")
    assert str(away) == "borduria keeps 13 km away from the old line"
    kept = assign_teams(needs, TEAMS, rules=CrewRules(bases=bases, keep_away=[away]), aim="near")
    assert [duty.teams for duty in kept.duties] == [("a",), ("a",)]
    closed = assign_teams(needs, TEAMS[1:2], rules=CrewRules(keep_away=[away]))
    assert "sector 2 comes within 13 km of the old line, closed to borduria" in str(closed)


def test_equal_shares():
    needs = [SectorNeed(id=f"s{n}", zone="valley", length=km(10)) for n in range(6)]
    plan = assign_teams(needs, TEAMS, rules=CrewRules(share_within=0.0))
    assert {load.km for _, load in plan.loads} == {20}
    odd = assign_teams(needs[:4], TEAMS, rules=CrewRules(share_within=0.05))
    assert odd.outcome == "impossible"
    assert "arcadia serves 28 to 38 % of the kilometres" in str(odd)


def test_shifts():
    day, late = Shift.parse("06:00-14:00"), Shift.parse("12:00-20:00")
    needs = [need(1, shift=day), need(2, shift=late)]
    assert [duty.teams for duty in assign_teams(needs, TEAMS).duties] == [("a",), ("b",)]
    alone = assign_teams(needs, TEAMS[:1])
    assert "a cannot be in two sectors at the same time of day" in str(alone)
    early = Team(id="e", name="e", actor="arcadia", shifts=(day,))
    assert "e serves 06:00-14:00 and sector 2 is watched 12:00-20:00" in str(assign_teams(needs[1:], [early]))
    with pytest.raises(InputError, match="team 'e' has the shifts 06:00-14:00 and 12:00-20:00, which overlap"):
        assign_teams(needs, [Team(id="e", name="e", actor="arcadia", shifts=(day, late))])


def test_sectors_of_a_cut_line():
    cut = zl.sectors(LineString([(36, 35), (37, 35), (37, 36)]), parts=4)
    needs = zl.sector_needs(cut, zone="homs", teams=2, parties=2)
    assert [one.id for one in needs] == ["homs 1", "homs 2", "homs 3", "homs 4"]
    assert sum(one.length.m for one in needs) == pytest.approx(
        zl.length(LineString([(36, 35), (37, 35), (37, 36)])).length.m
    )
    assert all(len(duty.teams) == 2 for duty in assign_teams(needs, TEAMS).duties)


def test_what_cannot_be():
    with pytest.raises(InputError, match="there is no team to plan with"):
        assign_teams([need(1)], [])
    with pytest.raises(InputError, match="two sectors have the id 'sector 1'"):
        assign_teams([need(1), need(1)], TEAMS)
    with pytest.raises(NotFoundError, match=r"a cap names 'arcadi'.*did you mean 'arcadia'"):
        assign_teams([need(1)], TEAMS, rules=CrewRules(caps=[CrewCap(of="arcadi", sectors=1)]))
    with pytest.raises(InputError, match="where 'a' is based"):
        assign_teams([need(1)], TEAMS, aim="near")
    with pytest.raises(InputError, match="asks for 1 teams of 2 parties"):
        need(1, parties=2)
    with pytest.raises(InputError, match=r"either sectors=\.\.\. or length="):
        CrewCap(of="a")
    with pytest.raises(InputError, match="share_within is 2"):
        CrewRules(share_within=2)
