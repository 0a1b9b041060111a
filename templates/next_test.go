package templates

import (
	"testing"

	"safeguard/assessment"
)

func TestNextWords(t *testing.T) {
	day := assessment.NewDate
	today := day(2026, 11, 24)
	draft := NextOn{Client: "c", Assessment: "a", Period: 2026, Today: today}
	carried, section, reader, late := draft, draft, draft, draft
	carried.Carried = 2025
	section.Section = "workforce"
	reader.Reader = true
	late.FinalOn, late.Period = day(2025, 12, 1), 2025
	fresh := draft
	fresh.FinalOn = day(2026, 11, 20)
	january := NextOn{Client: "c", Assessment: "a", Period: 2026, FinalOn: day(2026, 12, 20), Today: day(2027, 1, 4)}
	unsigned := NextOn{Client: "c", NoAgreement: true, Today: today}
	none := NextOn{Client: "c", Today: today}
	screened, soon, past := none, day(2026, 12, 12), day(2026, 11, 20)
	screened.Screened, screened.Found = 2026, "No PHI"
	watched := screened
	watched.Reader = true
	see, screen := Action{Label: "See the screening", URL: "/clients/c/screenings/2026"}, Action{Label: "Screen for PHI", URL: "/clients/c/screenings/2026"}
	for _, test := range []struct {
		name string
		next assessment.Next
		on   NextOn
		text string
		act  Action
	}{
		{"nothing open", assessment.Next{Step: assessment.StepOpen}, none, "Open the assessment of 2026", Action{Label: "Open 2026", URL: "/clients/c/assessments/new"}},
		{"no agreement", assessment.Next{Step: assessment.StepOpen}, unsigned, "No agreement on file. Ask for one, then open 2026", Action{Label: "Add the agreement", URL: "/clients/c/edit#agreed_on"}},
		{"scope", assessment.Next{Step: assessment.StepScope}, draft, "Say what the analysis of 2026 covers", Action{Label: "Set the scope", URL: "/assessments/a/scope"}},
		{"carried", assessment.Next{Step: assessment.StepConfirm, Count: 95}, carried, "Confirm 95 answers carried from 2025", Action{Label: "Continue 2026", URL: "/assessments/a"}},
		{"to confirm in a section", assessment.Next{Step: assessment.StepConfirm, Count: 1}, section, "Confirm 1 answer", Action{Label: "Continue: 1 to confirm", URL: "/assessments/a/sections/workforce?show=confirm"}},
		{"to answer", assessment.Next{Step: assessment.StepAnswer, Count: 14}, draft, "Answer 14 questions", Action{Label: "Continue 2026", URL: "/assessments/a"}},
		{"to answer in a section", assessment.Next{Step: assessment.StepAnswer, Count: 14}, section, "Answer 14 questions", Action{Label: "Continue: 14 open", URL: "/assessments/a/sections/workforce"}},
		{"answers of contacts", assessment.Next{Step: assessment.StepReviewShares, Count: 5}, draft, "Accept or return 5 answers of contacts", Action{Label: "Review the answers", URL: "/assessments/a/shares"}},
		{"with contacts", assessment.Next{Step: assessment.StepWithContact, Count: 45, Due: day(2026, 12, 4)}, draft, "45 open questions are with contacts of the client, due Dec 4, 2026", Action{Label: "See the shares", URL: "/assessments/a/shares"}},
		{"with a contact, without a day", assessment.Next{Step: assessment.StepWithContact, Count: 1}, draft, "1 open question is with contacts of the client", Action{Label: "See the shares", URL: "/assessments/a/shares"}},
		{"inventory", assessment.Next{Step: assessment.StepInventory, Count: 2}, draft, "Say where ePHI is: 2 things to fix", Action{Label: "Complete the inventory", URL: "/clients/c/assets"}},
		{"risks", assessment.Next{Step: assessment.StepRisks, Count: 1}, draft, "Review the risks: 1 thing to do", Action{Label: "Review risks", URL: "/assessments/a/risks"}},
		{"treatment", assessment.Next{Step: assessment.StepTreat, Count: 3}, draft, "Respond to the risks and plan what closes the gaps: 3 to do", Action{Label: "Plan", URL: "/assessments/a/plan"}},
		{"gaps", assessment.Next{Step: assessment.StepComplete, Count: 2, Element: assessment.ElementReview}, draft, "Review: 2 things are missing", Action{Label: "See what is missing", URL: "/assessments/a/finalize"}},
		{"submit", assessment.Next{Step: assessment.StepSubmit}, draft, "Nothing is missing. Submit 2026 to the client's official", Action{Label: "Submit for review", URL: "/assessments/a/finalize"}},
		{"approval", assessment.Next{Step: assessment.StepApproval}, draft, "The client's official reads 2026 and approves it or returns it", Action{Label: "See the review", URL: "/assessments/a/review"}},
		{"approved", assessment.Next{Step: assessment.StepFinalize}, draft, "The client's official approved. Make 2026 final", Action{Label: "Finalize 2026", URL: "/assessments/a/finalize"}},
		{"late plan", assessment.Next{Step: assessment.StepPlan, Count: 2, Due: day(2026, 11, 23)}, fresh, "2 remediations are open; the first was due on Nov 23, 2026", Action{Label: "Work the plan", URL: "/clients/c/plan"}},
		{"plan due today", assessment.Next{Step: assessment.StepPlan, Count: 1, Due: today}, fresh, "1 remediation is open; the first is due on Nov 24, 2026", Action{Label: "Work the plan", URL: "/clients/c/plan"}},
		{"plan without a day", assessment.Next{Step: assessment.StepPlan, Count: 1}, fresh, "1 remediation is open, without a due date", Action{Label: "Work the plan", URL: "/clients/c/plan"}},
		{"plan of last year", assessment.Next{Step: assessment.StepPlan, Count: 1}, late, "2025 is final. Open 2026", Action{Label: "Open 2026", URL: "/clients/c/assessments/new"}},
		{"plan of a fresh analysis in January", assessment.Next{Step: assessment.StepPlan, Count: 1}, january, "1 remediation is open, without a due date", Action{Label: "Work the plan", URL: "/clients/c/plan"}},
		{"review to come", assessment.Next{Step: assessment.StepReview, Due: day(2027, 11, 1)}, fresh, "Nothing to do until the review on Nov 1, 2027", Action{Label: "See the reports", URL: "/assessments/a/reports"}},
		{"review without a day", assessment.Next{Step: assessment.StepReview}, fresh, "Nothing to do until the next review", Action{Label: "See the reports", URL: "/assessments/a/reports"}},
		{"review soon after the turn of the year", assessment.Next{Step: assessment.StepReview, Due: day(2027, 2, 1)}, january, "2026 is final. Open 2027", Action{Label: "Open 2027", URL: "/clients/c/assessments/new"}},
		{"review late in its own year", assessment.Next{Step: assessment.StepReview, Due: day(2026, 11, 1)}, fresh, "The review was due on Nov 1, 2026. Amend 2026 where something changed", Action{Label: "Amend 2026", URL: "/assessments/a/amend"}},
		{"replaced", assessment.Next{}, draft, "", Action{}},
		{"not screened", assessment.Next{Step: assessment.StepScreen, Due: today}, none, "Find out whether it holds PHI", screen},
		{"screening begun", assessment.Next{Step: assessment.StepScreen, Count: 7}, screened, "Answer 7 questions more of the PHI screening", Action{Label: "Go on screening", URL: see.URL}},
		{"PHI found", assessment.Next{Step: assessment.StepRecord, Due: soon}, NextOn{Client: "c", Today: today, Screened: 2026, Found: "Covered entity", Unrecorded: []assessment.EntityKind{assessment.BusinessAssociate, assessment.Subcontractor}}, "The screening found: Business associate, Subcontractor. Record it, then open 2026", see},
		{"unsure", assessment.Next{Step: assessment.StepFollowUp, Due: soon}, screened, "Not sure yet whether it holds PHI. Follow up by Dec 12, 2026", see},
		{"unsure for long", assessment.Next{Step: assessment.StepFollowUp, Due: past}, screened, "Not sure yet whether it holds PHI. The follow-up was due on Nov 20, 2026", see},
		{"no PHI", assessment.Next{Step: assessment.StepScreened, Due: soon}, screened, "No PHI. Screen it again by Dec 12, 2026", see},
		{"no PHI long ago", assessment.Next{Step: assessment.StepScreened, Due: past}, screened, "No PHI. It was to be screened again by Nov 20, 2026", screen},
		{"officer, not screened", assessment.Next{Step: assessment.StepScreen}, NextOn{Client: "c", Reader: true, Today: today}, "Not screened for PHI yet", Action{}},
		{"officer, screening begun", assessment.Next{Step: assessment.StepScreen, Count: 7}, watched, "The PHI screening is not whole yet", Action{Label: "Read the screening", URL: see.URL}},
		{"officer, screened", assessment.Next{Step: assessment.StepScreened}, watched, "PHI screening: No PHI", Action{Label: "Read the screening", URL: see.URL}},
		{"officer, to approve", assessment.Next{Step: assessment.StepApproval}, reader, "Read 2026, then approve it or return it with a remark", Action{Label: "Review 2026", URL: "/assessments/a/review"}},
		{"officer, at work", assessment.Next{Step: assessment.StepAnswer, Count: 3}, reader, "2026 is being worked on", Action{Label: "Read 2026", URL: "/assessments/a"}},
		{"officer, nothing open", assessment.Next{Step: assessment.StepOpen}, NextOn{Client: "c", Reader: true, Today: today}, "No assessment was opened yet", Action{}},
		{"officer, replaced", assessment.Next{}, reader, "", Action{}},
	} {
		text, act := NextWords(test.next, test.on)
		if text != test.text || act != test.act {
			t.Errorf("%s: %q %+v\nwant %q %+v", test.name, text, act, test.text, test.act)
		}
	}
}

// TestNextWordsForEveryStep: no step is without words, for nobody.
func TestNextWordsForEveryStep(t *testing.T) {
	for step := assessment.StepScreen; step <= assessment.StepReview; step++ {
		for _, reader := range []bool{false, true} {
			on := NextOn{Client: "c", Assessment: "a", Period: 2026, Today: assessment.NewDate(2026, 11, 24), Reader: reader}
			if text, _ := NextWords(assessment.Next{Step: step, Count: 2, Element: assessment.ElementScope}, on); text == "" {
				t.Errorf("step %s has no words (reader: %v)", step, reader)
			}
		}
	}
}
