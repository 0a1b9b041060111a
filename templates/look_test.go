package templates

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"safeguard/assessment"
	"safeguard/static"
)

// strict is a policy under which nothing inline runs or paints.
const strict = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

// all shows components one after another.
func all(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			if err := part.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// around puts children into a component that takes them.
func around(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, all(children...)), w)
	})
}

func html(s string) templ.Component { return templ.Raw(s) }

func galleryPage(theme string) Page {
	return Page{
		Title: "Riverside Family Dental, 2026: 41 of 150", Heading: "Riverside Family Dental, 2026",
		Lead: "Security risk analysis of the year. Nine answers wait for your confirmation.", Nav: "clients",
		User:   &User{Name: "Dana Reyes", Email: "dana.reyes@northwind.test", Role: assessment.Admin},
		Crumbs: []Crumb{{"Clients", "/clients"}, {"Riverside Family Dental", "/clients/1"}},
		Main:   &Action{Label: "Continue: 9 to confirm", URL: "/next"},
		Badge:  State(StateView{Kind: StateTodo, Word: "Draft"}),
		Theme:  theme, MSP: "Northwind IT", Version: "1.0", Keys: true, Path: "/gallery", Static: static.Path,
		Print: PrintHead{Client: "Riverside Family Dental", Period: "2026", Date: "Nov 23, 2026", Draft: "3 of 9 OCR elements are incomplete."},
	}
}

// overview is page B of the design: how far we are, and what is next.
func overview() templ.Component {
	return all(
		Tabs{Label: "Assessment", Items: []Tab{
			{Label: "Scope", URL: "#", State: StateDone},
			{Label: "Questions", URL: "#", Count: "109 open", Current: true, Key: "g q"},
			{Label: "Risks", URL: "#", Count: "3"},
			{Label: "Plan", URL: "#"},
			{Label: "Finalize", URL: "#", Count: "6/9"},
			{Label: "Reports", URL: "#"},
		}}.Show(),
		Figures{Items: []Figure{
			{Value: "41", Label: "answered", State: StateDone},
			{Value: "95", Label: "to confirm", URL: "#", State: StateNeeds},
			{Value: "14", Label: "not answered", URL: "#"},
			{Value: "150", Label: "asked"},
			{Value: "18", Label: "hidden, with why", URL: "#"},
		}}.Show(),
		Progress{Label: "Answered", Text: "41 of 150 answered, 27 %. A carried answer counts as not answered.", Done: 41, Of: 150}.Show(),
		around(Panel{ID: "sections", Heading: "Sections", Flush: true}.Show(), around(Table{Label: "Sections of the questionnaire", Stack: true}.Show(), sections())),
	)
}

func sections() templ.Component {
	return all(
		html(`<thead><tr><th scope="col">Section</th><th scope="col" class="num">Asked</th><th scope="col" class="num">Answered</th><th scope="col" class="num">To confirm</th><th scope="col">Status</th></tr></thead><tbody>
			<tr data-row><th scope="row"><a href="#" data-open>Workforce security</a></th><td class="num" data-label="Asked">12</td><td class="num" data-label="Answered">3</td><td class="num" data-label="To confirm">9</td><td data-label="Status">`),
		State(StateView{StateTodo, "3 open"}),
		html(`</td></tr><tr data-row><th scope="row"><a href="#" data-open>Information access</a></th><td class="num" data-label="Asked">11</td><td class="num" data-label="Answered">0</td><td class="num" data-label="To confirm">8</td><td data-label="Status">`),
		State(StateView{StateOthers, "With D. Lee, Dec 4"}),
		html(`</td></tr><tr data-row><th scope="row"><a href="#" data-open>Contingency plan</a></th><td class="num" data-label="Asked">18</td><td class="num" data-label="Answered">6</td><td class="num" data-label="To confirm">12</td><td data-label="Status">`),
		State(StateView{StateBlocked, "2 returned to you"}),
		html(`</td></tr></tbody>`),
	)
}

// badges are every level, state and designation.
func badges() templ.Component {
	parts := []templ.Component{html(`<div class="line">`)}
	for _, l := range assessment.RiskLevels {
		parts = append(parts, Level(l))
	}
	parts = append(parts, Level(0), LevelView{Level: assessment.RiskHigh, Count: 3}.Show(), html(`</div><div class="line">`))
	for _, k := range []StateKind{StateTodo, StateNeeds, StateOthers, StateDone, StateBlocked, StateProposal} {
		parts = append(parts, State(StateView{k, "State " + string(k)}))
	}
	parts = append(parts, html(`</div><div class="line">`))
	for _, d := range []assessment.Designation{assessment.Required, assessment.Addressable, assessment.Standard, assessment.GeneralRule} {
		parts = append(parts, Designation(d))
	}
	return all(append(parts, html(`</div>`))...)
}

