package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

func (b *builder) inventory(d *Document) {
	c := b.Content
	d.chapter(chapterInventory)
	if c.Inventory.Confirmed() {
		d.add(Text{Text: fmt.Sprintf("Confirmed by %s on %s.", c.Inventory.ConfirmedBy, on(c.Inventory.Date))})
	} else {
		d.add(Text{Text: "Nobody has confirmed the inventory yet."})
	}
	t := Table{Columns: []Column{
		{Title: "Asset", Width: 5},
		{Title: "Kind", Width: 3},
		{Title: "Count", Width: 1.3, Right: true},
		{Title: "Site", Width: 2.3},
		{Title: "Owner", Width: 2.6},
		{Title: "ePHI", Width: 4.2},
		{Title: "Encrypted", Width: 2},
	}}
	for _, a := range c.Assets {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: noteBeside(a.Name, a.Note)},
			{Text: a.Kind.Title()},
			{Text: fmt.Sprint(a.Number())},
			{Text: or(a.Site, "all")},
			{Text: a.Owner},
			{Text: handling(a.EPHI)},
			encrypted(a),
		}})
	}
	d.or(len(c.Assets) == 0, "No asset has been entered yet.", t)
	var none []string
	for _, k := range c.Inventory.None {
		none = append(none, lower(k.Title()))
	}
	if len(none) > 0 {
		d.add(Text{Lead: "The client has none of these:", Text: join(none) + "."})
	}
	b.devices(d)
	b.movement(d)
	b.vendors(d)
	d.section("What the analysis rests on")
	s := Table{Columns: []Column{{Title: "Source", Width: 2}, {Title: "Who or what", Width: 6}, {Title: "Date", Width: 2.4}}}
	for _, src := range c.Sources {
		s.Rows = append(s.Rows, Row{Cells: []Cell{{Text: title(src.Kind)}, {Text: noteBeside(or(src.Who, src.What), otherThan(src.What, src.Who))}, {Text: src.Date.Short()}}})
	}
	d.or(len(s.Rows) == 0, "No interview, document or scan has been listed yet.", s)
}

// movement says by which assets ePHI comes in, where it stays and by which it goes out.
func (b *builder) movement(d *Document) {
	d.section("How ePHI comes in, stays and goes out")
	var rows []Fact
	for _, way := range []struct {
		label string
		verbs []assessment.Handling
	}{
		{"Created or received by", []assessment.Handling{assessment.Creates, assessment.Receives}},
		{"Kept on", []assessment.Handling{assessment.Maintains}},
		{"Sent by", []assessment.Handling{assessment.Transmits}},
	} {
		var names []string
		for _, a := range b.Content.Assets {
			if slices.ContainsFunc(way.verbs, func(h assessment.Handling) bool { return slices.Contains(a.EPHI, h) }) {
				names = append(names, a.Name)
			}
		}
		rows = append(rows, Fact{way.label, or(strings.Join(names, "; "), "No asset was entered that does.")})
	}
	d.add(Facts{rows})
}

// otherThan gives what was seen where it stands beside who was asked, and nothing where it stands alone.
func otherThan(what, who string) string {
	if who == "" {
		return ""
	}
	return what
}

func handling(list []assessment.Handling) string {
	var verbs []string
	for _, h := range list {
		verbs = append(verbs, h.String())
	}
	return or(strings.Join(verbs, ", "), "none")
}

func encrypted(a assessment.Asset) Cell {
	switch {
	case a.Encrypted:
		return Cell{Text: "Yes", Mark: Check}
	case a.Portable:
		return Cell{Text: "No, and portable", Mark: Cross}
	case slices.Contains(a.EPHI, assessment.Maintains):
		return Cell{Text: "No", Mark: Cross}
	default:
		return Cell{Text: "Not stated", Mark: Dash}
	}
}

func (b *builder) vendors(d *Document) {
	d.section("Business associates and subcontractors")
	t := Table{Columns: []Column{{Title: "Name", Width: 4}, {Title: "Service", Width: 5}, {Title: "Agreement", Width: 3}}}
	for _, v := range b.Content.Vendors {
		agreement := Cell{Text: "None on file", Mark: Cross}
		switch {
		case v.Agreement.After(b.Content.Date):
			agreement = Cell{Text: "Not before " + v.Agreement.Short(), Mark: Cross}
		case !v.Agreement.IsZero():
			agreement = Cell{Text: v.Agreement.Short(), Mark: Check}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: v.Name}, {Text: noteBeside(v.Service, v.Location, v.Note)}, agreement}})
	}
	d.or(len(t.Rows) == 0, "None are listed.", t)
}
