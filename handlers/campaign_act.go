package handlers

import (
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// mostTicked is on how many recipients one act works.
const mostTicked = 1000

// shareAct is something that is done to many recipients at once.
type shareAct struct {
	templates.ShareActPage
	doable  []templates.ShareRow
	letters store.ShareLetters
}

// postShareAct shows first whom an act touches, then does it to all of them, or says for whom it could not be done.
func (s *Server) postShareAct(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	act, err := s.readShareAct(r, f)
	if err != nil {
		return err
	}
	due := f.date("due")
	if act.Act == templates.ActExtend && act.Confirmed && f.text("due") == "" {
		f.bad("due", "Say by which day they are to answer.")
	}
	if len(act.doable) == 0 {
		f.bad("", "Nothing can be done with what you ticked. Go back and tick at least one line.")
	}
	if err = f.err(); err == nil && act.Confirmed {
		var made []store.Handout
		if made, err = s.doShareAct(r, act, due); err == nil {
			return s.shareActDone(w, r, act, made)
		}
	}
	wrong, other := problems(wrongOr(err), func(path string) string { return path })
	if other != nil {
		return other
	}
	act.Page = s.page(r, act.Head(wrong))
	return s.show(w, r, statusOf(err), act.View())
}

// readShareAct reads what is to be done, and with which recipients that can be.
func (s *Server) readShareAct(r *http.Request, f *form) (*shareAct, error) {
	act := &shareAct{ShareActPage: templates.ShareActPage{
		Act: f.text("act"), From: backTo(f), Due: f.text("due"), Confirmed: f.text("do") == "yes" || f.text("do") == "csv", CSV: f.text("do") == "csv", Today: s.today(),
	}}
	if !slices.Contains(templates.ShareActs, act.Act) {
		act.Act = templates.ActResend
	}
	ids := f.all("recipient")
	if len(ids) > mostTicked {
		return nil, bad("At most %d lines are taken at a time. Go back and tick fewer.", mostTicked)
	}
	list, err := s.store.ShareLines(r.Context(), scopeOf(r), store.ShareFilter{Recipients: append([]string{}, ids...), PerPage: mostTicked})
	if err != nil {
		return nil, err
	}
	if act.letters, err = s.shareLetters(r.Context(), s.inviting); err != nil {
		return nil, err
	}
	for _, row := range s.shareRows(list.Lines) {
		if act.Can(row) {
			act.doable = append(act.doable, row)
		} else {
			act.Left = append(act.Left, row)
		}
	}
	act.Rows, act.Mails = act.doable, act.letters != nil
	act.Missing = len(slices.Compact(slices.Sorted(slices.Values(ids)))) - len(list.Lines)
	return act, nil
}

// doShareAct does it to all at once. Where one of them is in the way it is done to each alone, so that the others are not
// kept from it, and who is left is noted.
func (s *Server) doShareAct(r *http.Request, act *shareAct, due assessment.Date) ([]store.Handout, error) {
	do := func(ids ...string) (made []store.Handout, err error) {
		switch act.Act {
		case templates.ActExtend:
			return nil, s.store.ExtendShares(r.Context(), scopeOf(r), due, ids...)
		case templates.ActRevoke:
			return nil, s.store.RevokeShares(r.Context(), scopeOf(r), ids...)
		default:
			return s.store.ResendShares(r.Context(), scopeOf(r), act.letters, false, ids...)
		}
	}
	made, err := do(recipientsOf(act.doable)...)
	if !inTheWay(err) {
		return made, err
	}
	var done []templates.ShareRow
	for _, row := range act.doable {
		one, err := do(row.Recipient)
		switch {
		case inTheWay(err):
			act.Failed = append(act.Failed, row)
			continue
		case err != nil:
			return made, err
		}
		made, done = append(made, one...), append(done, row)
	}
	act.Rows = done
	return made, nil
}

func recipientsOf(rows []templates.ShareRow) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].Recipient
	}
	return ids
}

// inTheWay reports whether it is the recipient for whom something cannot be done, and not the work that went wrong.
func inTheWay(err error) bool {
	return errors.Is(err, assessment.ErrNotFound) || errors.Is(err, store.ErrArchived) || errors.Is(err, assessment.ErrConflict)
}

// shareActDone says what was done, and gives the links that do not go out by mail. They are known only now.
func (s *Server) shareActDone(w http.ResponseWriter, r *http.Request, act *shareAct, made []store.Handout) error {
	if act.Act == templates.ActResend && act.letters != nil {
		s.wake()
	}
	links := s.handouts(r, act.doable, made, act.letters != nil)
	switch {
	case len(links) > 0 && act.CSV:
		return writeHandouts(w, links)
	case len(links) == 0 && len(act.Failed) == 0:
		return s.done(w, r, act.From, act.Said())
	}
	page := templates.ShareDonePage{ShareActPage: act.ShareActPage, Links: links}
	page.Page = s.page(r, page.Head())
	return s.ok(w, r, page.View())
}

// handouts lists the links that somebody has to bring to their contacts.
func (s *Server) handouts(r *http.Request, rows []templates.ShareRow, made []store.Handout, mailed bool) []templates.ShareHandout {
	var list []templates.ShareHandout
	for i := range made {
		h := &made[i]
		n := slices.IndexFunc(rows, func(row templates.ShareRow) bool { return row.Recipient == h.Recipient.ID })
		if n < 0 || mailed && h.Passphrase == "" {
			continue
		}
		list = append(list, templates.ShareHandout{Row: rows[n], URL: s.address(r) + h.Path, Passphrase: h.Passphrase, Until: s.dayOf(h.EndsAt).AddDays(-1)})
	}
	return list
}

// writeHandouts gives links and passphrases as a table to download.
func writeHandouts(w http.ResponseWriter, list []templates.ShareHandout) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="links.csv"`)
	_, _ = w.Write([]byte("\ufeff")) // tells spreadsheets that it is UTF-8
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"Client", "Contact", "Mail address", "Phone", "Link", "Passphrase", "Works through"}}
	for _, h := range list {
		cells := []string{h.Row.ClientName, h.Row.Person.Name, h.Row.Person.Email, h.Row.Person.Phone, h.URL, h.Passphrase, h.Until.String()}
		for i := range cells {
			cells[i] = report.Harmless(cells[i])
		}
		rows = append(rows, cells)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("writing links: %w", err)
	}
	return nil
}
