package handlers

import (
	"net/url"
	"testing"
)

// TestCampaignFromList: each row is told with what is wrong of it, nothing is kept before it is confirmed, and what was typed
// is there again after a mistake.
func TestCampaignFromList(t *testing.T) {
	s := byMail(t)
	ids := s.screenable()
	b := s.signIn("manager")
	b.must(b.get("/campaigns/import/template.csv"), 200, "client,contact,email")
	list := "\ufeffPractice;Name;E-mail;Job title;Shoe size\r\n" +
		"alder  DENTAL;New Person;new@alder.test;Owner;9\r\n" +
		"Nowhere Inc;X;x@nowhere.test;;\r\n" +
		"Birch Metals;\"Two\nlines\";bo@birch.test;;\r\n" +
		"Cedar Nobody;Cy;\"cy@cedar.test\nBcc: z@z.test\";;\r\n" +
		"Dogwood Trust;;di@dogwood.test;;\r\n" +
		"ALDER DENTAL;Second;second@alder.test;;\r\n" +
		";Y;y@y.test;;\r\n"
	a := b.must(b.upload("/campaigns/import", "list.csv", []byte(list)), 200, "Left out, since they are not known here: Shoe size.", "There is no client of this name",
		"Import clients", "Write this in one line", "This is no mail address.", "Write the person’s name", "Row 2 is this client too.", "Name the client.")
	if got := a.values("row"); len(got) != 1 || got[0] != "2" {
		t.Errorf("rows that can be ticked: %v", got)
	}
	contacts := func(client string) int {
		list, err := s.store.Contacts(t.Context(), s.admin, client)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	form := fields("text", "client,contact,email\nAlder Dental,Ann,ANN@alder.test\nCedar Nobody,Cy,cy@cedar.test\nNowhere,X,x@x.test\n", "row", "2", "ask-name", "Dana", "message", "Typed words.")
	b.must(b.post("/campaigns/new", fields("text", form.Get("text"), "ask-name", "Dana", "message", "Typed words.")), 422, "Choose at least one client.", "Typed words.", "Cedar Nobody")
	form["row"] = []string{"2", "3", "4"}
	form.Set("due", "never")
	b.must(b.post("/campaigns/new", form), 422, `value="never"`, "Typed words.", "Cedar Nobody")
	form.Set("due", "")
	a = b.must(b.post("/campaigns/new", form), 200, "Send 2 links", "Typed words.", "Cy, cy@cedar.test")
	if n := contacts(ids[0]) + contacts(ids[2]); n != 1 {
		t.Errorf("%d contacts before it was confirmed, want 1", n)
	}
	made := a.hidden()
	made.Set("do", "make")
	board := b.must(b.post("/campaigns/new", made), 303).location
	s.runCampaigns()
	b.must(b.get(board), 200, "Ann Alder", "Cy")
	if n, m := contacts(ids[0]), contacts(ids[2]); n != 1 || m != 1 {
		t.Errorf("%d and %d contacts, want the one that was there and the new one", n, m)
	}
	for text, want := range map[string]string{
		"": "There is nothing in the list.", "client,email\nA,a@a.test": "no column contact", "client,contact\n": "no rows",
		"client,contact\n\"A,B\nC,D": "In line 2 a cell begins with a quote", "PK\x03\x04": "This is an Excel workbook.",
	} {
		b.must(b.post("/campaigns/import", url.Values{"text": {text}}), 422, want)
	}
	b.must(b.post("/campaigns/new", url.Values{"text": {"broken"}}), 422)
}
