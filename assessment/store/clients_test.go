package store

import (
	"fmt"
	"strings"
	"testing"

	"safeguard/assessment"
)

// full is a client of which everything is known.
func full() Client {
	facts := riverside()
	facts.EIN, facts.Clearinghouse, facts.PlanSponsor = "12-3456789", true, true
	return Client{Facts: facts, Details: Details{
		City: "Riverside", AgreedOn: assessment.NewDate(2025, 3, 1), Contact: "Maria Alvarez", Phone: "555-0142",
		Email: "maria@riverside.test", Note: "Call before noon.", Zone: "America/Chicago",
	}}
}

func TestClientIsKept(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		fresh := full()
		fresh.Another = true
		ids, err := o.AddClients(t.Context(), o.manager, []Client{fresh})
		o.must(err)
		want := full()
		want.ID, want.Revision = ids[0], 1
		got, err := o.Client(t.Context(), o.manager, ids[0])
		o.must(err)
		wantSame(t, "the client", got, want)

		want.Facts.Name, want.Facts.Sites, want.Note = "Riverside Dental", []string{"main"}, ""
		o.must(o.UpdateClient(t.Context(), o.manager, want))
		want.Revision = 2
		got, err = o.Client(t.Context(), o.manager, ids[0])
		o.must(err)
		wantSame(t, "the changed client", got, want)
	})
}

func TestClientOfTwoEditors(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		seen, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		first, second := seen, seen
		first.City, second.City = "First", "Second"
		o.must(o.UpdateClient(t.Context(), o.manager, first))
		if c := wantConflict(t, "a second change of the same revision", o.UpdateClient(t.Context(), o.admin, second)); !c.Changed {
			t.Errorf("conflict = %+v, want Changed", c)
		}
		got, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		if got.City != "First" {
			t.Errorf("city = %q, want that of the first change", got.City)
		}
	})
}

func TestAddingClientsIsAllOrNone(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		before := o.count(`SELECT count(*) FROM clients`)
		o.newID = func() string { return "the-same" }
		if _, err := o.AddClients(t.Context(), o.manager, []Client{{Facts: harbor()}, {Facts: harbor()}}); err == nil {
			t.Fatal("two clients with one id were added")
		}
		if n := o.count(`SELECT count(*) FROM clients`); n != before {
			t.Errorf("%d clients, want %d as before", n, before)
		}
	})
}

// TestManagerSeesWhatTheyAdd: a manager of some clients is assigned to one that they add.
func TestManagerSeesWhatTheyAdd(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		ids, err := o.AddClients(t.Context(), o.stranger, []Client{{Facts: assessment.Client{Name: "New Clinic", Kinds: riverside().Kinds}}})
		o.must(err)
		if _, err := o.Client(t.Context(), o.stranger, ids[0]); err != nil {
			t.Errorf("reading the client that one added: %v", err)
		}
		_, err = o.Client(t.Context(), o.officer, ids[0])
		wantErr(t, "reading the client that somebody else added", err, assessment.ErrNotFound)
	})
}

func TestArchivedClient(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		show := func(tab Show) []string {
			t.Helper()
			list, err := o.Clients(t.Context(), o.manager, Filter{Show: tab, PerPage: 10})
			o.must(err)
			return idsOf(list.Lines)
		}
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, true))
		wantSame(t, "archived clients", show(ShowArchived), []string{o.client})
		wantSame(t, "all clients", show(ShowAll), []string{o.other})
		c, err := o.Client(t.Context(), o.manager, o.client)
		o.must(err)
		if !c.Archived || c.Revision != 2 {
			t.Errorf("archived %v, revision %d, want true, 2", c.Archived, c.Revision)
		}
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, false))
		wantSame(t, "archived clients", show(ShowArchived), []string{})
	})
}

// TestArchivedClientIsClosed calls every method that changes what a client has for one that is archived, and wants no trace
// of it. What is there can be read, and once the client is brought back it can be changed.
func TestArchivedClientIsClosed(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final, draft := o.secondYear()
		calls := scopeCalls(o, final, draft)
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, true))
		before := o.count(`SELECT count(*) FROM events`)
		// These read, or are about no client or another one.
		other := map[string]bool{"ArchiveClient": true, "Campaign": true, "Campaigns": true, "RemoveLogo": true}
		for name, c := range calls {
			if c.verdict != writes && name != "UpdateAssessment" || other[name] {
				continue
			}
			wantErr(t, name, c.do(t.Context(), o.manager), ErrArchived)
		}
		wantErr(t, "who may not see the client", calls["SaveAssets"].do(t.Context(), o.stranger), assessment.ErrNotFound)
		if n := o.count(`SELECT count(*) FROM events`) - before; n != 0 {
			t.Errorf("%d events of what was refused", n)
		}
		o.must(calls["Assessment"].do(t.Context(), o.manager))
		o.must(drop(o.KeepReport(t.Context(), o.manager, final, "risk-analysis", []byte("%PDF"))))
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, false))
		o.must(calls["SaveAssets"].do(t.Context(), o.manager))
		o.must(calls["SaveAnswer"].do(t.Context(), o.manager))
	})
}

