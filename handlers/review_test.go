package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"safeguard/assessment"
)

// TestManagerRecordsTheApproval: the official signed on paper, and the manager says where that is kept.
func TestManagerRecordsTheApproval(t *testing.T) {
	s := newSite(t)
	client, id := s.sample("riverside-2026", "")
	path := "/assessments/" + id
	b := s.signIn("manager")
	b.must(b.post(path+"/submit", s.ready(id)), http.StatusSeeOther)
	digest := digestOn(t, b.must(b.get(path+"/review"), http.StatusOK, "Record the official’s approval", "security official is", "each with a response"))
	whole := func(change func(f url.Values)) url.Values {
		f := url.Values{"digest": {digest}, "name": {"Dr. <Sam> Okafor 🦷"}, "title": {"Owner"}, "date": {"2026-11-24"}, "kept": {"yes"}}
		change(f)
		return f
	}
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		shows  string
	}{
		{"nothing", url.Values{"digest": {digest}}, http.StatusUnprocessableEntity, "Keep the file"},
		{"nothing, all at once", url.Values{"digest": {digest}}, http.StatusUnprocessableEntity, "Give the day of the approval"},
		{"no name", whole(func(f url.Values) { f.Set("name", " ") }), http.StatusUnprocessableEntity, "Name the official"},
		{"no title", whole(func(f url.Values) { f.Del("title") }), http.StatusUnprocessableEntity, "official&#39;s title"},
		{"no day", whole(func(f url.Values) { f.Set("date", "today") }), http.StatusUnprocessableEntity, "Write the day"},
		{"a day to come", whole(func(f url.Values) { f.Set("date", "2026-11-25") }), http.StatusUnprocessableEntity, "still to come"},
		{"before the analysis", whole(func(f url.Values) { f.Set("date", "2026-11-01") }), http.StatusUnprocessableEntity, "cannot be before the analysis"},
		{"no signed file", whole(func(f url.Values) { f.Del("kept") }), http.StatusUnprocessableEntity, "Keep the file"},
		{"another digest", whole(func(f url.Values) { f.Set("digest", "sha256:0") }), http.StatusConflict, "changed and sent again"},
	} {
		b.must(b.post(path+"/approve", test.form), test.status, test.shows)
		if s.workOf(id).Approval != nil {
			t.Fatalf("%s: it was approved", test.name)
		}
	}
	b.must(b.post(path+"/approve", whole(func(url.Values) {})), http.StatusSeeOther)
	another := whole(func(f url.Values) { f.Set("name", "Somebody else") })
	b.must(b.post(path+"/approve", another), http.StatusConflict, "approved already, so nothing was done")
	b.must(b.get(path+"/review"), http.StatusOK, "Dr. &lt;Sam&gt; Okafor 🦷, Owner, on November 24, 2026", "Make it final")
	events, err := s.store.Events(t.Context(), s.admin, client, 1)
	if err != nil || events[0].Action != "assessment.record-approval" || events[0].Name != "Dana Reyes" {
		t.Errorf("the newest event is %+v, %v", events, err)
	}
	b.must(b.post(path+"/takeback", url.Values{}), http.StatusSeeOther)
	if w := s.workOf(id); w.Status != assessment.Draft || w.Approval != nil {
		t.Errorf("taken back: %s, %+v", w.Status, w.Approval)
	}
	b.must(b.post(path+"/takeback", url.Values{}), http.StatusConflict, "is a draft again")
}
