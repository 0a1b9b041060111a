package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// inventory reads what a client said of its assets.
func (s *site) inventory(client string) assessment.Inventory {
	s.t.Helper()
	rec, err := s.store.Inventory(s.t.Context(), s.admin, client)
	if err != nil {
		s.t.Fatal(err)
	}
	return rec.Value
}

// assetNames lists the assets of a client in the order in which they were made.
func (s *site) assetNames(client string) []string {
	s.t.Helper()
	list, err := s.store.Assets(s.t.Context(), s.admin, client)
	if err != nil {
		s.t.Fatal(err)
	}
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Value.Name
	}
	return names
}

// addAssets puts assets into the store.
func (s *site) addAssets(client string, list ...assessment.Asset) {
	s.t.Helper()
	records := make([]store.Record[assessment.Asset], len(list))
	for i := range list {
		records[i].Value = list[i]
	}
	if _, err := s.store.SaveAssets(s.t.Context(), s.admin, client, records...); err != nil {
		s.t.Fatal(err)
	}
}

func TestAssetsByKind(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main")
	s.addAssets(client,
		assessment.Asset{Name: "Dentists’ laptops", Kind: assessment.Laptop, Count: 3, EPHI: []assessment.Handling{assessment.Maintains}, Portable: true},
		assessment.Asset{Name: "Front desk", Kind: assessment.Workstation, Count: 4, EPHI: []assessment.Handling{assessment.Creates}},
		assessment.Asset{Name: "Spare laptop", Kind: assessment.Laptop, Encrypted: true},
	)
	b := s.signIn("manager")
	list := "/clients/" + client + "/assets"
	b.must(b.get(list), http.StatusOK, "Laptop (4)", "Workstation (4)", "3 laptops are not encrypted: Dentists’ laptops.", "Maintains", "Nothing")
	a := b.must(b.get(list+"?kind=laptop"), http.StatusOK, "Laptop (4)", `<option value="laptop" selected`)
	if a.has("Front desk</a>") {
		t.Error("the list of laptops has a workstation")
	}
	b.must(b.get(list+"?kind=fax"), http.StatusOK, "There is no asset of this kind.")
}

func TestInventory(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main")
	s.addAssets(client, assessment.Asset{Name: "Old fax", Kind: assessment.Fax})
	b := s.signIn("manager")
	list := "/clients/" + client + "/assets"
	if a := b.get(list); a.has(`value="fax" type="checkbox"`) || strings.Count(a.body, `name="none"`) != 18 {
		t.Error("the kinds to tick are not the 18 that have no asset")
	}
	good := url.Values{"none": {"tablet", "wearable"}, "confirmed-by": {"Maria Alvarez, Office manager"}, "confirmed-on": {"2026-11-20"}, "revision": {"0"}}
	for _, test := range []struct {
		says, field string
		fields      url.Values
	}{
		{"Say who at the client confirms", "confirmed-by", url.Values{"confirmed-by": {" "}}},
		{"Give the day on which it was confirmed.", "confirmed-on", url.Values{"confirmed-on": {""}}},
		{"This day lies ahead.", "confirmed-on", url.Values{"confirmed-on": {"2026-11-25"}}},
		{"Write the day as", "confirmed-on", url.Values{"confirmed-on": {"today"}}},
		{"Choose from the kinds", "none", url.Values{"none": {"spaceship"}}},
		{"Fax is in the list above: “Old fax”.", "none", url.Values{"none": {"fax", "tablet"}}},
	} {
		a := b.post(list+"/inventory", with(good, test.fields))
		b.must(a, http.StatusUnprocessableEntity, `<a href="#`+test.field+`">`+test.says, "<title>Error: ")
	}
	b.must(b.post(list+"/inventory", good), http.StatusSeeOther)
	if i := s.inventory(client); !slices.Equal(i.None, []assessment.AssetKind{assessment.Tablet, assessment.Wearable}) || !i.Confirmed() {
		t.Errorf("the inventory is %+v", i)
	}
	b.must(b.post(list, url.Values{"name": {"iPad"}, "kind": {"tablet"}}), http.StatusUnprocessableEntity, "The inventory says that there is none of this kind.")

	ada := s.signIn("admin")
	adas := with(good, url.Values{"none": {"server"}, "confirmed-by": {"Ada’s contact"}})
	a := ada.must(ada.post(list+"/inventory", adas), http.StatusConflict, "Dana Reyes saved this list", "Maria Alvarez, Office manager on Nov 20, 2026", "Ada’s contact")
	adas.Set("revision", found(t, a, `inventory"[^~]*name="revision" value="(\d+)"`))
	ada.must(ada.post(list+"/inventory", adas), http.StatusSeeOther)
	if by := s.inventory(client).ConfirmedBy; by != "Ada’s contact" {
		t.Errorf("the inventory is confirmed by %q", by)
	}
	for _, other := range []*browser{s.signIn("officer"), s.signOfficer("Rita Reader", "Owner", client)} {
		other.must(other.post(list+"/inventory", good), http.StatusNotFound)
	}
}