func buttons() templ.Component {
	return all(
		html(`<form method="post" action="#"><div class="actions">`),
		Button{Label: "Save and go on", Kind: "primary", Icon: "check"}.Show(),
		Button{Label: "Confirm Yes", Key: "c", About: "Are passwords long?"}.Show(),
		Button{Label: "Add a photo or file", Icon: "paperclip"}.Show(),
		Button{Label: "Not now", Kind: "quiet"}.Show(),
		Button{Label: "Close this account", Kind: "danger"}.Show(),
		html(`</div></form>`),
	)
}

func fields() templ.Component {
	answers := []Option{{Value: "yes", Label: "Yes", Key: "1"}, {Value: "partial", Label: "Partial", Key: "2", Chosen: true}, {Value: "no", Label: "No", Key: "3"}, {Value: "unknown", Label: "Unknown", Key: "4"}, {Value: "na", Label: "Not applicable", Key: "5"}}
	return all(
		html(`<form class="form" method="post" action="#">`),
		Field{ID: "name", Label: "Name of the client", Value: "Riverside Family Dental", Auto: "organization"}.Show(),
		Field{ID: "reason", Label: "Why can this not apply?", Hint: "Name what the client does not have or do: No building; all staff work from home.", Error: "Say why it cannot apply.", Type: "textarea"}.Show(),
		Field{ID: "kind", Label: "Kind of asset", Type: "select", Value: "laptop", Options: []Option{{Value: "server", Label: "Server"}, {Value: "laptop", Label: "Laptop"}}}.Show(),
		Field{ID: "due", Label: "Due", Type: "date", Value: "2027-02-01", Width: "short"}.Show(),
		Field{ID: "count", Label: "Count", Type: "number", Value: "12", Width: "short", Optional: true}.Show(),
		Field{ID: "code", Label: "Code", Hint: "Six digits from the newest mail.", Width: "code", Mode: "numeric", Auto: "one-time-code", Value: "482 913"}.Show(),
		Choices{ID: "response", Legend: "Response", Inline: true, Boxed: true, Options: answers}.Show(),
		Choices{ID: "phi", Legend: "Did the vendors change?", Error: "Say yes or no.", Options: []Option{{Value: "yes", Label: "Yes", Hint: "A new vendor with ePHI, or one that left."}, {Value: "no", Label: "No"}}}.Show(),
		Choices{ID: "ephi", Legend: "What it does with ePHI", Many: true, Inline: true, Options: []Option{{Value: "creates", Label: "Creates", Chosen: true}, {Value: "receives", Label: "Receives"}, {Value: "maintains", Label: "Maintains", Chosen: true}, {Value: "transmits", Label: "Transmits"}}}.Show(),
		html(`<div class="actions">`), Button{Label: "Save", Kind: "primary"}.Show(), Action{Label: "Back", URL: "#"}.Show("quiet"), html(`</div></form>`),
	)
}

func banners() templ.Component {
	return all(
		Banner{Kind: BannerFinal, Heading: "Final since Nov 23, 2026", Text: "Version 1, by Dana Reyes. What it says can no longer change.", Actions: []Action{{Label: "Amend", URL: "#"}}}.Show(),
		Banner{Kind: BannerDraft, Heading: "Draft", Text: "3 of 9 OCR elements are incomplete: where ePHI is, current measures, level of risk."}.Show(),
		Banner{Kind: BannerWarning, Text: "3 laptops are not encrypted, but the answer says that all are."}.Show(),
		Banner{Kind: BannerBlocked, Text: "Dana Reyes saved Partial at 10:41, after you opened the page. Yours, Yes, is not saved yet; both are below."}.Show(),
		Banner{Kind: BannerInfo, Text: "The client was asked on Nov 12 and has until Dec 4."}.Show(),
		Banner{Kind: BannerProposed, Heading: "Proposed, not in force.", Text: "This checks readiness for the proposal of January 2025. It is not law and changes no score here."}.Show(),
	)
}

