package templates

import (
	"fmt"
	"net/url"
	"strconv"

	"safeguard/assessment"
)

// OpeningPage opens the assessment of a client for a period, and says before what will come along.
type OpeningPage struct {
	Page
	Client        string // id
	Name          string
	Archived      bool
	Unknown       bool // nobody has said what the client is, which decides what is asked
	Period        int
	Due           string
	Questionnaire string          // its id
	Edition       string          // its title and version
	Choices       []OpeningChoice // the other questionnaires that it can be opened with
	Others        []int           // the other periods that can be opened

	From     int // the period whose answers come along, 0 in the first year
	Coming   int // of them
	Anew     int // of these, to be answered anew
	Reworded int // of these, answered under other words

	ForClient int // questions that the people at the client are likely to know

	Taken      *OpenedBefore // the assessment that the client has of this period already
	Unfinished *OpenedBefore // one of an earlier period that is not final yet
}

// OpeningChoice is a questionnaire that an assessment can be opened with.
type OpeningChoice struct {
	ID    string
	Title string
	About string
}

// with is the address of the page with another questionnaire.
func (p OpeningPage) with(c OpeningChoice) string {
	return "?" + url.Values{"period": {p.year()}, "questionnaire": {c.ID}}.Encode()
}

// in is the address of the page for another period.
func (p OpeningPage) in(year int) string {
	return "?" + url.Values{"period": {strconv.Itoa(year)}, "questionnaire": {p.Questionnaire}}.Encode()
}

// OpenedBefore is an assessment that is there already.
type OpenedBefore struct {
	ID       string
	Period   int
	Status   assessment.Status
	Answered int
	Asked    int
}

func (o OpenedBefore) url() string { return "/assessments/" + o.ID }

func (o OpenedBefore) year() string { return strconv.Itoa(o.Period) }

// stands says where it stands.
func (o OpenedBefore) stands() string {
	switch o.Status {
	case assessment.Draft:
		return fmt.Sprintf("%d is a draft: %d of %d questions are answered.", o.Period, o.Answered, o.Asked)
	case assessment.InReview:
		return fmt.Sprintf("%d is under review.", o.Period)
	default:
		return fmt.Sprintf("%d is final.", o.Period)
	}
}

func (p OpeningPage) at(path string) string { return "/clients/" + p.Client + path }

func (p OpeningPage) unknown() string {
	return "Nobody has said what it is under HIPAA (160.103), and that decides what is asked. Screen it for PHI, or enter what it is."
}

func (p OpeningPage) year() string { return strconv.Itoa(p.Period) }

// coming says what comes along.
func (p OpeningPage) coming() string {
	if p.Coming == 0 {
		return "This is the first analysis here, so every question is answered anew. Next year these answers come along."
	}
	return fmt.Sprintf("%s from %d. They are proposals: none counts as answered until somebody confirms or changes it.",
		counted(p.Coming, "answer", "answers"), p.From)
}

// besides says what of it cannot simply be confirmed.
func (p OpeningPage) besides() []string {
	var list []string
	if p.Anew > 0 {
		list = append(list, counted(p.Anew, "question is", "questions are")+" to be answered anew, since the rule or the risks behind them changed.")
	}
	if p.Reworded > 0 {
		list = append(list, counted(p.Reworded, "question has", "questions have")+" other words now; you see both wordings.")
	}
	return list
}