func TestAssetImport(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main", "annex")
	s.addAssets(client, assessment.Asset{Name: "Front desk", Kind: assessment.Workstation, Site: "main"})
	if err := s.store.SaveInventory(t.Context(), s.admin, client, store.Record[assessment.Inventory]{Value: assessment.Inventory{None: []assessment.AssetKind{assessment.Fax}}}); err != nil {
		t.Fatal(err)
	}
	b := s.signIn("manager")
	path := "/clients/" + client + "/assets/import"
	b.must(b.get(path), http.StatusOK, "Check the list", "One of main, annex.", "removable-media")
	template := b.must(b.get(path+"/template.csv"), http.StatusOK, "name,kind,count,site,owner,ephi,portable,encrypted,note")
	list := strings.Join([]string{
		"Device name;Type;Qty;Location;What it does with ePHI;Encrypted;Portable;Note;Price",
		"FRONT desk;PCs;;MAIN;creates;yes;;;1",
		"Laptops;notebook;3;;stored, sent;No;x;<b>🦷</b>;1",
		"Server;server;2;Annex;maintains;true;no;;1",
		"Old fax;fax machine;;;;;;;1",
		";laptop;some;moon;eats;perhaps;;212-45-6789;1",
	}, "\n")
	a := b.must(b.post(path, url.Values{"text": {list}}), http.StatusOK, "Some columns are not known", "Price", "Already there, left out",
		"&lt;b&gt;🦷&lt;/b&gt;", "Whole client; Maintains, transmits ePHI; portable", "The inventory says that there is none of this kind.",
		"Give the asset a name.", "is not a whole number", "is not a site of the client", "is not one of creates", "is neither yes nor no", "Social Security")
	if n := strings.Count(a.body, `name="row"`); n != 2 {
		t.Errorf("%d rows can be added, want 2", n)
	}
	if len(s.assetNames(client)) != 1 {
		t.Error("looking at a list saved something")
	}
	b.must(b.post(path, url.Values{"text": {list}, "do": {"add"}}), http.StatusUnprocessableEntity, `<a href="#rows">Tick at least one row`, `id="rows"`)
	b.must(b.post(path, url.Values{"text": {list}, "do": {"add"}, "row": {"3", "5", "6"}}), http.StatusOK, "Added “Laptops”.", "The rows below were not", "Old fax")
	if names := s.assetNames(client); !slices.Equal(names, []string{"Front desk", "Laptops"}) {
		t.Errorf("the assets are %q", names)
	}
	if a := b.post(path, url.Values{"text": {template.body}, "do": {"add"}, "row": {"2", "3"}}); a.location != "/clients/"+client+"/assets" {
		t.Errorf("the template gives %d to %q\n%s", a.status, a.location, short(a.body))
	}
	b.must(b.get("/clients/"+client+"/assets"), http.StatusOK, "Added 2 assets.", "Laptops of the dentists")
}

func TestAssetImportRefuses(t *testing.T) {
	s := newSite(t)
	client := s.client("Riverside Family Dental", "main")
	path := "/clients/" + client + "/assets/import"
	b := s.signIn("manager")
	for text, says := range map[string]string{
		"":                        "There is nothing in the list.",
		"name,kind":               "has the names of the columns and no rows",
		"kind,count\nlaptop,2":    "no column for the name",
		"name,count\nLaptops,2":   "no column for the kind",
		"name,kind\n\"Open,quote": "does not end with one",
	} {
		b.must(b.post(path, url.Values{"text": {text}}), http.StatusUnprocessableEntity, `<a href="#text">`, says)
	}
	for _, other := range []*browser{s.signIn("officer"), s.signOfficer("Rita Reader", "Owner", client)} {
		other.must(other.get(path), http.StatusNotFound)
		other.must(other.post(path, url.Values{"text": {"name,kind\nLaptop,laptop"}, "do": {"add"}, "row": {"2"}}), http.StatusNotFound)
	}
	if names := s.assetNames(client); len(names) > 0 {
		t.Errorf("the assets are %q, want none", names)
	}
}