// question is a card of page C, as the pages build it.
func question() templ.Component {
	return all(
		html(`<article class="question" data-row><div class="question-top"><span>5</span>`), Designation(assessment.Addressable),
		html(`<span>164.308(a)(3)(ii)(C)</span>`), State(StateView{StateProposal, "To confirm"}),
		html(`</div><h3 tabindex="-1" data-open>When someone leaves, is their access to ePHI shut off the same day?</h3><div class="proposal"><p class="proposal-source">2025 answer, not confirmed: Partial</p><p>&ldquo;HR tells us, at times a day late&rdquo;</p><p class="hint">Dana Lee, Nov 12, 2025. Proof: none.</p></div><form class="stack" method="post" action="#">`),
		Choices{ID: "q5", Legend: "When someone leaves, is their access to ePHI shut off the same day?", Quiet: true, Inline: true, Boxed: true, Options: []Option{{Value: "yes", Label: "Yes", Key: "1"}, {Value: "partial", Label: "Partial", Key: "2"}, {Value: "no", Label: "No", Key: "3"}, {Value: "unknown", Label: "Unknown", Key: "4"}, {Value: "na", Label: "Not applicable", Key: "5"}}}.Show(),
		html(`<div class="actions">`), Button{Label: "Confirm Partial", Key: "c"}.Show(), html(`</div></form><div class="question-end"><a href="#">Add proof</a><a href="#">Ask the client</a><a href="#">History</a><span class="saved">`), Icon("check"), html(`Saved 10:43</span></div></article>`),
	)
}

func heat() templ.Component {
	return html(`<div class="table-frame"><table class="heat"><caption class="visually-hidden">Risks by likelihood and impact</caption><thead><tr><th scope="col">Likelihood</th><th scope="col">Low</th><th scope="col">Moderate</th><th scope="col">High</th></tr></thead><tbody><tr><th scope="row">Very high</th><td class="level-low"><a href="#">2 Low</a></td><td class="level-moderate"><a href="#">1 Moderate</a></td><td class="level-very_high"><a href="#">1 Very high</a></td></tr><tr><th scope="row">High</th><td>0</td><td class="level-moderate"><a href="#">4 Moderate</a></td><td class="level-high"><a href="#">2 High</a></td></tr></tbody></table></div>`)
}

// slow is a form whose answer takes long.
func slow() templ.Component {
	return all(html(`<form id="slow" method="post" action="/slow" data-slow>`), Button{Label: "Make 60 reports"}.Show(), html(`</form>`))
}

// gallery shows every component once or more.
func gallery() templ.Component {
	return all(
		overview(),
		around(Panel{ID: "badges", Heading: "Badges", Note: "Word, then shape, then color."}.Show(), badges()),
		around(Panel{ID: "buttons", Heading: "Buttons", Actions: []Action{{Label: "Add an asset", URL: "#", Icon: "plus"}}}.Show(), buttons()),
		banners(), question(),
		around(Panel{ID: "fields", Heading: "Fields"}.Show(), fields()),
		around(Panel{ID: "facts", Heading: "Facts"}.Show(), Facts{Items: []Fact{{Name: "Kind", Value: "Covered entity"}, {Name: "Agreement", Value: "Signed Mar 1, 2025", URL: "#"}, {Name: "Level", Body: Level(assessment.RiskHigh)}}}.Show(),
			around(Fold{Summary: "What good looks like", Open: true}.Show(), html(`<p>Accounts are disabled within the hour, and somebody checks it.</p>`)),
			Timeline{Items: []Event{{When: "Nov 23, 2026", What: "Answer confirmed", By: "Dana Reyes", State: StateDone}, {When: "Nov 12, 2025", What: "Answered Partial", By: "Dana Lee"}}}.Show()),
		around(Panel{ID: "heat", Heading: "Heat map"}.Show(), heat()),
		around(Panel{ID: "none", Heading: "Nothing yet"}.Show(), Empty{Icon: "users", Heading: "No clients yet", Text: "Add one, or bring in a list; you see every row before anything is saved.", Actions: []Action{{Label: "Add your first client", URL: "#"}, {Label: "Import a list", URL: "#"}}}.Show()),
		Pager{Label: "Pages of the list", Where: "51 to 100 of 240", Previous: "#", Next: "#"}.Show(),
	)
}

