package handlers

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// vendors are the pages of the business associates and subcontractors of a client (160.103).
func (s *Server) vendors() *ledger[assessment.Vendor, templates.VendorForm] {
	return &ledger[assessment.Vendor, templates.VendorForm]{
		s: s, kind: "vendor", path: "agreements",
		records: s.store.Vendors, remove: s.store.RemoveVendor,
		save: func(ctx context.Context, scope assessment.Scope, client string, rec store.Record[assessment.Vendor]) error {
			_, err := s.store.SaveVendor(ctx, scope, client, rec)
			return err
		},
		read: s.readVendor, form: vendorForm, facts: factsBy(templates.VendorFacts),
		edit: func(form *templates.VendorForm) *templates.Editing { return &form.Editing },
		name: func(v assessment.Vendor) string { return "“" + v.Name + "”" },
		all:  s.vendorsPage, one: s.vendorPage,
	}
}

func (s *Server) vendorsPage(r *http.Request, k kept[assessment.Vendor], form templates.VendorForm, gone string) (templ.Component, error) {
	head := templates.Page{
		Heading: "Agreements", Lead: "Who works with the ePHI of " + k.client.Facts.Name + ", and under which agreement.", Problems: form.Problems,
	}
	if scopeOf(r).CanEdit() && len(k.list) > 0 {
		head.Main = &templates.Action{Label: "Add a vendor", URL: "#add", Icon: "plus"}
	}
	page := templates.VendorsPage{
		Page: s.clientFrame(r, k.client, head), Client: k.client.ID, CanEdit: scopeOf(r).CanEdit(), AgreedOn: k.client.AgreedOn, Form: form, Gone: gone,
	}
	for _, rec := range k.list {
		page.Vendors = append(page.Vendors, templates.VendorLine{ID: rec.ID, Vendor: rec.Value})
	}
	return page.View(), nil
}

func (s *Server) vendorPage(r *http.Request, k kept[assessment.Vendor], id string, form templates.VendorForm) (templ.Component, error) {
	head := templates.Page{
		Heading: "Change a vendor", Title: thingTitle(form.Name, k.client), Problems: form.Problems,
		Crumbs: []templates.Crumb{{Label: "Agreements", URL: "/clients/" + k.client.ID + "/agreements"}},
	}
	return templates.VendorPage{Page: s.clientFrame(r, k.client, head), Client: k.client.ID, ID: id, Form: form}.View(), nil
}

// vendorForm gives the fields of a vendor.
func vendorForm(_ kept[assessment.Vendor], rec store.Record[assessment.Vendor]) templates.VendorForm {
	v := rec.Value
	return templates.VendorForm{Name: v.Name, Service: v.Service, Agreement: v.Agreement.String(), Location: v.Location, Note: v.Note}
}

// readVendor reads the fields of a vendor, as they were typed and as they are stored.
func (s *Server) readVendor(r *http.Request, f *form, k kept[assessment.Vendor]) (templates.VendorForm, assessment.Vendor, error) {
	typed := templates.VendorForm{
		Name: f.free("name"), Service: f.free("service"), Agreement: f.text("agreement"), Location: f.free("location"), Note: f.free("note"),
	}
	v := assessment.Vendor{Name: typed.Name, Service: typed.Service, Agreement: f.date("agreement"), Location: typed.Location, Note: typed.Note}
	if v.Agreement.After(s.today()) {
		f.bad("agreement", "This day lies ahead. Give the day on which the agreement was signed, or leave it empty.")
	}
	return typed, v, s.checkRecord(r, f, k.client, "vendors", func(c *assessment.Content) { c.Vendors = []assessment.Vendor{v} })
}
