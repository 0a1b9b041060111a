package assessment

import "slices"

// Progress counts the questions of an assessment or of a section: those asked, those of them that are answered, those
// that are not but have a proposal to confirm at every open place, and those hidden.
type Progress struct {
	Asked, Answered, ToConfirm, Hidden int
}

// Open counts the questions that are asked and not answered. A proposal is not an answer.
func (p Progress) Open() int { return p.Asked - p.Answered }

// Percent is the share of what is asked that is answered, rounded down so that nothing is called whole before it is.
func (p Progress) Percent() int {
	if p.Asked == 0 {
		return 0
	}
	return 100 * p.Answered / p.Asked
}

// plus gives both counts together.
func (p Progress) plus(other Progress) Progress {
	return Progress{p.Asked + other.Asked, p.Answered + other.Answered, p.ToConfirm + other.ToConfirm, p.Hidden + other.Hidden}
}

// SectionStatus is how far a section has come.
type SectionStatus uint8

// The statuses. A section of which every question is hidden has NothingAsked.
const (
	NotStarted SectionStatus = iota + 1
	Started
	SectionDone
	NothingAsked
)

var sectionStatuses = words{"", "not_started", "started", "done", "nothing_asked"}

// String gives the word for scripts.
func (s SectionStatus) String() string { return textOf(sectionStatuses, s) }

// Title gives the words for people.
func (s SectionStatus) Title() string { return title(s.String()) }

// MarshalText implements encoding.TextMarshaler.
func (s SectionStatus) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *SectionStatus) UnmarshalText(text []byte) error { return parseWord(sectionStatuses, text, s) }

// SectionProgress is the progress of one section.
type SectionProgress struct {
	Section *Section
	Progress
	Status SectionStatus
}

// ProgressOf counts the progress of the whole assessment and of each section, in the order of the questionnaire.
func ProgressOf(cat *Catalog, c *Content, offers map[Place]Offer) (all Progress, sections []SectionProgress) {
	return CountProgress(cat, c, Stand(cat, c), offers)
}

// CountProgress is ProgressOf for those who know already how every question stands.
func CountProgress(cat *Catalog, c *Content, list []Standing, offers map[Place]Offer) (all Progress, sections []SectionProgress) {
	for i := range cat.Questionnaire.Sections {
		s := SectionProgress{Section: &cat.Questionnaire.Sections[i]}
		n := len(s.Section.Questions)
		for j := range list[:n] {
			s.add(&list[j], c.Client.Sites, offers)
		}
		list = list[n:]
		s.Status = s.status()
		all = all.plus(s.Progress)
		sections = append(sections, s)
	}
	return all, sections
}

func (p *Progress) add(s *Standing, sites []string, offers map[Place]Offer) {
	if !s.Visible {
		p.Hidden++
		return
	}
	p.Asked++
	switch {
	case s.Answered():
		p.Answered++
	case s.Confirmable(sites, offers):
		p.ToConfirm++
	}
}

// Confirmable reports whether every open place of the question has a proposal to confirm.
func (s *Standing) Confirmable(sites []string, offers map[Place]Offer) bool {
	return !slices.ContainsFunc(s.open(sites), func(at Place) bool { return OfferAt(offers, at).Confirmable() == nil })
}

func (p Progress) status() SectionStatus {
	switch {
	case p.Asked == 0:
		return NothingAsked
	case p.Open() == 0:
		return SectionDone
	case p.Answered > 0:
		return Started
	default:
		return NotStarted
	}
}

// Section gives the section with that id, or nil.
func (c *Catalog) Section(id string) *Section {
	for i := range c.Questionnaire.Sections {
		if s := &c.Questionnaire.Sections[i]; s.ID == id {
			return s
		}
	}
	return nil
}

// SectionOf gives the section that asks the question with that id, or nil.
func (c *Catalog) SectionOf(question string) *Section {
	for i := range c.Questionnaire.Sections {
		s := &c.Questionnaire.Sections[i]
		if slices.ContainsFunc(s.Questions, func(q Question) bool { return q.ID == question }) {
			return s
		}
	}
	return nil
}

// StandIn works out how the questions of one section stand.
func StandIn(cat *Catalog, c *Content, section string) []Standing {
	return cat.InSection(Stand(cat, c), section)
}

// InSection gives those of a section from how all questions stand.
func (c *Catalog) InSection(list []Standing, section string) []Standing {
	first := 0
	for i := range c.Questionnaire.Sections {
		s := &c.Questionnaire.Sections[i]
		if s.ID == section {
			return list[first:][:len(s.Questions)]
		}
		first += len(s.Questions)
	}
	return nil
}