// pages are the gallery, a page with problems, one for a person without an account, and one that failed.
func pages(theme string) map[string]templ.Component {
	usual, wrong, narrow := galleryPage(theme), galleryPage(theme), Page{Heading: "Sign in", Narrow: true, MSP: "Northwind IT", Theme: theme, Static: static.Path}
	usual.Flash = "Saved 10:42. The client was told."
	off := galleryPage(theme)
	off.Keys = false
	wrong.Problems = []Problem{{Field: "reason", What: "Say why it cannot apply."}, {What: "The file is 31 MB; the limit is 20. Send a smaller one."}}
	failed := ErrorPage{Page: galleryPage(theme), Status: 404, Happened: "There is nothing at this address, or it is not yours to see.", Do: "Check the address, or go on from your clients.", Onward: Action{Label: "Go to clients", URL: "/clients"}}
	failed.Heading, failed.Title, failed.Lead, failed.Main, failed.Badge = "Not found", "Not found", "", nil, nil
	signIn := all(html(`<div class="panel"><form class="form" method="post" action="#">`), Field{ID: "email", Label: "Email", Type: "email", Auto: "username"}.Show(), Field{ID: "password", Label: "Password", Type: "password", Auto: "current-password"}.Show(), html(`<div class="actions">`), Button{Label: "Sign in", Kind: "primary"}.Show(), html(`</div></form></div>`))
	return map[string]templ.Component{
		"gallery":  around(usual.Layout(), gallery()),
		"off":      around(off.Layout(), overview(), slow()),
		"problems": around(wrong.Layout(), fields()),
		"sign-in":  around(narrow.Layout(), signIn),
		"failed":   failed.View(),
		"keys":     KeysPage{Page: galleryPage(theme)}.View(),
		"messages": messagePages(theme)["messages"],
	}
}

func render(t *testing.T, page templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := page.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// findings gives the first groups of every match.
func findings(pattern, s string) []string {
	var found []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(s, -1) {
		found = append(found, match[1])
	}
	return found
}

func TestPagesObeyTheContentSecurityPolicy(t *testing.T) {
	for name, page := range pages("light") {
		for what, pattern := range map[string]string{
			"a style attribute": `<[^>]*\s(style)=`, "an event attribute": `<[^>]*\s(on[a-z]+)=`,
			"a style element": `<(style)`, "a script with content": `<script[^>]*>([^<]+)<`,
			"another host": `(?:src|href|action)="((?:https?:)?//[^"]*)`,
		} {
			if found := findings(pattern, render(t, page)); len(found) > 0 {
				t.Errorf("%s has %s: %q", name, what, found)
			}
		}
	}
}

func TestReferencesResolve(t *testing.T) {
	for name, page := range pages("light") {
		text := render(t, page)
		ids := map[string]bool{}
		for _, id := range findings(`\sid="([^"]*)"`, text) {
			if ids[id] || id == "" {
				t.Errorf("%s: id %q is not unique", name, id)
			}
			ids[id] = true
		}
		refs := findings(`\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"`, text)
		refs = append(refs, findings(`href="#([^"]+)"`, text)...)
		for _, id := range strings.Fields(strings.Join(refs, " ")) {
			if !ids[id] {
				t.Errorf("%s: nothing has the id %q", name, id)
			}
		}
	}
}

func TestIconsAreKnown(t *testing.T) {
	for _, pattern := range []string{"*.templ", "*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(names, err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, icon := range findings(`Icon(?:\(|: )"([a-z0-9-]+)"`, string(source)) {
				if iconPaths(icon) == "" {
					t.Errorf("%s: icon %q is not in static/npm/icons.json", name, icon)
				}
			}
		}
	}
	for _, k := range []StateKind{StateTodo, StateNeeds, StateOthers, StateDone, StateBlocked, StateProposal} {
		if iconPaths(k.icon()) == "" {
			t.Errorf("state %q has no icon", k)
		}
	}
}

func TestTitle(t *testing.T) {
	problem := []Problem{{What: "Say why it cannot apply."}}
	for _, c := range []struct {
		page Page
		want string
	}{
		{Page{Title: "Risks 2026", Heading: "Risks"}, "Risks 2026 - Safeguard"},
		{Page{Heading: "Risks"}, "Risks - Safeguard"},
		{Page{Title: "Sign in", Problems: problem}, "Error: Sign in - Safeguard"},
	} {
		if got := c.page.title(); got != c.want {
			t.Errorf("title() = %q, want %q", got, c.want)
		}
	}
}

