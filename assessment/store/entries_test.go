package store

import (
	"errors"
	"testing"

	"safeguard/assessment"
)

// entryCase is one kind of entry: two values for it, and where a value stands in the content.
type entryCase struct {
	about string
	entry func(revision int, second bool) Entry
	kept  func(c *assessment.Content) any // nil where there is none
	want  func(second bool) any
}

func choose[T any](second bool, a, b T) T {
	if second {
		return b
	}
	return a
}

// under gives the value of a key, or nil.
func under[T any](m map[string]T, key string) any {
	if v, ok := m[key]; ok {
		return v
	}
	return nil
}

const (
	aRisk      = "lost-laptop"
	aThreat    = "device-loss"
	aCitation  = "164.308(a)(3)(ii)(C)"
	anOwnRisk  = "own-flood"
	everything = "Everything that holds ePHI."
)

func entryCases() map[EntryKind]entryCase {
	day := assessment.NewDate(2025, 11, 3)
	scoping := func(second bool) Scoping {
		return Scoping{
			Date: assessment.NewDate(2025, 11, 12), Assessor: assessment.Person{Name: "Dana Reyes", Qualification: "Six years"},
			Scope: choose(second, everything, "Everything, and the annex."), SecurityOfficial: &assessment.Person{Name: "Maria Alvarez"},
			Exclusions: []assessment.Exclusion{{What: "Paper", Reason: "Not ePHI"}}, Sources: []assessment.InformationSource{{Kind: "visit", Date: day}},
			Limitations: []string{"No scan"}, Changes: []assessment.Event{{Date: day, What: "A new switch"}},
			Changed: []assessment.ChangeKind{assessment.ChangeSystem}, ChangedAsked: true,
			Threshold: &assessment.Threshold{Level: assessment.RiskModerate, Reason: "Small"}, NextReview: assessment.NewDate(2026, 11, 1),
			ReviewTriggers: []string{"A new site"},
		}
	}
	decision := func(second bool) assessment.Decision {
		return assessment.Decision{
			Choice: choose(second, assessment.Implement, assessment.Alternative), Assessment: "It is reasonable here.", Reason: "r",
			Alternative: "a", InPlace: day, Approver: assessment.Person{Name: "Sam", Title: "Owner"}, Date: day, Review: day.AddYears(1),
		}
	}
	occurrence := func(second bool) assessment.ThreatAdjustment {
		return assessment.ThreatAdjustment{Occurrence: choose(second, assessment.LikelihoodLow, assessment.LikelihoodHigh), Reason: "Nothing was lost in ten years."}
	}
	override := func(second bool) assessment.Override {
		return assessment.Override{
			Harm: choose(second, assessment.LikelihoodLow, assessment.LikelihoodHigh), Impact: assessment.Impacts{Integrity: assessment.ImpactLow},
			Reason: "Measured.", By: "Dana", Date: day,
		}
	}
	exclusion := func(second bool) assessment.RiskExclusion {
		return assessment.RiskExclusion{Reason: choose(second, "No laptops.", "None at all."), By: "Dana", Date: day}
	}
	review := func(second bool) Reviewed {
		return Reviewed{By: "Dana", Date: day, Basis: choose(second, "Six laptops leave the building.", "Still valid.")}
	}
	own := func(second bool) assessment.OwnRisk {
		return assessment.OwnRisk{
			ID: anOwnRisk, Title: "Flood", Threat: aThreat, Vulnerability: choose(second, "The server stands in the basement.", "It still does."),
			Assets: []assessment.AssetKind{assessment.Server}, Impact: assessment.Impacts{Availability: assessment.ImpactHigh}, Harm: assessment.LikelihoodModerate,
		}
	}
	treatment := func(second bool) assessment.Treatment {
		return assessment.Treatment{
			Response: choose(second, assessment.Mitigate, assessment.Accept), Reason: "r", ApprovedBy: assessment.Person{Name: "Sam"}, Date: day, Expires: day.AddYears(1),
		}
	}
	return map[EntryKind]entryCase{
		EntryScoping: {
			"",
			func(n int, second bool) Entry { return ScopingEntry(n, scoping(second)) },
			func(c *assessment.Content) any {
				if c.Scope == "" {
					return nil
				}
				return ScopingOf(c)
			},
			func(second bool) any { return scoping(second) },
		},
		EntryDecision: {
			aCitation,
			func(n int, second bool) Entry { return DecisionEntry(aCitation, n, decision(second)) },
			func(c *assessment.Content) any { return under(c.Decisions, aCitation) },
			func(second bool) any { return decision(second) },
		},
		EntryOccurrence: {
			aThreat,
			func(n int, second bool) Entry { return OccurrenceEntry(aThreat, n, occurrence(second)) },
			func(c *assessment.Content) any { return under(c.Threats, aThreat) },
			func(second bool) any { return occurrence(second) },
		},
		EntryOverride: {
			aRisk,
			func(n int, second bool) Entry { return OverrideEntry(aRisk, n, override(second)) },
			func(c *assessment.Content) any { return under(c.Overrides, aRisk) },
			func(second bool) any { return override(second) },
		},
		EntryExclusion: {
			aRisk,
			func(n int, second bool) Entry { return ExclusionEntry(aRisk, n, exclusion(second)) },
			func(c *assessment.Content) any { return under(c.RisksExcluded, aRisk) },
			func(second bool) any { return exclusion(second) },
		},
		EntryReview: {
			aRisk,
			func(n int, second bool) Entry { return ReviewEntry(aRisk, n, review(second)) },
			func(c *assessment.Content) any {
				if c.RisksReviewed == nil {
					return nil
				}
				return Reviewed{c.RisksReviewed.By, c.RisksReviewed.Date, c.RisksReviewed.Basis[aRisk]}
			},
			func(second bool) any { return review(second) },
		},
		EntryOwnRisk: {
			anOwnRisk,
			func(n int, second bool) Entry { return OwnRiskEntry(n, own(second)) },
			func(c *assessment.Content) any {
				if len(c.OwnRisks) == 0 {
					return nil
				}
				return c.OwnRisks[0]
			},
			func(second bool) any { return own(second) },
		},
		EntryTreatment: {
			aRisk,
			func(n int, second bool) Entry { return TreatmentEntry(aRisk, n, treatment(second)) },
			func(c *assessment.Content) any { return under(c.Treatment, aRisk) },
			func(second bool) any { return treatment(second) },
		},
	}
}

