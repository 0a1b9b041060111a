package templates

import (
	"fmt"
	"net/url"
	"strings"

	"safeguard/assessment"
)

// LibraryPage is what every page of the library has around its own content.
type LibraryPage struct {
	Page
	Tab     string // questionnaires, risks or threats
	Catalog *assessment.Catalog
	Ref     string // the name under which the catalog was asked for; empty for the usual one
}

func (p LibraryPage) tabs() Tabs {
	tab := func(id, label, address, count string) Tab {
		return Tab{Label: label, URL: address, Count: count, Current: p.Tab == id}
	}
	return Tabs{Label: "Library", Items: []Tab{
		tab("questionnaires", "Questionnaires", "/questionnaires", ""),
		tab("risks", "Risks", p.inLibrary("risks", ""), fmt.Sprint(len(p.Catalog.Risks))),
		tab("threats", "Threats", p.inLibrary("threats", ""), fmt.Sprint(len(p.Catalog.Threats))),
	}}
}

// inLibrary is the address of the risks or threats of the same questionnaire, at one of them where id is given.
func (p LibraryPage) inLibrary(what, id string) string {
	address := "/library/" + what
	if p.Ref != "" {
		address += "?questionnaire=" + url.QueryEscape(p.Ref)
	}
	if id != "" {
		address += "#" + id
	}
	return address
}

// questionnaire is the address of the questionnaire, or of a page beside it.
func (p LibraryPage) questionnaire(page string) string {
	ref := p.Ref
	if ref == "" {
		ref = p.Catalog.Questionnaire.ID
	}
	return strings.TrimSuffix("/questionnaires/"+url.PathEscape(ref)+"/"+page, "/")
}

// questionURL is where the library shows a question.
func (p LibraryPage) questionURL(id string) string {
	return p.questionnaire("") + "#" + questionAnchor(id)
}

// questionAnchor marks a question on the page of its questionnaire.
func questionAnchor(id string) string { return "q-" + id }

// threat names the threat of a risk.
func (p LibraryPage) threat(id string) string {
	if t := p.Catalog.Threat(id); t != nil {
		return t.Title
	}
	return id
}

// control is a question as a risk or a row of the rule lists it.
type control struct {
	Text    string
	URL     string // empty where the questionnaire does not ask it
	LeftOut string // why an extension does not
}

// controls lists questions; those that have nothing to do with this questionnaire are left out.
func (p LibraryPage) controls(ids []string) []control {
	var list []control
	for _, id := range ids {
		if q := p.Catalog.Question(id); q != nil {
			list = append(list, control{Text: q.Text, URL: p.questionURL(id)})
		} else if why, left := p.Catalog.LeftOut(id); left {
			list = append(list, control{Text: strings.ReplaceAll(id, "-", " "), LeftOut: why})
		}
	}
	return list
}

// QuestionnairesPage lists the questionnaires in use, and the files that are not in use as they are.
type QuestionnairesPage struct {
	LibraryPage
	Mistakes       []FileMistake
	Questionnaires []QuestionnaireLine
}

// FileMistake is a file of the MSP's own in which something is wrong.
type FileMistake struct {
	File     string
	Problems []FileProblem
	InUse    string // what is used in its place, as a sentence
}

// FileProblem is one thing that is wrong in a file, with the lines around it.
type FileProblem struct {
	Line, Column int // from 1; 0 where the file as a whole is wrong
	What         string
	First        int // the number of the first of the lines
	Lines        []string
}

// QuestionnaireLine is a questionnaire in use.
type QuestionnaireLine struct {
	*assessment.Questionnaire
	Questions int
	Hash      string
	File      string   // of the MSP's own; empty where the program carries it
	Earlier   []string // ID@VERSION of the editions that can still be read
}

func (l QuestionnaireLine) from() string {
	if l.File == "" {
		return "Built in"
	}
	return "Your file " + l.File
}

// brief is the beginning of the hash, by which people tell editions apart.
func (l QuestionnaireLine) brief() string {
	_, digits, _ := strings.Cut(l.Hash, ":")
	return digits[:min(len(digits), 12)]
}

func (l QuestionnaireLine) url(page string) string {
	return LibraryPage{Ref: l.ID}.questionnaire(page)
}

// version names an edition by what follows its id.
func version(ref string) string {
	_, v, _ := strings.Cut(ref, "@")
	return v
}

func (m FileMistake) heading() string {
	return m.File + ": " + counted(len(m.Problems), "mistake", "mistakes")
}

// place says where in the file something is wrong.
func (p FileProblem) place() string {
	if p.Line == 0 {
		return "The file as a whole"
	}
	return fmt.Sprintf("Line %d, column %d", p.Line, p.Column)
}

// excerpt is the lines with their numbers and a mark under the place.
func (p FileProblem) excerpt() string {
	var b strings.Builder
	for i, line := range p.Lines {
		n := p.First + i
		line = strings.ReplaceAll(line, "\t", " ") // so that a column is a column
		fmt.Fprintf(&b, "%4d  %s\n", n, line)
		if n == p.Line {
			b.WriteString(strings.Repeat(" ", 5+max(p.Column, 1)) + "^\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// LibraryRisksPage shows every risk of the library.
type LibraryRisksPage struct{ LibraryPage }

// countControls says how many controls a risk has.
func (p LibraryRisksPage) countControls(risk assessment.Risk) string {
	return fmt.Sprintf("%s, %d supporting", counted(len(p.controls(risk.Key)), "key control", "key controls"), len(p.controls(risk.Supporting)))
}

// assetWords names the assets that a risk is about.
func assetWords(list []assessment.AssetKind) string {
	if len(list) == 0 {
		return "The client as a whole"
	}
	text := list[0].Title()
	for _, k := range list[1:] {
		text += ", " + inSentence(k.Title())
	}
	return text
}

// LibraryThreatsPage shows every threat of the library.
type LibraryThreatsPage struct{ LibraryPage }

// threatGroup is the threats of one type of source.
type threatGroup struct {
	Source  assessment.ThreatSource
	Threats []assessment.Threat
}

// groups sorts the threats by the type of their source, in the order of NIST SP 800-30r1 Table D-2.
func (p LibraryThreatsPage) groups() []threatGroup {
	var list []threatGroup
	for source := assessment.Adversarial; source <= assessment.Environmental; source++ {
		group := threatGroup{Source: source}
		for _, t := range p.Catalog.Threats {
			if t.Source == source {
				group.Threats = append(group.Threats, t)
			}
		}
		if len(group.Threats) > 0 {
			list = append(list, group)
		}
	}
	return list
}

// risksOf lists the risks that a threat brings about.
func (p LibraryThreatsPage) risksOf(threat string) []*assessment.Risk {
	var list []*assessment.Risk
	for i := range p.Catalog.Risks {
		if p.Catalog.Risks[i].Threat == threat {
			list = append(list, &p.Catalog.Risks[i])
		}
	}
	return list
}
