package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// BenchmarkSharedAnswer saves one answer as a contact, alone or beside others who can answer the same 15 questions, and one as the
// manager: what all of them may do is worked out anew with each save.
func BenchmarkSharedAnswer(b *testing.B) {
	s := newBench(b)
	id := s.years()["open"]
	w, err := s.store.Assessment(b.Context(), s.admin, id)
	s.must(err)
	var questions []string
	for _, st := range assessment.Stand(w.Catalog, &w.Content) {
		if st.Visible && !st.Question.IsFact() && st.Question.Per != assessment.PerSite && len(questions) < 46 {
			questions = append(questions, st.Question.ID)
		}
	}
	managers := questions[45]
	responses := []assessment.Response{assessment.Yes, assessment.No}
	n := w.Answer(managers, "").Revision
	b.Run("manager", func(b *testing.B) {
		before := spent(b)
		for b.Loop() {
			_, err := s.store.SaveAnswers(b.Context(), s.admin, id, []store.AnswerChange{{Question: managers, Answer: assessment.Answer{Response: responses[n%2]}, Revision: n}})
			s.must(err)
			n++
		}
		b.ReportMetric(float64(spent(b)-before)/1e6/float64(b.N), "cpu-ms/op")
	})
	for i, contacts := range []int{1, 5, 20} {
		g, question := s.guest(w, contacts, questions[i*15:][:15]), questions[i*15]
		n := 0
		b.Run("contacts="+strconv.Itoa(contacts), func(b *testing.B) {
			before := spent(b)
			for b.Loop() {
				_, err := s.store.SaveShared(b.Context(), g, store.SharedChange{Question: question, Answer: assessment.Answer{Response: responses[n%2]}, Revision: n})
				s.must(err)
				n++
			}
			b.ReportMetric(float64(spent(b)-before)/1e6/float64(b.N), "cpu-ms/op")
		})
	}
}

// guest gives the first of several contacts with the same questions, who has shown who they are.
func (s *bench) guest(w *store.Work, contacts int, questions []string) store.Guest {
	ctx := s.b.Context()
	share := store.NewShare{Client: w.ClientID, Assessment: w.ID, Questions: questions}
	for i := range contacts {
		id, err := s.store.SaveContact(ctx, s.admin, w.ClientID, store.Contact{Contact: assessment.Contact{Name: "Pat Lee", Email: fmt.Sprintf("pat%d.%d@riverside.test", contacts, i)}})
		s.must(err)
		share.To = append(share.To, store.NewRecipient{Contact: id})
	}
	made, err := s.store.MakeShares(ctx, s.admin, nil, share)
	s.must(err)
	g, err := s.store.GuestByToken(ctx, strings.TrimPrefix(made[0].Path, "/s/"))
	s.must(err)
	stay, err := s.store.EnterShare(ctx, g.Link, made[0].Passphrase, store.SignIn{From: "127.0.0.1"})
	s.must(err)
	g, err = s.store.GuestOf(ctx, stay)
	s.must(err)
	return g
}
