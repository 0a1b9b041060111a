package questionnaires

import (
	"slices"

	"safeguard/assessment"
)

// parts gives the files that a questionnaire is made of: what it extends, itself, and all that these include, each
// once. Circles, which lint reports, end where they began.
func (s *set) parts(id string) []*questionnaireFile {
	var list []*questionnaireFile
	var visit func(string)
	visit = func(id string) {
		q := s.questionnaire(id)
		if q == nil || slices.Contains(list, q) {
			return
		}
		list = append(list, q)
		for _, other := range q.Include {
			visit(other)
		}
		visit(q.Extends)
	}
	visit(id)
	return list
}

// joined gives a questionnaire as it is asked: with the sections of what it includes after its own, and on top of what
// it extends. Extends then names the root.
func (s *set) joined(id string) assessment.Questionnaire {
	return s.join(id, nil)
}

func (s *set) join(id string, above []string) assessment.Questionnaire {
	file := s.questionnaire(id)
	if file == nil || slices.Contains(above, id) {
		return assessment.Questionnaire{}
	}
	q := file.Questionnaire
	q.Sections, q.Retired = slices.Clone(q.Sections), slices.Clone(q.Retired)
	for _, part := range s.parts(id) {
		if part != file && !slices.Contains(s.parts(q.Extends), part) {
			q.Sections = append(q.Sections, part.Sections...)
			q.Retired = append(q.Retired, part.Retired...)
		}
	}
	if q.Extends == "" || s.questionnaire(q.Extends) == nil {
		return q
	}
	return extend(s.join(q.Extends, append(above, id)), q)
}

// extend lays an extension over the questionnaire that it extends: it hides and rewords questions, adds questions to
// sections that both have, and puts its other sections after those of the extended one. The version names both, since
// a change of either makes another questionnaire.
func extend(base, own assessment.Questionnaire) assessment.Questionnaire {
	q := own
	q.Extends = base.Base()
	q.Version = own.Version + "+" + base.Version
	q.Retired = append(slices.Clone(base.Retired), own.Retired...)
	q.Hide = append(slices.Clone(base.Hide), own.Hide...)
	q.Controls = append(slices.Clone(base.Controls), own.Controls...)
	q.Sections = nil
	for _, section := range base.Sections {
		section.Questions = slices.DeleteFunc(slices.Clone(section.Questions), func(question assessment.Question) bool {
			return hides(&own, question.ID)
		})
		for i := range section.Questions {
			reword(&section.Questions[i], own.Reword)
		}
		for _, added := range own.Sections {
			if added.ID == section.ID {
				section.Questions = append(section.Questions, added.Questions...)
			}
		}
		if len(section.Questions) > 0 {
			q.Sections = append(q.Sections, section)
		}
	}
	for _, added := range own.Sections {
		if !slices.ContainsFunc(q.Sections, func(s assessment.Section) bool { return s.ID == added.ID }) {
			q.Sections = append(q.Sections, added)
		}
	}
	return q
}

func hides(q *assessment.Questionnaire, id string) bool {
	return slices.ContainsFunc(q.Hide, func(h assessment.HiddenQuestion) bool { return h.ID == id })
}

func reword(question *assessment.Question, rewordings []assessment.Rewording) {
	for _, r := range rewordings {
		if r.ID != question.ID {
			continue
		}
		if r.Text != "" {
			question.Text = r.Text
		}
		if r.Guidance != "" {
			question.Guidance = r.Guidance
		}
		if len(r.Evidence) > 0 {
			question.Evidence = r.Evidence
		}
		if r.Remediation != nil && !question.IsFact() {
			question.Remediation = r.Remediation
		}
	}
}

// controlled gives the risks with the controls that a questionnaire adds. A control that it hides and replaces gives
// way to the question that replaces it.
func controlled(q *assessment.Questionnaire, risks []assessment.Risk) []assessment.Risk {
	if len(q.Controls) == 0 && len(q.Hide) == 0 {
		return risks
	}
	heirs := map[string]string{}
	for i := range q.Sections {
		for j := range q.Sections[i].Questions {
			question := &q.Sections[i].Questions[j]
			for _, id := range question.Replaces {
				if hides(q, id) {
					heirs[id] = question.ID
				}
			}
		}
	}
	list := slices.Clone(risks)
	for i := range list {
		r := &list[i]
		r.Key, r.Supporting = inherited(r.Key, heirs), inherited(r.Supporting, heirs)
		for _, added := range q.Controls {
			if added.Risk == r.ID {
				r.Key, r.Supporting = join(r.Key, added.Key), join(r.Supporting, added.Supporting)
			}
		}
		r.Supporting = slices.DeleteFunc(r.Supporting, func(id string) bool { return slices.Contains(r.Key, id) })
	}
	return list
}

// inherited gives the controls with each one that was replaced by its heir, none twice.
func inherited(controls []string, heirs map[string]string) []string {
	var list []string
	for _, id := range controls {
		if heir := heirs[id]; heir != "" {
			id = heir
		}
		list = join(list, []string{id})
	}
	return list
}

// join appends what the list does not have yet.
func join(list, more []string) []string {
	list = slices.Clone(list)
	for _, id := range more {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}
