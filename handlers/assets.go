package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// assets are the pages of what holds or carries the ePHI of a client.
func (s *Server) assets() *ledger[assessment.Asset, templates.AssetForm] {
	return &ledger[assessment.Asset, templates.AssetForm]{
		s: s, kind: "asset", path: "assets",
		records: s.store.Assets, remove: s.store.RemoveAsset,
		save: func(ctx context.Context, scope assessment.Scope, client string, rec store.Record[assessment.Asset]) error {
			_, err := s.store.SaveAssets(ctx, scope, client, rec)
			return err
		},
		read: s.readAsset, form: assetForm, facts: factsBy(templates.AssetFacts),
		edit: func(form *templates.AssetForm) *templates.Editing { return &form.Editing },
		name: func(a assessment.Asset) string { return "“" + a.Name + "”" },
		all:  s.assetsPage, one: s.assetPage,
	}
}

func assetsPath(client string) string { return "/clients/" + client + "/assets" }

// assetsPage makes the page of the inventory, narrowed to the kind that the address names.
func (s *Server) assetsPage(r *http.Request, k kept[assessment.Asset], form templates.AssetForm, gone string) (templ.Component, error) {
	word, err := s.store.Inventory(r.Context(), scopeOf(r), k.client.ID)
	if err != nil {
		return nil, err
	}
	return s.inventoryPage(r, k, word.Value, form, inventoryForm(k, word), gone).View(), nil
}

func (s *Server) inventoryPage(
	r *http.Request, k kept[assessment.Asset], word assessment.Inventory, form templates.AssetForm, none templates.InventoryForm, gone string,
) templates.AssetsPage {
	head := templates.Page{
		Heading: "Assets", Lead: "What creates, receives, maintains or transmits ePHI at " + k.client.Facts.Name + ".",
		Problems: slices.Concat(form.Problems, none.Problems),
	}
	if scopeOf(r).CanEdit() && len(k.list) > 0 {
		head.Main = &templates.Action{Label: "Add an asset", URL: "#add", Icon: "plus"}
		head.Badge = templates.AssetTools(k.client.ID)
	}
	form.Sites = k.client.Facts.Sites
	page := templates.AssetsPage{
		Page: s.clientFrame(r, k.client, head), Client: k.client.ID, CanEdit: scopeOf(r).CanEdit(), All: len(k.list),
		Kind: r.URL.Query().Get("kind"), Form: form, None: none, Gone: gone,
		Against: templates.Against(k.client.Facts.Sites, word, k.values(), s.today()),
	}
	page.Assets, page.Kinds = byKind(k.list, page.Kind)
	return page
}

// byKind lists assets by kind, those of one kind alone where it is named, and the kinds that there are with how many.
func byKind(list []store.Record[assessment.Asset], only string) (lines []templates.AssetLine, kinds []templates.Option) {
	kinds = append(kinds, templates.Option{Label: "All kinds"})
	for _, kind := range templates.AssetKinds() {
		same := linesOfKind(list, kind)
		if len(same) == 0 {
			continue
		}
		n := 0
		for _, line := range same {
			n += line.Number()
		}
		kinds = append(kinds, templates.Option{Value: kind.String(), Label: fmt.Sprintf("%s (%d)", kind.Title(), n)})
		if only == "" || only == kind.String() {
			lines = append(lines, same...)
		}
	}
	return lines, kinds
}

// linesOfKind lists the assets of a kind by name.
func linesOfKind(list []store.Record[assessment.Asset], kind assessment.AssetKind) []templates.AssetLine {
	var lines []templates.AssetLine
	for _, rec := range list {
		if rec.Value.Kind == kind {
			lines = append(lines, templates.AssetLine{ID: rec.ID, Asset: rec.Value})
		}
	}
	slices.SortStableFunc(lines, func(a, b templates.AssetLine) int { return cmp.Compare(a.Name, b.Name) })
	return lines
}

func (s *Server) assetPage(r *http.Request, k kept[assessment.Asset], id string, form templates.AssetForm) (templ.Component, error) {
	head := templates.Page{
		Heading: "Change an asset", Title: thingTitle(form.Name, k.client), Problems: form.Problems, Crumbs: []templates.Crumb{{Label: "Assets", URL: assetsPath(k.client.ID)}},
	}
	form.Sites = k.client.Facts.Sites
	return templates.AssetPage{Page: s.clientFrame(r, k.client, head), Client: k.client.ID, ID: id, Form: form}.View(), nil
}

// assetForm gives the fields of an asset.
func assetForm(_ kept[assessment.Asset], rec store.Record[assessment.Asset]) templates.AssetForm {
	a := rec.Value
	form := templates.AssetForm{
		Name: a.Name, Kind: a.Kind.String(), Site: a.Site, Owner: a.Owner, Note: a.Note, Portable: a.Portable, Encrypted: a.Encrypted,
	}
	if a.Count > 0 {
		form.Count = strconv.Itoa(a.Count)
	}
	for _, h := range a.EPHI {
		form.EPHI = append(form.EPHI, h.String())
	}
	return form
}

// readAsset reads the fields of an asset, as they were typed and as they are stored.
func (s *Server) readAsset(r *http.Request, f *form, k kept[assessment.Asset]) (templates.AssetForm, assessment.Asset, error) {
	typed := templates.AssetForm{
		Name: f.free("name"), Kind: f.text("kind"), Count: f.text("count"), Site: f.text("site"), Owner: f.free("owner"), Note: f.free("note"),
		EPHI: f.all("ephi"), Portable: slices.Contains(f.all("traits"), "portable"), Encrypted: slices.Contains(f.all("traits"), "encrypted"),
	}
	a := assessment.Asset{
		Name: typed.Name, Count: f.number("count"), Site: typed.Site, Owner: typed.Owner, Note: typed.Note,
		Portable: typed.Portable, Encrypted: typed.Encrypted,
	}
	if a.Name == "" {
		f.bad("name", "Give the asset a name.")
	}
	if a.Kind.UnmarshalText([]byte(typed.Kind)) != nil || a.Kind == 0 {
		f.bad("kind", "Choose the kind of asset.")
	}
	for _, text := range typed.EPHI {
		var h assessment.Handling
		if h.UnmarshalText([]byte(text)) != nil || h == 0 {
			f.bad("ephi", "Choose what it does with ePHI from the boxes.")
			continue
		}
		a.EPHI = append(a.EPHI, h)
	}
	return typed, a, s.checkAsset(r, f, k.client, a)
}

// checkAsset gives what is wrong with an asset, also against what the inventory says and the sites that there are.
func (s *Server) checkAsset(r *http.Request, f *form, c store.Client, a assessment.Asset) error {
	word, err := s.store.Inventory(r.Context(), scopeOf(r), c.ID)
	if err != nil {
		return err
	}
	if slices.Contains(word.Value.None, a.Kind) {
		f.bad("kind", "The inventory says that there is none of this kind. Take the tick out under “What does not exist” first, or choose another kind.")
	}
	if a.Site != "" && !slices.Contains(c.Facts.Sites, a.Site) {
		f.bad("site", "The client has no site of this name. Choose one of its sites, or the whole client.")
	}
	return s.checkRecord(r, f, c, "assets", func(content *assessment.Content) { content.Assets = []assessment.Asset{a} })
}
