package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// together sorts the carried answers of a section into those that this year's proofs speak for, and those that are held
// back.
func (s *Server) together(r *http.Request, k *walk) (ready []assessment.Ready, held []assessment.Held, err error) {
	records, err := s.store.Proofs(r.Context(), scopeOf(r), k.ClientID)
	if err != nil {
		return nil, nil, err
	}
	proofs := store.Values(records)
	var last assessment.Date
	if k.Previous != "" && len(proofs) > 0 {
		if last, err = s.store.ReportDate(r.Context(), scopeOf(r), k.Previous); err != nil {
			return nil, nil, err
		}
	}
	ready, held = assessment.Together(k.Catalog, &k.Content, k.offers, k.section.ID, proofs, last, k.ID)
	return ready, held, nil
}

// showConfirm lists the answers of a section that can be confirmed together.
func (s *Server) showConfirm(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, bySection(r))
	if err != nil {
		return err
	}
	if k.Status != assessment.Draft {
		return redirect(w, r, k.path("sections", k.section.ID))
	}
	page, err := s.confirmPage(r, k, nil)
	if err != nil {
		return err
	}
	return s.ok(w, r, page.View())
}

// confirmPage makes the page. Where some were chosen before, only those are ticked.
func (s *Server) confirmPage(r *http.Request, k *walk, chosen []string) (templates.ConfirmPage, error) {
	ready, held, err := s.together(r, k)
	if err != nil {
		return templates.ConfirmPage{}, err
	}
	page := templates.ConfirmPage{
		AssessmentPage: s.frame(r, k.work, templates.TabQuestions, templates.Page{Heading: confirmHeading(len(ready), k.section.Title)}),
		Section:        k.section, Held: k.heldLines(held), Nothing: k.whyNothing(held),
	}
	for _, line := range ready {
		page.Lines = append(page.Lines, templates.ConfirmLine{
			Question: k.Catalog.Question(line.Question).Text, URL: k.path("answers", line.Question), Site: line.Site,
			Answer: templates.AnswerWords(k.Catalog.Question(line.Question), line.Proposal.Answer()),
			Proof:  line.Proof.What + ", " + line.Proof.Date.Short(), Proposal: line.Proposal.ID,
			Revision: k.Answer(line.Question, line.Site).Revision,
			Ticked:   chosen == nil || slices.Contains(chosen, line.Proposal.ID),
		})
	}
	return page, nil
}

func confirmHeading(n int, section string) string {
	switch n {
	case 0:
		return "Confirm together in " + section
	case 1:
		return "Confirm 1 answer in " + section
	default:
		return fmt.Sprintf("Confirm %d answers in %s", n, section)
	}
}

// heldLines gathers what is held back by its reasons.
func (k *walk) heldLines(held []assessment.Held) []templates.HeldLine {
	var list []templates.HeldLine
	for why := assessment.NotYes; why <= assessment.ProofAfter; why++ {
		line := templates.HeldLine{Why: lower(why.Title()), Scope: mendedInScope(why)}
		for _, h := range held {
			if h.Why == why {
				line.Questions = append(line.Questions, templates.Action{Label: k.Catalog.Question(h.Question).Text, URL: k.path("answers", h.Question)})
			}
		}
		if len(line.Questions) > 0 {
			list = append(list, line)
		}
	}
	return list
}

// whyNothing says why nothing can be confirmed together, and what to do.
func (k *walk) whyNothing(held []assessment.Held) string {
	has := func(why assessment.HeldBack) bool {
		return slices.ContainsFunc(held, func(h assessment.Held) bool { return h.Why == why })
	}
	switch {
	case len(held) == 0:
		return "No answer of last year waits for confirmation in this section."
	case has(assessment.ChangesNotAsked):
		return "Nobody has said yet what changed since the last analysis. Answer that under Scope first."
	case has(assessment.SectionTouched):
		return "What changed at the client touches this section, so each answer is looked at alone."
	case has(assessment.ProofAfter):
		return "The proof is about a day after the as-of date of this analysis. Set a later as-of date under Scope, or confirm them one by one."
	case has(assessment.NoProof), has(assessment.ProofOld):
		return "No proof of this year speaks for these answers. Add dated proof to the client's evidence, or confirm them one by one."
	default:
		return "Each answer is held back for a reason below, so confirm them one by one."
	}
}

// mendedInScope reports whether the scope of the analysis is where a reason is done away with.
func mendedInScope(why assessment.HeldBack) bool {
	return why == assessment.ProofAfter || why == assessment.ChangesNotAsked
}

// lower begins a word of a list in lower case.
func lower(title string) string {
	if title == "" {
		return ""
	}
	return string(title[0]|0x20) + title[1:]
}

// postConfirm confirms the answers that are ticked, each on its proof.
func (s *Server) postConfirm(w http.ResponseWriter, r *http.Request) error {
	k, err := s.walkOn(r, bySection(r))
	if err != nil {
		return err
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	picks := picked(f)
	if err = f.err(); err == nil {
		err = s.store.ConfirmTogether(r.Context(), scopeOf(r), k.ID, k.section.ID, picks)
	}
	switch {
	case err == nil:
		return s.confirmedTogether(w, r, len(picks))
	case k.Status != assessment.Draft:
		return err
	}
	return s.refuseConfirm(w, r, f, err)
}

// confirmedTogether goes on with what is still open in the section.
func (s *Server) confirmedTogether(w http.ResponseWriter, r *http.Request, n int) error {
	k, err := s.walkOn(r, bySection(r))
	if err != nil {
		return err
	}
	path := k.path("sections", k.section.ID) + "?show=open"
	if next := k.firstOpen("", templates.ShowOpen); next != "" {
		path += "#q-" + next
	}
	return s.done(w, r, path, confirmedText(n))
}

// refuseConfirm shows the page again with what is wrong; what could not be confirmed any more is no longer on it.
func (s *Server) refuseConfirm(w http.ResponseWriter, r *http.Request, f *form, err error) error {
	text := "Some of these answers or their proofs changed after you opened the page. Nothing is confirmed yet; look at the list again."
	if list, other := problems(err, func(path string) string { return path }); other == nil {
		text = list[0].What
	} else if !errors.Is(err, assessment.ErrConflict) {
		return err
	}
	k, loading := s.walkOn(r, bySection(r))
	if loading != nil {
		return loading
	}
	page, loading := s.confirmPage(r, k, append([]string{}, f.all("pick")...))
	if loading != nil {
		return loading
	}
	problem := templates.Problem{What: text}
	if len(page.Lines) > 0 {
		problem.Field = "pick"
	}
	page.Problems = []templates.Problem{problem}
	return s.show(w, r, statusOf(err), page.View())
}

// picked reads which answers are ticked.
func picked(f *form) []store.Pick {
	var picks []store.Pick
	for _, id := range f.all("pick") {
		revision, err := strconv.Atoi(f.text("revision." + id))
		if err != nil {
			revision = -1
		}
		picks = append(picks, store.Pick{Proposal: id, Revision: revision})
	}
	if len(picks) == 0 {
		f.bad("pick", "Tick at least one answer to confirm.")
	}
	return picks
}

func confirmedText(n int) string {
	if n == 1 {
		return "Confirmed 1 answer on this year's proof."
	}
	return fmt.Sprintf("Confirmed %d answers together on this year's proof.", n)
}
