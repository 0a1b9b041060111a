package templates

import (
	"fmt"
	"strings"
)

// ClientHistoryPage shows a client's assessments of all years and what was done lately.
type ClientHistoryPage struct {
	Page
	ID    string
	Years []ClientYear // the newest first, also those that an amendment replaced
	Done  []HistoryEvent
	Limit int // how many events are read
}

// HistoryEvent is a line of the audit log, and where several of a kind were done on a day by one person, how many.
type HistoryEvent struct {
	Action     string // such as answer.save
	Subject    string // such as the name of a report
	Assessment string // its id, or empty
	Period     int    // of the assessment
	Day        string
	By         string
	Line       string // of the plan, in words
	Count      int
}

// Together joins the events of one kind that one person did on one day, in the place of the newest.
func Together(events []HistoryEvent) []HistoryEvent {
	var list []HistoryEvent
	at := map[HistoryEvent]int{}
	for _, e := range events {
		key := e
		key.Line = ""
		if !e.named() {
			key.Subject = ""
		}
		n, seen := at[key]
		if !seen {
			n = len(list)
			at[key] = n
			list = append(list, key)
			list[n].Line = e.Line
		}
		if list[n].Count++; list[n].Line != e.Line {
			list[n].Line = "" // several lines have no name together
		}
	}
	return list
}

// named reports whether the words of the event depend on its subject, so that each subject has a line of its own.
func (e HistoryEvent) named() bool {
	return e.Action == "report.download" || e.Action == "report.read" || e.Action == "assessment.open"
}

// timeline lists the events in plain words.
func (p ClientHistoryPage) timeline() Timeline { return timelineOf(p.Done) }

// Lately is how many lines of its history the page of a client shows.
const Lately = 5

func timelineOf(list []HistoryEvent) Timeline {
	t := Timeline{}
	for _, e := range list {
		item := Event{When: e.Day, What: e.Words(), By: e.By, State: e.state()}
		if e.Assessment != "" {
			item.URL = "/assessments/" + e.Assessment
		}
		t.Items = append(t.Items, item)
	}
	return t
}

// state marks what ends a part of the year.
func (e HistoryEvent) state() StateKind {
	switch e.Action {
	case "assessment.finalize", "assessment.approve", "assessment.record-approval":
		return StateDone
	case "assessment.return":
		return StateNeeds
	default:
		return ""
	}
}

// Words says what was done, in the past and without who did it.
func (e HistoryEvent) Words() string {
	subject, verb, _ := strings.Cut(e.Action, ".")
	switch subject {
	case "client":
		return clientDone(verb)
	case "assessment":
		return fmt.Sprintf("%s %s", e.assessment(), assessmentDone(verb))
	case "report":
		return e.report(verb)
	case "scoping":
		return "Scope of " + e.year() + " changed"
	case "inventory":
		return "Inventory confirmed or changed"
	case "plan":
		return "Plan downloaded as a table"
	case "contact":
		return contactDone(verb)
	case "share", "message", "campaign":
		return e.shared(subject, verb)
	case "audit":
		return "Every event downloaded as a table"
	default:
		return e.counted(subject, verb)
	}
}

func clientDone(verb string) string {
	switch verb {
	case "add":
		return "Client added"
	case "archive":
		return "Client archived"
	case "restore":
		return "Client brought back"
	case "record-kinds":
		return "What the PHI screening found was recorded"
	case "logo":
		return "Logo set"
	case "logo-remove":
		return "Logo removed"
	default:
		return "Facts of the client changed"
	}
}

func assessmentDone(verb string) string {
	switch verb {
	case "open":
		return "opened"
	case "submit":
		return "submitted for review"
	case "approve":
		return "approved"
	case "record-approval":
		return "approval recorded"
	case "return":
		return "returned with a remark"
	case "take-back":
		return "taken back from review"
	case "finalize":
		return "made final"
	case "supersede":
		return "replaced by its amendment"
	default:
		return "changed"
	}
}

// assessment names the assessment; an amendment has the id of what it amends as subject when it is opened.
func (e HistoryEvent) assessment() string {
	if e.Action == "assessment.open" && e.Subject != "" {
		return "Amendment of " + e.year()
	}
	return "Assessment of " + e.year()
}

// year is the period in words; an assessment that is in no list has none.
func (e HistoryEvent) year() string {
	if e.Period == 0 {
		return "an earlier year"
	}
	return fmt.Sprint(e.Period)
}

func (e HistoryEvent) report(verb string) string {
	if verb == "keep" && e.Subject == "" {
		return counted(e.Count, "report", "reports") + " of " + e.year() + " made as PDF"
	}
	name := strings.ReplaceAll(e.Subject, "-", " ")
	if name == "" {
		name = "report"
	}
	name = strings.ToUpper(name[:1]) + name[1:] + " of " + e.year()
	switch verb {
	case "download":
		return name + " downloaded"
	case "read":
		return name + " opened"
	default:
		return name + " made as PDF"
	}
}

// counted says how many things of a kind were saved or removed.
func (e HistoryEvent) counted(subject, verb string) string {
	one, many := subjectWords(subject)
	text := counted(e.Count, one, many)
	if e.Line != "" {
		text = "line of the plan “" + e.Line + "”"
	}
	if verb == "remove" {
		text += " taken out"
	} else {
		text += " saved"
	}
	if e.Period != 0 {
		text += " in " + e.year()
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func subjectWords(subject string) (one, many string) {
	switch subject {
	case "answer":
		return "answer", "answers"
	case "decision":
		return "decision", "decisions"
	case "occurrence":
		return "likelihood of a threat", "likelihoods of threats"
	case "override":
		return "override of a risk", "overrides of risks"
	case "exclusion":
		return "risk that does not apply", "risks that do not apply"
	case "review":
		return "reviewed risk", "reviewed risks"
	case "own_risk":
		return "own risk", "own risks"
	case "treatment":
		return "response to a risk", "responses to risks"
	case "readiness":
		return "set of answers on the proposed rule", "sets of answers on the proposed rule"
	case "asset":
		return "asset", "assets"
	case "vendor":
		return "agreement", "agreements"
	case "incident":
		return "incident", "incidents"
	case "proof":
		return "proof", "proofs"
	case "remediation":
		return "line of the plan", "lines of the plan"
	case "screening":
		return "PHI screening", "changes of the PHI screening"
	default:
		return "other change", "other changes"
	}
}
