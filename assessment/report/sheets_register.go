package report

import (
	"strings"

	"safeguard/assessment"
)

// registerSheet has every risk of the library and every one of the assessor's own, also those that do not apply, with why.
func (b *builder) registerSheet(status string) Sheet {
	risks := make([]*assessment.RatedRisk, len(b.Result.Risks))
	for i := range b.Result.Risks {
		risks[i] = &b.Result.Risks[i]
	}
	columns := append(b.riskColumns(), b.ratingColumns()...)
	return tabulate(status, risks, append(append(columns, b.reasonColumns()...), b.treatmentColumns()...))
}

type riskColumn = column[*assessment.RatedRisk]

// where gives what holds for a risk that applies, and leaves the cell of any other empty.
func where(value func(*assessment.RatedRisk) Value) func(*assessment.RatedRisk) Value {
	return func(r *assessment.RatedRisk) Value {
		if !r.Applies {
			return nil
		}
		return value(r)
	}
}

func (b *builder) riskColumns() []riskColumn {
	return []riskColumn{
		{"No.", 7, func(r *assessment.RatedRisk) Value { return Words(b.number(r.Risk)) }},
		{"Risk", 40, func(r *assessment.RatedRisk) Value { return words(r.Heading()) }},
		{"Applies", 9, func(r *assessment.RatedRisk) Value { return yesNo(r.Applies) }},
		{"Why it does not apply", 30, func(r *assessment.RatedRisk) Value {
			if r.Applies {
				return nil
			}
			return words(sentences(full(r.Why), b.excludedBy(r.Risk)))
		}},
	}
}

// ratingColumns are the levels in words and, for sorting and adding up, current and target as values of NIST's scale.
func (b *builder) ratingColumns() []riskColumn {
	return []riskColumn{
		{"Inherent level", 12, where(func(r *assessment.RatedRisk) Value { return Level(r.Inherent.Level) })},
		{"Current level", 12, where(func(r *assessment.RatedRisk) Value { return Level(r.Current.Level) })},
		{"Target level", 12, where(func(r *assessment.RatedRisk) Value { return Level(r.Target.Level) })},
		{"Current value (0 to 10)", 11, where(func(r *assessment.RatedRisk) Value { return Count(r.Current.Level.Value()) })},
		{"Target value (0 to 10)", 11, where(func(r *assessment.RatedRisk) Value { return Count(r.Target.Level.Value()) })},
		{"Occurrence of the threat", 12, where(func(r *assessment.RatedRisk) Value { return Words(r.Occurrence.Title()) })},
		{"Harm", 11, where(func(r *assessment.RatedRisk) Value { return Words(r.Current.Harm.Title()) })},
		{"Likelihood", 11, where(func(r *assessment.RatedRisk) Value { return Words(r.Current.Likelihood.Title()) })},
		{"Impact", 11, where(func(r *assessment.RatedRisk) Value { return Words(r.Impact.Overall.Title()) })},
		{"Impact on confidentiality", 14, where(func(r *assessment.RatedRisk) Value { return Words(r.Impact.Confidentiality.Title()) })},
		{"Impact on integrity", 11, where(func(r *assessment.RatedRisk) Value { return Words(r.Impact.Integrity.Title()) })},
		{"Impact on availability", 12, where(func(r *assessment.RatedRisk) Value { return Words(r.Impact.Availability.Title()) })},
	}
}

func (b *builder) reasonColumns() []riskColumn {
	return []riskColumn{
		{"Threat", 30, func(r *assessment.RatedRisk) Value { return words(b.threat(r.Threat)) }},
		{"Vulnerability", 45, func(r *assessment.RatedRisk) Value { return words(r.Vulnerability) }},
		{"Assets", 35, where(func(r *assessment.RatedRisk) Value { return words(b.assetsOf(r)) })},
		{"Why this level", 60, where(func(r *assessment.RatedRisk) Value {
			return words(sentences(Explain(r), full(overrideNote(r.Override))))
		})},
		{"Basis for this client", 40, where(func(r *assessment.RatedRisk) Value { return words(b.Content.Basis(r.Risk)) })},
		{"Years open", 8, where(func(r *assessment.RatedRisk) Value {
			if years := b.yearsOpen(r.Risk); years > 0 {
				return Count(years)
			}
			return nil
		})},
	}
}

func (b *builder) treatmentColumns() []riskColumn {
	given := func(value func(assessment.Treatment) Value) func(*assessment.RatedRisk) Value {
		return where(func(r *assessment.RatedRisk) Value { return value(b.Content.Treatment[r.Risk]) })
	}
	return []riskColumn{
		{"Response", 13, where(func(r *assessment.RatedRisk) Value { return Words(b.treatment(r.Risk)) })},
		{"Reason for the response", 35, given(func(t assessment.Treatment) Value { return words(t.Reason) })},
		{"Remediations", 30, where(func(r *assessment.RatedRisk) Value { return words(strings.Join(b.remediationsOf(r.Risk), "\n")) })},
		{"Response approved by", 24, given(func(t assessment.Treatment) Value { return words(person(t.ApprovedBy)) })},
		{"Approved on", 13, given(func(t assessment.Treatment) Value { return Day{t.Date} })},
		{"Expires", 13, given(func(t assessment.Treatment) Value { return Day{t.Expires} })},
		{"Id", 26, func(r *assessment.RatedRisk) Value { return words(r.Risk) }},
	}
}

func yesNo(is bool) Words {
	if is {
		return "Yes"
	}
	return "No"
}
