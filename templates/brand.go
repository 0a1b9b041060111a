package templates

import "safeguard/assessment"

// BrandForm asks what reports carry beside the name and the logo of the provider. The fields are as they were typed.
type BrandForm struct {
	Contact      string
	Confidential string
	Color        string
	Paper        string
}

// shown is the color as a drawing paints it; empty where it is none.
func (f BrandForm) shown() string {
	if _, _, _, ok := (&assessment.Brand{Color: f.Color}).RGB(); ok {
		return f.Color
	}
	return ""
}

// papers lists the formats of paper. Reports are on the first where nothing was chosen.
func (f BrandForm) papers() []Option {
	var list []Option
	for i, p := range assessment.Papers() {
		list = append(list, Option{Value: p.String(), Label: p.Title(), Chosen: p.String() == f.Paper || f.Paper == "" && i == 0})
	}
	return list
}