func TestEntries(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		for kind, c := range entryCases() {
			t.Run(string(kind), func(t *testing.T) { testEntry(t, o, id, kind, c) })
		}
	})
}

func testEntry(t *testing.T, o *office, id string, kind EntryKind, c entryCase) {
	save := func(e Entry) error { return o.SaveEntries(t.Context(), o.manager, id, e) }
	check := func(what string, revision int, want any) {
		t.Helper()
		w := o.work(id)
		wantSame(t, what, c.kept(&w.Content), want)
		if n := w.Revision(kind, c.about); n != revision {
			t.Errorf("%s: revision = %d, want %d", what, n, revision)
		}
	}
	check("nothing yet", 0, nil)
	o.must(save(c.entry(0, false)))
	check("the first", 1, c.want(false))
	o.must(save(c.entry(1, true)))
	check("the second", 2, c.want(true))
	for _, revision := range []int{0, 1, 3} {
		if conflict := wantConflict(t, "a wrong revision", save(c.entry(revision, false))); !conflict.Changed {
			t.Errorf("conflict = %+v, want Changed", conflict)
		}
		wantConflict(t, "taking out a wrong revision", save(TakeOut(kind, c.about, revision)))
	}
	check("after conflicts", 2, c.want(true))
	o.must(save(TakeOut(kind, c.about, 2)))
	check("taken out", 3, nil)
	o.must(save(c.entry(3, false)))
	check("put back", 4, c.want(false))
	o.must(save(TakeOut(kind, c.about, 4)))
}

func TestSaveEntriesIsAllOrNone(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		events := o.count(`SELECT count(*) FROM events`)
		good := ScopingEntry(0, Scoping{Scope: everything})
		for what, bad := range map[string]Entry{
			"an unknown citation": DecisionEntry("164.999", 0, assessment.Decision{Choice: assessment.Implement}),
			"an unknown risk":     TreatmentEntry("no-such-risk", 0, assessment.Treatment{Response: assessment.Mitigate}),
			"an unknown threat":   OccurrenceEntry("no-such-threat", 0, assessment.ThreatAdjustment{Occurrence: assessment.LikelihoodLow}),
			"an id of a library":  OwnRiskEntry(0, assessment.OwnRisk{ID: aRisk, Threat: aThreat, Harm: assessment.LikelihoodLow}),
		} {
			err := o.SaveEntries(t.Context(), o.manager, id, good, bad)
			if _, ok := errors.AsType[*assessment.Invalid](err); !ok {
				t.Errorf("%s: error %v, want *Invalid", what, err)
			}
		}
		wantConflict(t, "a wrong revision", o.SaveEntries(t.Context(), o.manager, id, good, TakeOut(EntryReview, aRisk, 2)))
		if err := o.SaveEntries(t.Context(), o.manager, id, good, Entry{Kind: "other", Value: "text"}); err == nil {
			t.Error("an entry of an unknown kind was kept")
		}
		if n := o.count(`SELECT count(*) FROM entries`) + o.count(`SELECT count(*) FROM events`) - events; n != 0 {
			t.Errorf("%d rows were kept of what failed", n)
		}
	})
}

// TestReviewsAreJoined: the register was reviewed when the newest of its risks was.
func TestReviewsAreJoined(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		risks := catalogOf(t, "security-rule@2025.1").Risks
		a, b := risks[0].ID, risks[1].ID
		o.must(o.SaveEntries(t.Context(), o.manager, id,
			ReviewEntry(a, 0, Reviewed{"Dana", assessment.NewDate(2025, 11, 5), "new"}),
			ReviewEntry(b, 0, Reviewed{"Lee", assessment.NewDate(2025, 11, 3), "old"})))
		want := &assessment.RiskReview{By: "Dana", Date: assessment.NewDate(2025, 11, 5), Basis: map[string]string{a: "new", b: "old"}}
		wantSame(t, "the review", o.work(id).RisksReviewed, want)
	})
}

// TestOwnRisksHaveOneOrder: an assessor's own risks come in the order of bytes, whatever order the engine has for text, so
// that the canonical bytes of one content are the same everywhere.
func TestOwnRisksHaveOneOrder(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.firstDraft()
		want := []string{"own-1", "own-B", "own-_", "own-a", "own-b", "own-z", "own-é"}
		for _, i := range []int{4, 6, 2, 0, 5, 1, 3} {
			risk := assessment.OwnRisk{
				ID: want[i], Title: "Flood", Threat: aThreat, Vulnerability: "The server stands in the basement.",
				Impact: assessment.Impacts{Availability: assessment.ImpactHigh}, Harm: assessment.LikelihoodLow,
			}
			o.must(o.SaveEntries(t.Context(), o.manager, id, OwnRiskEntry(0, risk)))
		}
		var got []string
		for _, risk := range o.work(id).OwnRisks {
			got = append(got, risk.ID)
		}
		wantSame(t, "the order", got, want)
	})
}
