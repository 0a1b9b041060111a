package handlers

import (
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// postInventory saves which kinds of assets do not exist, and who confirms the inventory.
func (s *Server) postInventory(w http.ResponseWriter, r *http.Request) error {
	k, err := s.assets().kept(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed, word, err := s.readInventory(f, k)
	if err == nil {
		err = s.store.SaveInventory(r.Context(), scopeOf(r), k.client.ID, store.Record[assessment.Inventory]{Revision: typed.Revision, Value: word})
	}
	if err != nil {
		return s.inventoryNotSaved(w, r, k, typed, err)
	}
	return s.done(w, r, assetsPath(k.client.ID), "Saved what does not exist.")
}

// inventoryNotSaved shows the page again with what was ticked and what kept it from being saved.
func (s *Server) inventoryNotSaved(w http.ResponseWriter, r *http.Request, k kept[assessment.Asset], typed templates.InventoryForm, cause error) error {
	word, err := s.store.Inventory(r.Context(), scopeOf(r), k.client.ID)
	if err != nil {
		return err
	}
	now := stored{k.client.ID, "inventory", "inventory", "this list", word.Revision, templates.InventoryFacts(word.Value)}
	if typed.Editing, err = s.refused(r, cause, typed.Revision, now); err != nil {
		return err
	}
	typed.Kinds = inventoryForm(k, word).Kinds
	return s.show(w, r, statusOf(cause), s.inventoryPage(r, k, word.Value, templates.AssetForm{}, typed, "").View())
}

// inventoryForm gives the fields of the client's word on its assets. It can say that there is none of a kind of which the
// list has nothing.
func inventoryForm(k kept[assessment.Asset], word store.Record[assessment.Inventory]) templates.InventoryForm {
	form := templates.InventoryForm{
		Editing: templates.Editing{Revision: word.Revision}, By: word.Value.ConfirmedBy, On: word.Value.Date.String(),
	}
	for _, kind := range templates.AssetKinds() {
		none := slices.Contains(word.Value.None, kind)
		if none {
			form.None = append(form.None, kind.String())
		}
		if none || len(linesOfKind(k.list, kind)) == 0 {
			form.Kinds = append(form.Kinds, kind)
		}
	}
	return form
}

// readInventory reads the client's word on its assets.
func (s *Server) readInventory(f *form, k kept[assessment.Asset]) (templates.InventoryForm, assessment.Inventory, error) {
	typed := templates.InventoryForm{
		Editing: templates.Editing{Revision: f.revision()}, None: f.all("none"), By: f.free("confirmed-by"), On: f.text("confirmed-on"),
	}
	i := assessment.Inventory{ConfirmedBy: typed.By, Date: f.date("confirmed-on")}
	for _, text := range typed.None {
		kind, wrong := kindWithout(k, text)
		if wrong != "" {
			f.bad("none", "%s", wrong)
			continue
		}
		i.None = append(i.None, kind)
	}
	switch {
	case typed.By == "":
		f.bad("confirmed-by", "Say who at the client confirms the inventory.")
	case typed.On == "":
		f.bad("confirmed-on", "Give the day on which it was confirmed.")
	case i.Date.After(s.today()):
		f.bad("confirmed-on", "This day lies ahead. Give the day on which it was confirmed.")
	}
	return typed, i, f.err()
}

// kindWithout reads a kind of which the list has no asset. wrong says why it is none, as a sentence.
func kindWithout(k kept[assessment.Asset], text string) (kind assessment.AssetKind, wrong string) {
	if kind.UnmarshalText([]byte(text)) != nil || kind == 0 {
		return 0, "Choose from the kinds on the page."
	}
	if lines := linesOfKind(k.list, kind); len(lines) > 0 {
		return 0, kind.Title() + " is in the list above: “" + lines[0].Name + "”. Take out the tick, or remove the asset."
	}
	return kind, ""
}
