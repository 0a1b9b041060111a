package templates

import (
	"fmt"
	"strconv"

	"safeguard/assessment"
)

// NextOn is what a next step is about: what its words name and its link leads to.
type NextOn struct {
	Client      string                  // the client's id
	Assessment  string                  // its id; empty where none was opened
	Period      int                     // of the assessment; 0 where none was opened
	Carried     int                     // the period that its proposals were carried from; 0 where they were not, or it is not known
	Section     string                  // the id of the section to go on in; empty leads to the overview
	NoAgreement bool                    // the MSP has no agreement with the client on file
	Screened    int                     // the period of the newest PHI screening; 0 where there is none
	Found       string                  // the title of what it found; empty while it is not whole
	Unrecorded  []assessment.EntityKind // what it found that the client is, and nobody recorded
	FinalOn     assessment.Date         // the day on which the assessment was made final
	Today       assessment.Date
	Reader      bool // who looks may read and not change, so the words say what others do
}

// NextWords says what comes next as a sentence without its full stop, and the action that does it. Both are empty where
// nothing comes next, as for what an amendment replaced. Every page takes its words from here.
func NextWords(n assessment.Next, on NextOn) (text string, action Action) {
	switch {
	case on.Reader:
		return nextForReader(n, on)
	case n.OfScreening():
		return nextOfScreening(n, on)
	case n.Step == assessment.StepOpen, n.DueAgain(on.Period, on.FinalOn, on.Today):
		return nextOpen(n, on)
	}
	switch n.Step {
	case assessment.StepPlan:
		return nextOfPlan(n, on), Action{Label: "Work the plan", URL: on.client("plan")}
	case assessment.StepReview:
		return nextOfReview(n, on)
	case assessment.StepApproval, assessment.StepFinalize, assessment.StepSubmit, assessment.StepComplete:
		return nextToFinal(n, on)
	default:
		return nextInDraft(n, on)
	}
}

func (on NextOn) client(path string) string { return "/clients/" + on.Client + "/" + path }

func (on NextOn) at(path string) string { return "/assessments/" + on.Assessment + path }

// year names the assessment by its period.
func (on NextOn) year() string { return strconv.Itoa(on.Period) }

func nextOpen(n assessment.Next, on NextOn) (string, Action) {
	year := strconv.Itoa(on.Today.Time().Year())
	open := Action{Label: "Open " + year, URL: on.client("assessments/new")}
	switch {
	case on.NoAgreement:
		return "No agreement on file. Ask for one, then open " + year, Action{Label: "Add the agreement", URL: on.client("edit#agreed_on")}
	case n.Step == assessment.StepOpen:
		return "Open the assessment of " + year, open
	default:
		return fmt.Sprintf("%s is final. Open %s", on.year(), year), open
	}
}

// nextOfScreening leads to the screening of this year, or to the one that says what to do.
func nextOfScreening(n assessment.Next, on NextOn) (string, Action) {
	year := on.Today.Time().Year()
	screen := Action{Label: "Screen for PHI", URL: on.client("screenings/" + strconv.Itoa(year))}
	see := Action{Label: "See the screening", URL: on.client("screenings/" + strconv.Itoa(on.Screened))}
	late := n.Due.Before(on.Today)
	switch {
	case n.Step == assessment.StepScreen && n.Count == 0:
		return "Find out whether it holds PHI", screen
	case n.Step == assessment.StepScreen:
		see.Label = "Go on screening"
		return "Answer " + counted(n.Count, "question", "questions") + " more of the PHI screening", see
	case n.Step == assessment.StepRecord:
		return "The screening found: " + kindTitles(on.Unrecorded) + ". Record it, then open " + strconv.Itoa(year), see
	case n.Step == assessment.StepFollowUp && late:
		return "Not sure yet whether it holds PHI. The follow-up was due on " + n.Due.Short(), see
	case n.Step == assessment.StepFollowUp:
		return "Not sure yet whether it holds PHI. Follow up by " + n.Due.Short(), see
	case late:
		return on.Found + ". It was to be screened again by " + n.Due.Short(), screen
	default:
		return on.Found + ". Screen it again by " + n.Due.Short(), see
	}
}

