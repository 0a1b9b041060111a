package templates

import (
	"fmt"
	"slices"
	"strconv"

	"safeguard/assessment"
)

// ClientEditPage asks for what is kept of a client: of a new one, or of one that is there.
type ClientEditPage struct {
	Page
	ID       string // empty for a new client
	Revision int
	Form     ClientForm
	Uses     []SiteUse // the sites with answers or assets
	Closing  bool      // a site with answers or assets is to go, and the person has to say so
	SameName bool      // another client has the name, and the person has to say that this is another
	Saved    *Saved    // what somebody else saved meanwhile
	Own      string    // the name of the server's own time zone
	LogoForm LogoForm  // of a client that is there
}

// ClientForm is what stands in the fields, as it was typed.
type ClientForm struct {
	Name, LegalName, EIN, City string
	Zone                       string // the IANA name of its time zone; empty for the server's own
	Kinds                      []string
	Individuals, Workforce     string
	Sites                      string // one a line
	Clearinghouse, PlanSponsor bool
	AgreedOn                   string
	Contact, Phone, Email      string
	Note                       string
	CloseSites, AnotherClient  bool // the boxes that allow what is asked about
}

// SiteUse counts what belongs to a site of a client.
type SiteUse struct {
	Site    string
	Answers int // in the assessments at work
	Assets  int
}

// action is where the form goes.
func (p ClientEditPage) action() string {
	if p.ID == "" {
		return "/clients/new"
	}
	return "/clients/" + p.ID + "/edit"
}

func (p ClientEditPage) cancel() string {
	if p.ID == "" {
		return "/clients"
	}
	return "/clients/" + p.ID
}

func (p ClientEditPage) save() string {
	if p.ID == "" {
		return "Add client"
	}
	return "Save"
}

// field is a field of the form with what is wrong with it.
func (p ClientEditPage) field(f Field) Field {
	f.Error = wrongAt(p.Problems, f.ID)
	return f
}

// KindNotKnown is the value of the box that says that nobody knows yet what a client is under 160.103.
const KindNotKnown = "not_known"

// kinds asks what the client is under 160.103, in plain words.
func (p ClientEditPage) kinds() Choices {
	c := Choices{
		ID: "kinds", Legend: "What it is under HIPAA", Many: true, Error: wrongAt(p.Problems, "kinds"),
		Hint: "Tick all that fit (45 CFR 160.103). A clinic that also bills for another practice is both of the first two.",
	}
	for _, k := range []struct {
		kind assessment.EntityKind
		hint string
	}{
		{assessment.CoveredEntity, "A health care provider that sends claims or other standard transactions electronically, a health plan, or a clearinghouse."},
		{assessment.BusinessAssociate, "Works for a covered entity and creates, receives, maintains or transmits its patient data: billing, hosting, shredding, legal work."},
		{assessment.Subcontractor, "Does such work for a business associate and gets patient data from it. HIPAA holds it like a business associate."},
	} {
		c.Options = append(c.Options, Option{Value: k.kind.String(), Label: k.kind.Title(), Hint: k.hint, Chosen: slices.Contains(p.Form.Kinds, k.kind.String())})
	}
	c.Options = append(c.Options, Option{
		Value: KindNotKnown, Label: "Not known yet", Chosen: slices.Contains(p.Form.Kinds, KindNotKnown),
		Hint: "The PHI screening finds it out, for clients outside health care as well. No assessment can be opened before.",
	})
	return c
}

// parts asks for two facts that open questions of their own.
func (p ClientEditPage) parts() Choices {
	return Choices{ID: "parts", Legend: "Does one of these fit as well?", Many: true, Options: []Option{
		{Value: "clearinghouse", Label: "A health care clearinghouse is a part of it", Hint: "It turns billing data of others into or out of standard form, next to other work.", Chosen: p.Form.Clearinghouse},
		{Value: "plan_sponsor", Label: "It sponsors a group health plan", Hint: "It gives its own staff a health plan and sees data of that plan beyond who is enrolled.", Chosen: p.Form.PlanSponsor},
	}}
}

// zone asks for the time zone of the client.
func (p ClientEditPage) zone() Field {
	return p.field(Field{
		ID: "zone", Label: "Time zone", Type: "select", Width: "medium", Options: zoneOptions(p.Form.Zone, p.Own),
		Hint: "Days and hours in mails to this client follow it.",
	})
}

// another is the box for a client that has the name of another.
func (p ClientEditPage) another() Choices {
	return Choices{ID: "another_client", Legend: "The name is taken", Quiet: true, Many: true, Options: []Option{
		{Value: "yes", Label: "It is another client with the same name", Chosen: p.Form.AnotherClient},
	}}
}

// closing is the box for sites that have answers or assets and are to go.
func (p ClientEditPage) closing() Choices {
	return Choices{ID: "close_sites", Legend: "A site with answers or assets goes", Quiet: true, Many: true, Options: []Option{
		{Value: "yes", Label: "Take the site out; keep its answers unseen", Chosen: p.Form.CloseSites},
	}}
}

// sentence says what belongs to the site.
func (u SiteUse) sentence() string {
	switch {
	case u.Assets == 0:
		return fmt.Sprintf("%s: %s", u.Site, counted(u.Answers, "answer", "answers"))
	case u.Answers == 0:
		return fmt.Sprintf("%s: %s", u.Site, counted(u.Assets, "asset", "assets"))
	default:
		return fmt.Sprintf("%s: %s, %s", u.Site, counted(u.Answers, "answer", "answers"), counted(u.Assets, "asset", "assets"))
	}
}

func (p ClientEditPage) revision() string { return strconv.Itoa(p.Revision) }

// Differing gives what is stored now in the fields in which it is not what was typed.
func (f ClientForm) Differing(now ClientForm) Facts {
	facts := Facts{}
	for _, field := range []struct{ name, typed, now string }{
		{"Name", f.Name, now.Name},
		{"Legal name", f.LegalName, now.LegalName},
		{"EIN", f.EIN, now.EIN},
		{"City", f.City, now.City},
		{"Time zone", zoneTitle(f.Zone), zoneTitle(now.Zone)},
		{"Under HIPAA", kindWords(f.Kinds), kindWords(now.Kinds)},
		{"Clearinghouse", yesNo(f.Clearinghouse), yesNo(now.Clearinghouse)},
		{"Sponsors a health plan", yesNo(f.PlanSponsor), yesNo(now.PlanSponsor)},
		{"People whose ePHI it holds", f.Individuals, now.Individuals},
		{"Workforce", f.Workforce, now.Workforce},
		{"Sites", f.Sites, now.Sites},
		{"Your agreement", f.AgreedOn, now.AgreedOn},
		{"Contact", f.Contact, now.Contact},
		{"Phone", f.Phone, now.Phone},
		{"Email", f.Email, now.Email},
		{"Note", f.Note, now.Note},
	} {
		if field.typed != field.now {
			facts.Items = append(facts.Items, Fact{Name: field.name, Body: paragraphs(orNone(field.now))})
		}
	}
	if len(facts.Items) == 0 {
		facts.Items = []Fact{{Name: "Difference", Value: "None in the fields below"}}
	}
	return facts
}

// kindWords joins the kinds that a form has as words.
func kindWords(list []string) string {
	var kinds []assessment.EntityKind
	for _, word := range list {
		var kind assessment.EntityKind
		if err := kind.UnmarshalText([]byte(word)); err == nil {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kindTitles(kinds)
}
