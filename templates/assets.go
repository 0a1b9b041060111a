package templates

import (
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// AssetsPage is the inventory of a client: what holds or carries its ePHI, and what does not exist.
type AssetsPage struct {
	Page
	Client  string // id
	CanEdit bool
	Assets  []AssetLine // by kind, as filtered
	All     int         // assets, without the filter
	Kind    string      // that is shown, empty for all
	Kinds   []Option    // that the inventory has
	Against []string    // what contradicts itself, as sentences
	Form    AssetForm   // of a new asset
	Gone    string      // who removed what the person was changing
	None    InventoryForm
}

// AssetLine is an asset of the inventory.
type AssetLine struct {
	ID string
	assessment.Asset
}

// AssetPage changes one asset.
type AssetPage struct {
	Page
	Client string // id
	ID     string
	Form   AssetForm
}

// AssetForm is what stands in the fields of an asset, as it was typed.
type AssetForm struct {
	Editing
	Name, Kind, Count, Site, Owner, Note string
	EPHI                                 []string
	Portable, Encrypted                  bool
	Sites                                []string // of the client
}

// InventoryForm is the client's word on its assets: which kinds do not exist, and who confirms the list.
type InventoryForm struct {
	Editing
	Kinds  []assessment.AssetKind // of which the client may say that there is none
	None   []string
	By, On string
}

// AssetKinds lists the kinds in their order.
func AssetKinds() []assessment.AssetKind {
	var list []assessment.AssetKind
	for k := assessment.Server; k <= assessment.Facility; k++ {
		list = append(list, k)
	}
	return list
}

// kindWord names one or several things of a kind within a sentence.
func kindWord(k assessment.AssetKind, n int) string {
	one := strings.ToLower(k.Title())
	many := one + "s"
	switch k {
	case assessment.EHR:
		one, many = "EHR", "EHRs"
	case assessment.RemovableMedia:
		many = one
	case assessment.Email:
		one, many = "email system", "email systems"
	case assessment.Messaging:
		one, many = "messaging service", "messaging services"
	case assessment.Fax:
		many = "faxes"
	case assessment.Facility:
		many = "facilities"
	}
	if n == 1 {
		return one
	}
	return many
}

func (p AssetsPage) at(path string) string { return "/clients/" + p.Client + "/assets" + path }

func (p AssetPage) at(path string) string { return "/clients/" + p.Client + "/assets" + path }

// where says at which site an asset is.
func (a AssetLine) where() string {
	if a.Site == "" {
		return "Whole client"
	}
	return a.Site
}

// plain reports whether an asset keeps ePHI, or carries it out of the building, without encryption
// (164.312(a)(2)(iv)).
func (a AssetLine) plain() bool {
	keeps := slices.Contains(a.EPHI, assessment.Maintains) || a.Portable && len(a.EPHI) > 0
	return keeps && !a.Encrypted && a.Kind != assessment.Facility
}

// does says what an asset does with ePHI (164.306(a)(1)).
func (a AssetLine) does() string { return handlingWords(a.EPHI) }

func handlingWords(list []assessment.Handling) string {
	words := make([]string, len(list))
	for i, h := range list {
		words[i] = h.String()
	}
	if len(words) == 0 {
		return "Nothing"
	}
	text := strings.Join(words, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// AssetFacts are the fields of an asset in words.
func AssetFacts(a assessment.Asset) Facts {
	line := AssetLine{Asset: a}
	return Facts{Columns: true, Items: []Fact{
		{Name: "Name", Value: a.Name},
		{Name: "Kind", Value: a.Kind.Title()},
		{Name: "Count", Value: strconv.Itoa(a.Number())},
		{Name: "Site", Value: line.where()},
		{Name: "Owner", Value: said(a.Owner)},
		{Name: "What it does with ePHI", Value: line.does()},
		{Name: "Portable", Value: yesNo(a.Portable)},
		{Name: "Encrypted", Value: yesNo(a.Encrypted)},
		{Name: "Note", Value: said(a.Note)},
	}}
}

// kinds are the kinds to choose from.
func (f AssetForm) kinds() []Option {
	list := []Option{{Label: "Choose"}}
	for _, k := range AssetKinds() {
		list = append(list, Option{Value: k.String(), Label: k.Title()})
	}
	return list
}

// sites are the sites to choose from, with one that the client no longer has where the asset names it.
func (f AssetForm) sites() []Option {
	list := []Option{{Label: "Whole client"}}
	for _, site := range f.Sites {
		list = append(list, Option{Value: site, Label: site})
	}
	if f.Site != "" && !slices.Contains(f.Sites, f.Site) {
		list = append(list, Option{Value: f.Site, Label: f.Site + " (no site any more)"})
	}
	return list
}

// ephi are the four verbs of 164.306(a)(1).
func (f AssetForm) ephi() Choices {
	c := Choices{ID: "ephi", Legend: "What it does with ePHI", Many: true, Inline: true, Error: f.wrong("ephi")}
	for h := assessment.Creates; h <= assessment.Transmits; h++ {
		word := h.String()
		c.Options = append(c.Options, Option{Value: word, Label: strings.ToUpper(word[:1]) + word[1:], Chosen: slices.Contains(f.EPHI, word)})
	}
	return c
}

func (f AssetForm) traits() Choices {
	return Choices{ID: "traits", Legend: "How it is kept", Many: true, Inline: true, Options: []Option{
		{Value: "portable", Label: "Portable: it leaves the building", Chosen: f.Portable},
		{Value: "encrypted", Label: "Encrypted", Chosen: f.Encrypted},
	}}
}

func (f InventoryForm) choices() Choices {
	c := Choices{ID: "none", Legend: "We have none of these", Many: true, Inline: true, Error: f.wrong("none"), Hint: "A kind that is neither in the list nor ticked here counts as not entered, and its risks apply."}
	for _, k := range f.Kinds {
		c.Options = append(c.Options, Option{Value: k.String(), Label: k.Title(), Chosen: slices.Contains(f.None, k.String())})
	}
	return c
}

// InventoryFacts are the client's word on its assets.
func InventoryFacts(i assessment.Inventory) Facts {
	var none []string
	for _, k := range i.None {
		none = append(none, k.Title())
	}
	confirmed := "Not yet"
	if i.Confirmed() {
		confirmed = i.ConfirmedBy + " on " + i.Date.Short()
	}
	return Facts{Items: []Fact{{Name: "We have none of these", Body: listed(none)}, {Name: "Confirmed", Value: confirmed}}}
}

// stored is what is said now on what does not exist, for those who read.
func (f InventoryForm) stored() Facts {
	i := assessment.Inventory{ConfirmedBy: f.By}
	for _, word := range f.None {
		var k assessment.AssetKind
		if k.UnmarshalText([]byte(word)) == nil {
			i.None = append(i.None, k)
		}
	}
	if i.Date.UnmarshalText([]byte(f.On)) != nil {
		i.Date = assessment.Date{}
	}
	return InventoryFacts(i)
}