func nextInDraft(n assessment.Next, on NextOn) (string, Action) {
	work := Action{Label: "Continue " + on.year(), URL: on.at("")}
	if on.Section != "" {
		work.URL = on.at("/sections/" + on.Section)
	}
	switch n.Step {
	case assessment.StepScope:
		return "Say what the analysis of " + on.year() + " covers", Action{Label: "Set the scope", URL: on.at("/scope")}
	case assessment.StepReviewShares:
		return "Accept or return " + counted(n.Count, "answer", "answers") + " of contacts", Action{Label: "Review the answers", URL: on.at("/shares")}
	case assessment.StepWithContact:
		text := counted(n.Count, "open question is", "open questions are") + " with contacts of the client"
		if !n.Due.IsZero() {
			text += ", due " + n.Due.Short()
		}
		return text, Action{Label: "See the shares", URL: on.at("/shares")}
	case assessment.StepConfirm:
		if on.Section != "" {
			work = Action{Label: fmt.Sprintf("Continue: %d to confirm", n.Count), URL: work.URL + "?show=confirm"}
		}
		return "Confirm " + counted(n.Count, "answer", "answers") + carriedFrom(on.Carried), work
	case assessment.StepAnswer:
		if on.Section != "" {
			work.Label = fmt.Sprintf("Continue: %d open", n.Count)
		}
		return "Answer " + counted(n.Count, "question", "questions"), work
	case assessment.StepInventory:
		return "Say where ePHI is: " + counted(n.Count, "thing", "things") + " to fix", Action{Label: "Complete the inventory", URL: on.client("assets")}
	case assessment.StepRisks:
		return "Review the risks: " + counted(n.Count, "thing", "things") + " to do", Action{Label: "Review risks", URL: on.at("/risks")}
	case assessment.StepTreat:
		return "Respond to the risks and plan what closes the gaps: " + strconv.Itoa(n.Count) + " to do", Action{Label: "Plan", URL: on.at("/plan")}
	default:
		return "", Action{}
	}
}

func carriedFrom(period int) string {
	if period == 0 {
		return ""
	}
	return " carried from " + strconv.Itoa(period)
}

// nextToFinal covers the way from a whole draft to a final analysis.
func nextToFinal(n assessment.Next, on NextOn) (string, Action) {
	finalize := Action{Label: "Finalize " + on.year(), URL: on.at("/finalize")}
	switch n.Step {
	case assessment.StepComplete:
		finalize.Label = "See what is missing"
		return n.Element.Title() + ": " + counted(n.Count, "thing is", "things are") + " missing", finalize
	case assessment.StepSubmit:
		finalize.Label = "Submit for review"
		return "Nothing is missing. Submit " + on.year() + " to the client's official", finalize
	case assessment.StepApproval:
		return "The client's official reads " + on.year() + " and approves it or returns it", Action{Label: "See the review", URL: on.at("/review")}
	default:
		return "The client's official approved. Make " + on.year() + " final", finalize
	}
}

func nextOfPlan(n assessment.Next, on NextOn) string {
	text := counted(n.Count, "remediation is", "remediations are") + " open"
	switch {
	case n.Due.IsZero():
		return text + ", without a due date"
	case n.Due.Before(on.Today):
		return text + "; the first was due on " + n.Due.Short()
	default:
		return text + "; the first is due on " + n.Due.Short()
	}
}

func nextOfReview(n assessment.Next, on NextOn) (string, Action) {
	reports := Action{Label: "See the reports", URL: on.at("/reports")}
	switch {
	case n.Due.IsZero():
		return "Nothing to do until the next review", reports
	case n.Due.Before(on.Today):
		return "The review was due on " + n.Due.Short() + ". Amend " + on.year() + " where something changed", Action{Label: "Amend " + on.year(), URL: on.at("/amend")}
	default:
		return "Nothing to do until the review on " + n.Due.Short(), reports
	}
}

// nextForReader says to an officer what the MSP is at, and what is theirs to do: to approve or return.
func nextForReader(n assessment.Next, on NextOn) (string, Action) {
	read := Action{Label: "Read " + on.year(), URL: on.at("")}
	if n.OfScreening() {
		return screeningForReader(n, on)
	}
	switch n.Step {
	case 0:
		return "", Action{}
	case assessment.StepOpen:
		return "No assessment was opened yet", Action{}
	case assessment.StepApproval:
		return "Read " + on.year() + ", then approve it or return it with a remark", Action{Label: "Review " + on.year(), URL: on.at("/review")}
	case assessment.StepFinalize:
		return on.year() + " is approved. It is made final next", read
	case assessment.StepPlan:
		return nextOfPlan(n, on), Action{Label: "See the plan", URL: on.client("plan")}
	case assessment.StepReview:
		return "Nothing to do until the next review", Action{Label: "See the reports", URL: on.at("/reports")}
	default:
		return on.year() + " is being worked on", read
	}
}

func screeningForReader(n assessment.Next, on NextOn) (string, Action) {
	see := Action{Label: "Read the screening", URL: on.client("screenings/" + strconv.Itoa(on.Screened))}
	switch {
	case on.Screened == 0:
		return "Not screened for PHI yet", Action{}
	case n.Step == assessment.StepScreen:
		return "The PHI screening is not whole yet", see
	default:
		return "PHI screening: " + on.Found, see
	}
}

// counted puts a number before the word that fits it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
