package templates

import (
	"fmt"
	"strconv"
	"strings"
)

// AssetImportPage asks for a list of assets, and shows what would become of each of its rows.
type AssetImportPage struct {
	Page
	Client  string // id
	Sites   []string
	Text    string // the list as it is understood, with the line ends of this system
	Rows    []AssetImportRow
	Unknown []string // heads of columns that are left out
}

// AssetImportRow is a row of the list.
type AssetImportRow struct {
	AssetLine
	Line     int
	Good     bool // it can be added
	There    bool // such an asset is there already
	Ticked   bool
	Problems []Problem // by their columns
}

func (p AssetImportPage) at(path string) string { return "/clients/" + p.Client + "/assets" + path }

// columns explains the columns of the list.
func (p AssetImportPage) columns() []Fact {
	kinds := make([]string, len(AssetKinds()))
	for i, k := range AssetKinds() {
		kinds[i] = k.String()
	}
	site := "The client has no sites yet, so leave it empty."
	if len(p.Sites) > 0 {
		site = "One of " + strings.Join(p.Sites, ", ") + ". Empty means the whole client."
	}
	return []Fact{
		{Name: "name", Value: "What you call it."},
		{Name: "kind", Value: "One of " + strings.Join(kinds, ", ") + "."},
		{Name: "count", Value: "How many of them. Empty means one."},
		{Name: "site", Value: site},
		{Name: "owner", Value: "Who answers for it."},
		{Name: "ephi", Value: "What it does with ePHI: creates, receives, maintains, transmits; several with a semicolon between."},
		{Name: "portable", Value: "Yes where it leaves the building."},
		{Name: "encrypted", Value: "Yes or no. Empty means no."},
		{Name: "note", Value: "What else is worth knowing."},
	}
}

// count counts the rows of each sort.
func (p AssetImportPage) count() (good, there, wrong int) {
	for _, row := range p.Rows {
		switch {
		case row.Good:
			good++
		case row.There:
			there++
		default:
			wrong++
		}
	}
	return good, there, wrong
}

func (p AssetImportPage) figures() Figures {
	good, there, wrong := p.count()
	figures := Figures{Items: []Figure{
		{Value: strconv.Itoa(good), Label: "can be added", State: StateDone},
		{Value: strconv.Itoa(there), Label: "there already, left out"},
		{Value: strconv.Itoa(wrong), Label: "with a problem"},
	}}
	if wrong > 0 {
		figures.Items[2].State, figures.Items[2].URL = StateNeeds, "#text"
	}
	return figures
}

func (p AssetImportPage) unknown() string {
	return fmt.Sprintf("Left out, since they are not known here: %s. Rename a column in the first row to take it along.", strings.Join(p.Unknown, ", "))
}

func (r AssetImportRow) state() StateView {
	switch {
	case r.Good:
		return StateView{StateDone, "Will be added"}
	case r.There:
		return StateView{StateTodo, "Already there, left out"}
	default:
		return StateView{StateNeeds, "Has a problem"}
	}
}

// tick is the id of the row's box; the first is the one that a problem leads to.
func (p AssetImportPage) tick(n int) string {
	for i := range p.Rows[:n] {
		if p.Rows[i].Good {
			return "row-" + strconv.Itoa(p.Rows[n].Line)
		}
	}
	return "rows"
}

// traits says in a line what else the row brings along.
func (r AssetImportRow) traits() string {
	list := []string{r.where()}
	if r.Owner != "" {
		list = append(list, r.Owner)
	}
	if len(r.EPHI) > 0 {
		list = append(list, r.does()+" ePHI")
	}
	if r.Portable {
		list = append(list, "portable")
	}
	if r.Encrypted {
		list = append(list, "encrypted")
	}
	if r.Note != "" {
		list = append(list, r.Note)
	}
	return strings.Join(list, "; ")
}

// columnLabel names the column of a problem.
func (r AssetImportRow) columnLabel(column string) string {
	if column == "ephi" {
		return "ePHI"
	}
	return columnWords(column)
}
