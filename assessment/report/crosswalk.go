package report

import (
	"slices"
	"strings"

	"safeguard/assessment"
)

// crosswalkNote says what the crosswalk rests on: NIST published no mapping of the rule to the CSF 2.0 that it has.
const crosswalkNote = "The SP 800-53 column comes from the mapping of NIST SP 800-66 Rev. 2, as republished by others. The CSF 2.0 column is derived from " +
	"the CSF 1.1 mapping and is no publication of NIST. Where the mapping has no line of its own for a row, that of the row or paragraph that it " +
	"belongs to stands in. A row that is in place does not show that everything listed beside it is."

// crosswalk prints what each row corresponds to at NIST, where the edition that was used carries it; early ones do not.
func (b *builder) crosswalk(d *Document) {
	if !slices.ContainsFunc(b.Catalog.Rule, func(row assessment.Specification) bool { return len(row.SP80053) > 0 }) {
		return
	}
	d.chapter("Crosswalk to NIST")
	d.add(Text{Text: crosswalkNote, Tone: Muted})
	t := Table{Columns: []Column{
		{Title: "Citation", Width: 3.4}, {Title: "NIST SP 800-53 Rev. 5", Width: 5}, {Title: "NIST CSF 2.0 (derived)", Width: 8.6},
	}}
	family := assessment.General
	for _, row := range b.Catalog.Rule {
		if row.Safeguard == assessment.General {
			continue // the rules of 164.306 govern the others and are not evaluated
		}
		if row.Safeguard != family {
			family = row.Safeguard
			t.Rows = append(t.Rows, Row{Group: familyHeading(family)})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: row.Citation}, {Text: or(strings.Join(row.SP80053, ", "), "none")}, {Text: or(strings.Join(row.CSF, ", "), "none")},
		}})
	}
	d.add(t)
}