func TestBarShowsWhatARoleMayEnter(t *testing.T) {
	for _, c := range []struct {
		role assessment.Role
		want string
	}{
		{assessment.Admin, "clients remediation campaigns library admin"},
		{assessment.Manager, "clients remediation campaigns library"},
		{assessment.Officer, "clients reports"},
	} {
		var names []string
		for _, item := range bar(c.role) {
			names = append(names, item.Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("bar(%v) = %q, want %q", c.role, got, c.want)
		}
	}
	if text := render(t, Page{Heading: "Sign in"}.Layout()); strings.Contains(text, `aria-label="Main"`) {
		t.Error("a page for nobody has a bar")
	}
}

func TestWhatIsGivenShows(t *testing.T) {
	wrong := Field{ID: "due", Label: "Due", Hint: "A day.", Error: "Give a day.", Value: `"<1>"`, Type: "date"}
	text := Field{ID: "why", Label: "Why", Type: "textarea", Value: "It <is>"}
	for _, c := range []struct {
		name string
		part templ.Component
		want string
	}{
		{"value kept and escaped", wrong.Show(), `value="&#34;&lt;1&gt;&#34;"`},
		{"error and hint described", wrong.Show(), `aria-describedby="due-error due-hint"`},
		{"error marked", wrong.Show(), `aria-invalid="true"`},
		{"long value kept", text.Show(), `>It &lt;is&gt;</textarea>`},
		{"list keeps its value", Field{ID: "k", Type: "select", Value: "b", Options: []Option{{Value: "a"}, {Value: "b"}}}.Show(), `<option value="b" selected>`},
		{"third choice", Choices{ID: "r", Options: []Option{{}, {}, {Value: "no", Chosen: true}}}.Show(), `checked id="r-3"`},
		{"posting action", Action{Label: "Take back", URL: "/x", Post: true}.Show(""), `<form method="post" action="/x">`},
		{"no level", Level(0), "Not rated"},
		{"level with count", LevelView{assessment.RiskHigh, 3}.Show(), "High 3"},
		{"level class", Level(assessment.RiskVeryHigh), `class="level level-very_high"`},
		{"switch of the keys", Page{User: &User{}, Keys: true}.Layout(), `name="keys" value="off"`},
		{"keys off", Page{User: &User{}}.Layout(), `data-keys="off"`},
		{"theme of the account", Page{Theme: "dark"}.Layout(), `data-bs-theme="dark"`},
	} {
		if got := render(t, c.part); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q is not in %s", c.name, c.want, got)
		}
	}
}

func TestNothingIsChosenBeforehand(t *testing.T) {
	group := Choices{ID: "response", Options: []Option{{Value: "yes"}, {Value: "no"}}}
	if text := render(t, group.Show()); strings.Contains(text, "checked") {
		t.Errorf("a choice is made beforehand: %s", text)
	}
}

// serve shows the pages at /THEME/NAME, under the strict policy; the theme system is that of no choice.
func serve(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	for folder, theme := range map[string]string{"light": "light", "dark": "dark", "system": ""} {
		for name, page := range pages(theme) {
			mux.HandleFunc("/"+folder+"/"+name, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Security-Policy", strict)
				templ.Handler(page).ServeHTTP(w, r)
			})
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// TestKeys walks with the keyboard alone: what a key does, where it does nothing, and that it can be turned off.
func TestKeys(t *testing.T) {
	inBrowser(t, "keys.mjs")
}

func TestLook(t *testing.T) {
	names := []string{}
	for name := range pages("light") {
		names = append(names, name)
	}
	slices.Sort(names)
	inBrowser(t, "look.mjs", names...)
}

// inBrowser runs a script of static/npm on the pages; what it prints is what is wrong.
func inBrowser(t *testing.T, script string, args ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	npm := filepath.Join("..", "static", "npm")
	needed(t, "node", "chromium", filepath.Join(npm, "node_modules"))
	args = append([]string{filepath.Join(npm, script), serve(t)}, args...)
	if out, err := exec.Command("node", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// needed finds what the browser test runs; it skips the test where it is missing, and fails it under REQUIRE_ALL.
func needed(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if _, err := exec.LookPath(path); err == nil {
			continue
		}
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if os.Getenv("REQUIRE_ALL") != "" {
			t.Fatalf("%s is missing", path)
		}
		t.Skipf("%s is missing", path)
	}
}
