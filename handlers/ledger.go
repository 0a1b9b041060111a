package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// ledger is how the pages of one kind of record work. Assets, vendors, incidents and proofs are all listed above a form
// that adds one, and changed or removed on a page of their own. T is the record and F the fields of its form.
type ledger[T, F any] struct {
	s    *Server
	kind string // the word of its events and of its parameter in the address, such as "vendor"
	path string // under that of the client, such as "agreements"

	records func(context.Context, assessment.Scope, string) ([]store.Record[T], error)
	save    func(context.Context, assessment.Scope, string, store.Record[T]) error
	remove  func(ctx context.Context, scope assessment.Scope, client, id string, revision int) error

	read  func(*http.Request, *form, kept[T]) (F, T, error) // what is wrong is *assessment.Invalid
	form  func(kept[T], store.Record[T]) F
	edit  func(*F) *templates.Editing
	facts func(*http.Request, kept[T], T) templates.Facts
	name  func(T) string // for the sentence that it was saved

	all func(r *http.Request, k kept[T], form F, gone string) (templ.Component, error)
	one func(r *http.Request, k kept[T], id string, form F) (templ.Component, error)
}

// kept is what a client has of one kind of record.
type kept[T any] struct {
	client store.Client
	list   []store.Record[T]
}

// values gives the records without what the store keeps beside them.
func (k kept[T]) values() []T { return store.Values(k.list) }

// kept gives the records of the client that the address names.
func (l *ledger[T, F]) kept(r *http.Request) (kept[T], error) {
	c, err := l.s.clientAt(r)
	if err != nil {
		return kept[T]{}, err
	}
	list, err := l.records(r.Context(), scopeOf(r), c.ID)
	return kept[T]{c, list}, err
}

// record finds the record that the address names.
func (l *ledger[T, F]) record(r *http.Request, k kept[T]) (store.Record[T], error) {
	id := chi.URLParam(r, l.kind)
	n := slices.IndexFunc(k.list, func(rec store.Record[T]) bool { return rec.ID == id })
	if n < 0 {
		return store.Record[T]{}, assessment.ErrNotFound
	}
	return k.list[n], nil
}

// at gives the address of the list of a client.
func (l *ledger[T, F]) at(client string) string { return "/clients/" + client + "/" + l.path }

// showAll shows the list.
func (l *ledger[T, F]) showAll(w http.ResponseWriter, r *http.Request) error {
	k, err := l.kept(r)
	if err != nil {
		return err
	}
	var empty F
	page, err := l.all(r, k, empty, "")
	if err != nil {
		return err
	}
	return l.s.ok(w, r, page)
}

// postAll adds a record.
func (l *ledger[T, F]) postAll(w http.ResponseWriter, r *http.Request) error {
	k, typed, value, cause, err := l.readFrom(r)
	if err != nil {
		return err
	}
	if cause == nil {
		cause = l.save(r.Context(), scopeOf(r), k.client.ID, store.Record[T]{Value: value})
	}
	if cause == nil {
		return l.s.done(w, r, l.at(k.client.ID), "Added "+l.name(value)+".")
	}
	edit, err := l.s.refused(r, cause, 0, stored{})
	if err != nil {
		return err
	}
	*l.edit(&typed) = edit
	page, err := l.all(r, k, typed, "")
	if err != nil {
		return err
	}
	return l.s.show(w, r, statusOf(cause), page)
}

// readFrom reads what was posted. cause is what is wrong with it.
func (l *ledger[T, F]) readFrom(r *http.Request) (k kept[T], typed F, value T, cause, err error) {
	if k, err = l.kept(r); err != nil {
		return k, typed, value, nil, err
	}
	f, err := parse(r)
	if err != nil {
		return k, typed, value, nil, err
	}
	typed, value, cause = l.read(r, f, k)
	l.edit(&typed).Revision = f.revision()
	return k, typed, value, cause, nil
}

// showOne shows the fields of one record.
func (l *ledger[T, F]) showOne(w http.ResponseWriter, r *http.Request) error {
	k, err := l.kept(r)
	if err != nil {
		return err
	}
	rec, err := l.record(r, k)
	if err != nil {
		return err
	}
	page, err := l.one(r, k, rec.ID, l.fields(k, rec))
	if err != nil {
		return err
	}
	return l.s.ok(w, r, page)
}

func (l *ledger[T, F]) fields(k kept[T], rec store.Record[T]) F {
	form := l.form(k, rec)
	l.edit(&form).Revision = rec.Revision
	return form
}

// postOne changes a record.
func (l *ledger[T, F]) postOne(w http.ResponseWriter, r *http.Request) error {
	k, typed, value, cause, err := l.readFrom(r)
	if err != nil {
		return err
	}
	rec, gone := l.record(r, k)
	if gone != nil {
		return l.removedMeanwhile(w, r, k, typed)
	}
	if cause == nil {
		changed := store.Record[T]{ID: rec.ID, Revision: l.edit(&typed).Revision, Value: value}
		cause = l.save(r.Context(), scopeOf(r), k.client.ID, changed)
	}
	if cause != nil {
		return l.notSaved(w, r, typed, cause)
	}
	return l.s.done(w, r, l.at(k.client.ID), "Saved "+l.name(value)+".")
}

// removedMeanwhile shows the list with what was typed about a record that is gone, in the form that adds one.
func (l *ledger[T, F]) removedMeanwhile(w http.ResponseWriter, r *http.Request, k kept[T], typed F) error {
	page, err := l.all(r, k, typed, l.s.whoSaved(r, k.client.ID, l.kind, chi.URLParam(r, l.kind)))
	if err != nil {
		return err
	}
	return l.s.show(w, r, statusOf(assessment.ErrConflict), page)
}

// notSaved shows a record again with what was typed and what kept it from being saved.
func (l *ledger[T, F]) notSaved(w http.ResponseWriter, r *http.Request, typed F, cause error) error {
	k, err := l.kept(r)
	if err != nil {
		return err
	}
	rec, err := l.record(r, k)
	if err != nil {
		return err
	}
	edit := l.edit(&typed)
	*edit, err = l.s.refused(r, cause, edit.Revision, stored{k.client.ID, l.kind, rec.ID, "this " + l.kind, rec.Revision, l.facts(r, k, rec.Value)})
	if err != nil {
		return err
	}
	page, err := l.one(r, k, rec.ID, typed)
	if err != nil {
		return err
	}
	return l.s.show(w, r, statusOf(cause), page)
}

// postRemoval takes a record out.
func (l *ledger[T, F]) postRemoval(w http.ResponseWriter, r *http.Request) error {
	k, err := l.kept(r)
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	rec, err := l.record(r, k)
	if err != nil {
		return err
	}
	err = l.remove(r.Context(), scopeOf(r), k.client.ID, rec.ID, f.revision())
	if errors.Is(err, assessment.ErrConflict) {
		return l.notSaved(w, r, l.fields(k, rec), err)
	}
	if err != nil {
		return err
	}
	return l.s.done(w, r, l.at(k.client.ID), "Removed "+l.name(rec.Value)+".")
}

// factsBy tells things in words that need nothing else.
func factsBy[T any](words func(T) templates.Facts) func(*http.Request, kept[T], T) templates.Facts {
	return func(_ *http.Request, _ kept[T], thing T) templates.Facts { return words(thing) }
}