func idsOf(lines []Line) []string {
	var list []string
	for _, l := range lines {
		list = append(list, l.ID)
	}
	return list
}

func namesOf(lines []Line) []string {
	var list []string
	for _, l := range lines {
		list = append(list, l.Name)
	}
	return list
}

// addNamed adds clients with nothing but a name and a city.
func (o *office) addNamed(names ...string) {
	o.t.Helper()
	var list []Client
	for _, name := range names {
		list = append(list, Client{Facts: assessment.Client{Name: name, Kinds: riverside().Kinds}, Details: Details{City: "Köln"}})
	}
	_, err := o.AddClients(o.t.Context(), o.manager, list)
	o.must(err)
}

func TestSearch(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.addNamed("100% Dental", "A_B Clinic", "Großmann Praxis", "GROSSMANN LTD", `Back\slash`, "Ünal  Optik")
		for _, tt := range []struct {
			text string
			want []string
		}{
			{"%", []string{"100% Dental"}},
			{"_", []string{"A_B Clinic"}},
			{`\`, []string{`Back\slash`}},
			{"großmann", []string{"GROSSMANN LTD", "Großmann Praxis"}},
			{"GROSS", []string{"GROSSMANN LTD", "Großmann Praxis"}},
			{"ünal optik", []string{"Ünal  Optik"}},
			{"  ÜNAL  ", []string{"Ünal  Optik"}},
			{"KÖLN", []string{"100% Dental", "A_B Clinic", `Back\slash`, "GROSSMANN LTD", "Großmann Praxis", "Ünal  Optik"}},
			{"machine", []string{"Harbor Machine"}},
			{"nothing like it", []string{}},
			{"\x00", nil},
			{"\xff", nil},
			{"'; DROP TABLE clients", nil},
		} {
			list, err := o.Clients(t.Context(), o.manager, Filter{Text: tt.text, PerPage: 100})
			if err != nil {
				t.Errorf("searching %q: %v", tt.text, err)
				continue
			}
			if tt.text == "\x00" || tt.text == "\xff" {
				continue // what is found under no text at all is not of interest, only that both engines bear it
			}
			wantSame(t, "what "+tt.text+" finds", namesOf(list.Lines), tt.want)
			if list.Found != len(tt.want) || list.Counts[ShowAll] != len(tt.want) {
				t.Errorf("%q: found %d, counted %d, want %d", tt.text, list.Found, list.Counts[ShowAll], len(tt.want))
			}
		}
	})
}

// TestNamesInOrder: clients with the same due day stand in the order of their folded names, byte by byte, whatever order
// of text the database was made with.
func TestNamesInOrder(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.addNamed("ab", "a c", "A-d", "Zeta", "éclair", "Beta", "a b")
		list, err := o.Clients(t.Context(), o.manager, Filter{Text: "köln", PerPage: 100})
		o.must(err)
		wantSame(t, "the order", namesOf(list.Lines), []string{"a b", "a c", "A-d", "ab", "Beta", "Zeta", "éclair"})
	})
}

func TestPagesOfClients(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.addNamed("c1", "c2", "c3", "c4", "c5")
		for page, want := range map[int][]string{
			0: {"c1", "c2"}, 1: {"c1", "c2"}, 2: {"c3", "c4"}, 3: {"c5"}, 4: nil,
		} {
			list, err := o.Clients(t.Context(), o.manager, Filter{Text: "köln", Page: page, PerPage: 2})
			o.must(err)
			wantSame(t, "page", namesOf(list.Lines), want)
			if list.Found != 5 {
				t.Errorf("page %d: found %d, want 5", page, list.Found)
			}
		}
	})
}

// TestTabs has a client in each state that a tab is about.
func TestTabs(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		o.must(o.ArchiveClient(t.Context(), o.manager, o.client, true))
		o.must(o.ArchiveClient(t.Context(), o.manager, o.other, true))
		s := readSample(t, "2025")
		agreed := Details{AgreedOn: assessment.NewDate(2025, 1, 2)}
		final := o.turnTo(agreed)
		o.year(s)
		review := o.turnTo(agreed)
		o.submit(o.draft(s))
		late := o.turnTo(agreed)
		o.openDraft(s.cat, 2024)
		draft := o.turnTo(agreed)
		o.openDraft(s.cat, 2025)
		never := o.turnTo(Details{})
		gone := o.turnTo(Details{})
		o.must(o.ArchiveClient(t.Context(), o.manager, gone, true))

		want := map[Show][]string{
			ShowNeedsYou:    {late, never, draft},
			ShowOverdue:     {late},
			ShowNoAgreement: {never},
			ShowWithClient:  {review},
			ShowFinal:       {final},
			ShowAll:         {late, never, review, draft, final},
			"no such tab":   {late, never, review, draft, final},
		}
		for show, ids := range want {
			list, err := o.Clients(t.Context(), o.manager, Filter{Show: show, PerPage: 100})
			o.must(err)
			wantSame(t, "clients under "+string(show), idsOf(list.Lines), ids)
			if list.Found != len(ids) || list.Counts[ShowArchived] != 3 {
				t.Errorf("%s: found %d of %d, counts %v", show, list.Found, len(ids), list.Counts)
			}
		}
	})
}

// turnTo adds a client and makes it the one that the office works on.
func (o *office) turnTo(d Details) string {
	o.t.Helper()
	facts := harbor()
	facts.Name = "Riverside Family Dental"
	ids, err := o.AddClients(o.t.Context(), o.manager, []Client{{Facts: facts, Details: d, Another: true}})
	o.must(err)
	o.client = ids[0]
	o.exec(`INSERT INTO user_clients (user_id, client) VALUES ($1, $2)`, o.officer.User, o.client)
	return o.client
}

// TestUnopenedClientNeedsYou: a client without an assessment stays on the manager's list when its records change.
func TestUnopenedClientNeedsYou(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		line := func() Line {
			t.Helper()
			list, err := o.Clients(t.Context(), o.manager, Filter{Text: "riverside", Show: ShowNeedsYou, PerPage: 10})
			o.must(err)
			if len(list.Lines) != 1 {
				t.Fatalf("%d clients need the manager, want 1", len(list.Lines))
			}
			return list.Lines[0]
		}
		before := line()
		_, err := o.SaveAssets(t.Context(), o.manager, o.client, fresh([]assessment.Asset{{Name: "Server", Kind: assessment.Server}})...)
		o.must(err)
		wantSame(t, "the client's line", line(), before)
	})
}

func TestNames(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		names, err := o.Names(t.Context(), o.manager)
		o.must(err)
		wantSame(t, "the names", names, map[string]string{"riverside family dental": o.client, "harbor machine": o.other})
	})
}

// TestOddIds: what no id can be is not there, on both engines, as any other id that nobody has.
func TestOddIds(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		for _, id := range []string{"", "nobody", "\x00", "\xff", "' OR 1 = 1 --", strings.Repeat("long", 10_000)} {
			_, err := o.Client(t.Context(), o.manager, id)
			wantErr(t, fmt.Sprintf("client %.20q", id), err, assessment.ErrNotFound)
			_, err = o.Assessment(t.Context(), o.manager, id)
			wantErr(t, fmt.Sprintf("assessment %.20q", id), err, assessment.ErrNotFound)
			_, err = o.UserByEmail(t.Context(), id)
			wantErr(t, fmt.Sprintf("address %.20q", id), err, assessment.ErrNotFound)
			_, found, err := o.Sessions().FindCtx(t.Context(), id)
			if err != nil || found {
				t.Errorf("session %.20q: found %v, error %v", id, found, err)
			}
			wantErr(t, fmt.Sprintf("archiving client %.20q", id), o.ArchiveClient(t.Context(), o.manager, id, true), assessment.ErrNotFound)
		}
	})
}

func TestSameName(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Riverside Family Dental", " riverside  FAMILY dental", true},
		{"Großmann", "GROSSMANN", true},
		{"Riverside", "Riverside Dental", false},
	} {
		if got := SameName(tt.a, tt.b); got != tt.want {
			t.Errorf("SameName(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestSees: what is not there is told as what is out of scope, also to who sees every client.
func TestSees(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		draft := o.draft(readSample(t, "2025"))
		ids, err := o.AddClients(t.Context(), o.manager, []Client{{Facts: harbor(), Another: true}})
		o.must(err)
		for _, tt := range []struct {
			name, client, assessment string
			scope                    assessment.Scope
			want                     error
		}{
			{"a client", o.client, "", o.officer, nil},
			{"an assessment", "", draft, o.officer, nil},
			{"both", o.client, draft, o.officer, nil},
			{"the assessment of another client", ids[0], draft, o.manager, assessment.ErrNotFound},
			{"another client", ids[0], "", o.officer, assessment.ErrNotFound},
			{"an assessment by an outsider", "", draft, o.outsider, assessment.ErrNotFound},
			{"no client", "gone", "", o.manager, assessment.ErrNotFound},
			{"no assessment", o.client, "gone", o.manager, assessment.ErrNotFound},
			{"nothing", "", "", o.manager, assessment.ErrNotFound},
		} {
			wantErr(t, tt.name, o.Sees(t.Context(), tt.scope, tt.client, tt.assessment), tt.want)
		}
	})
}
