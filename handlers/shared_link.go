package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// What the session of a contact holds beside the link and the stay.
const (
	guestWho  = "who"  // the recipient to whom the rest of the session belongs
	guestSent = "sent" // when a code was sent at the wish of this browser, as Unix seconds
	guestWait = "wait" // until when no other code is sent, as Unix seconds, where one was refused
	guestNext = "next" // the page that was asked for when the visit was over
)

// longestPhrase is far more than four words have, in bytes.
const longestPhrase = 200

// showShareLink is where a link leads. It changes nothing, since programs that look into mail follow links too.
func (s *Server) showShareLink(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if _, err := s.store.GuestByToken(r.Context(), token); err != nil {
		return s.deadShareLink(w, r, err)
	}
	page := templates.GuestLinkPage{GuestPage: s.guestPage(r, ""), Action: "/s/" + token}
	page.Heading = "Questions for you"
	if page.MSP != "" {
		page.Heading = page.MSP + " has questions for you"
	}
	return s.showGuest(w, r, nil, page.View())
}

// deadShareLink answers who follows a link that opens nothing. Why it does not is not told.
func (s *Server) deadShareLink(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	page := templates.GuestNotePage{GuestPage: s.guestPage(r, "This link opens nothing"), Text: []string{
		"This link opens nothing. It may have ended or been copied in part.", "Ask the sender for a new one.",
	}}
	return s.showGuest(w, r, assessment.ErrNotFound, page.View())
}

// postShareLink begins a visit: whoever was here before is so no more, and a code goes to whom the link is for. Who is in
// already goes on without another code.
func (s *Server) postShareLink(w http.ResponseWriter, r *http.Request) error {
	g, err := s.store.GuestByToken(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return s.deadShareLink(w, r, err)
	}
	now, err := s.guestHere(r)
	if err != nil {
		return err
	}
	if now.Stay != "" && now.Recipient.ID == g.Recipient.ID {
		s.guests.Put(r.Context(), guestLink, g.Link)
		return redirect(w, r, "/shared")
	}
	if err := s.guests.RenewToken(r.Context()); err != nil {
		return err
	}
	if err := s.endVisit(r, now); err != nil {
		return err
	}
	if s.guests.GetString(r.Context(), guestWho) != g.Recipient.ID {
		if err := s.guests.Clear(r.Context()); err != nil {
			return err
		}
	}
	s.guests.Put(r.Context(), guestWho, g.Recipient.ID)
	s.guests.Put(r.Context(), guestLink, g.Link)
	if g.Recipient.ByPhrase {
		return redirect(w, r, "/shared/code")
	}
	return s.sendCode(w, r, g)
}

// guestHere gives the contact who is in, and the zero guest where nobody is.
func (s *Server) guestHere(r *http.Request) (store.Guest, error) {
	g, err := s.store.GuestOf(r.Context(), s.guests.GetString(r.Context(), guestStay))
	if errors.Is(err, assessment.ErrNotFound) {
		return store.Guest{}, nil
	}
	g.From = s.cameFrom(r)
	return g, err
}

// endVisit ends the stay of a contact, where there is one.
func (s *Server) endVisit(r *http.Request, g store.Guest) error {
	s.guests.Remove(r.Context(), guestStay)
	if g.Stay == "" {
		return nil
	}
	return s.store.LeaveShare(r.Context(), g)
}

// sendCode mails a code and leads to the page that takes it. Where too many went out, that page says so.
func (s *Server) sendCode(w http.ResponseWriter, r *http.Request, g store.Guest) error {
	on, err := s.mailsLinks(r.Context())
	if err != nil {
		return err
	}
	if !on {
		return redirect(w, r, "/shared/code")
	}
	err = s.store.SendShareCode(r.Context(), s.cameFrom(r), g.Link, s.codeMail(r.Context()))
	refused, tooMany := errors.AsType[*store.Refusal](err)
	switch {
	case tooMany:
		s.putTime(r, guestWait, refused.Until)
	case err != nil:
		return s.deadShareLink(w, r, err)
	default:
		s.wake()
		s.putTime(r, guestSent, s.now())
		s.guests.Remove(r.Context(), guestWait)
	}
	return redirect(w, r, "/shared/code")
}

func (s *Server) putTime(r *http.Request, key string, at time.Time) {
	s.guests.Put(r.Context(), key, strconv.FormatInt(at.Unix(), 10))
}

// until gives how long it is to a time that the session holds, and a while after; 0 or less where that is past.
func (s *Server) until(r *http.Request, key string, after time.Duration) time.Duration {
	at, err := strconv.ParseInt(s.guests.GetString(r.Context(), key), 10, 64)
	if err != nil {
		return 0
	}
	return time.Unix(at, 0).Add(after).Sub(s.now())
}

// showShareCode asks a contact to show who they are.
func (s *Server) showShareCode(w http.ResponseWriter, r *http.Request) error {
	if guestOf(r).Link == "" {
		return s.deadShareLink(w, r, assessment.ErrNotFound)
	}
	here, err := s.guestHere(r)
	if err != nil {
		return err
	}
	if here.Stay != "" {
		return redirect(w, r, "/shared")
	}
	return s.showCodePage(w, r, templates.GuestCodePage{}, nil)
}

// showCodePage completes the page that asks for a code or a passphrase.
func (s *Server) showCodePage(w http.ResponseWriter, r *http.Request, page templates.GuestCodePage, wrong error) error {
	g := guestOf(r)
	on, err := s.mailsLinks(r.Context())
	if err != nil {
		return err
	}
	page.GuestPage = s.guestPage(r, "Show that it is you")
	page.Ask, page.ByPhrase, page.NoMail = g.Share.Ask, g.Recipient.ByPhrase, !on
	page.To, page.Minutes = templates.MaskedAddress(g.Recipient.Person.Email), int(assessment.CodeLife/time.Minute)
	page.Sent, page.Kept = s.until(r, guestSent, assessment.CodeLife) > 0, s.keptFor(r, g)
	if left := s.until(r, guestWait, 0); left > 0 {
		page.Wait = "No new code was sent, since many went out already. The newest one works for 10 minutes. You can ask for another in " + waitWords(left) + "."
	}
	if page.Problems, err = problemsOf(wrong); err != nil {
		return err
	}
	return s.showGuest(w, r, wrong, page.View())
}

// askAgain shows the page for the code once more, and says what is wrong with what was typed.
func (s *Server) askAgain(w http.ResponseWriter, r *http.Request, what string) error {
	wrong := &assessment.Invalid{Problems: []assessment.Problem{{Path: templates.GuestCodeField, What: what}}}
	return s.showCodePage(w, r, templates.GuestCodePage{}, wrong)
}

// refuse says why a code or a passphrase was not taken. Of one that is dead there is no field any more.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, f *store.Refusal) error {
	what := codeRefused(f)
	if guestOf(r).Recipient.ByPhrase {
		what = phraseRefused(f, waitWords(f.Until.Sub(s.now())))
	}
	if !f.Dead {
		return s.askAgain(w, r, what)
	}
	s.guests.Remove(r.Context(), guestSent)
	return s.showCodePage(w, r, templates.GuestCodePage{Dead: true}, oneProblem(what))
}

func phraseRefused(f *store.Refusal, wait string) string {
	switch {
	case f.Dead:
		return "These words open nothing any more, since they were wrong too often."
	case !f.Wrong:
		return "Too many tries were wrong, so this one was not looked at. Try again in " + wait + "."
	case !f.Until.IsZero():
		return "Those words are not right either. To keep others from guessing, wait " + wait + ", then try again."
	default:
		return "Those words are not right. Check their spelling and their order."
	}
}

func codeRefused(f *store.Refusal) string {
	switch {
	case f.Dead && f.Wrong:
		return "That code is not right, and it was the last try. Send a new code."
	case f.Dead:
		return "That code works no longer. It was used, is older than 10 minutes, or was wrong too often. Send a new code."
	case f.Left == 1:
		return "That code is not right. Check the newest mail; 1 try left."
	default:
		return fmt.Sprintf("That code is not right. Check the newest mail; %d tries left.", f.Left)
	}
}

// waitWords gives a wait in words, rounded up.
func waitWords(d time.Duration) string {
	if d < 2*time.Hour {
		return inWords(d)
	}
	return fmt.Sprintf("%d hours", int((d+time.Hour-1)/time.Hour))
}

// postShareCode lets a contact in who shows who they are.
func (s *Server) postShareCode(w http.ResponseWriter, r *http.Request) error {
	g := guestOf(r)
	if g.Link == "" {
		return s.deadShareLink(w, r, assessment.ErrNotFound)
	}
	f, err := parse(r)
	if err != nil {
		return err
	}
	typed := f.text(templates.GuestCodeField)
	if what := notTyped(g.Recipient.ByPhrase, typed); what != "" {
		return s.askAgain(w, r, what)
	}
	agent := strings.ToValidUTF8(r.UserAgent(), "")
	stay, err := s.store.EnterShare(r.Context(), g.Link, typed, store.SignIn{From: g.From, Agent: agent[:min(len(agent), longestAgent)]})
	if refused, ok := errors.AsType[*store.Refusal](err); ok {
		return s.refuse(w, r, refused)
	}
	if err != nil {
		return s.deadShareLink(w, r, err)
	}
	if err := s.guests.RenewToken(r.Context()); err != nil {
		return err
	}
	s.guests.Put(r.Context(), guestStay, stay)
	s.guests.Remove(r.Context(), guestSent)
	s.guests.Remove(r.Context(), guestWait)
	return redirect(w, r, cmp.Or(s.guests.PopString(r.Context(), guestNext), "/shared"))
}

// notTyped says what is wrong with what cannot be a code or a passphrase, so that no try is lost on it; else it is "".
func notTyped(byPhrase bool, typed string) string {
	switch {
	case byPhrase && typed == "":
		return "Type the four words that you were told."
	case byPhrase && len(typed) > longestPhrase:
		return "That is more than four words. Type the four words that you were told."
	case byPhrase:
		return ""
	case typed == "":
		return "Type the code from the mail."
	case !sixDigits(assessment.FoldCode(typed)):
		return "The code has six digits. Type all six, or copy them from the mail."
	default:
		return ""
	}
}

func sixDigits(code string) bool {
	for _, r := range code {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return utf8.RuneCountInString(code) == 6
}

// postNewShareCode sends another code.
func (s *Server) postNewShareCode(w http.ResponseWriter, r *http.Request) error {
	g := guestOf(r)
	switch {
	case g.Link == "":
		return s.deadShareLink(w, r, assessment.ErrNotFound)
	case g.Recipient.ByPhrase:
		return redirect(w, r, "/shared/code")
	default:
		return s.sendCode(w, r, g)
	}
}

// postLeave ends the visit at the wish of the contact.
func (s *Server) postLeave(w http.ResponseWriter, r *http.Request) error {
	if err := s.endVisit(r, guestOf(r)); err != nil {
		return err
	}
	if err := s.guests.Destroy(r.Context()); err != nil {
		return err
	}
	return redirect(w, r, "/shared/left")
}

// showLeft says goodbye.
func (s *Server) showLeft(w http.ResponseWriter, r *http.Request) error {
	page := templates.GuestNotePage{GuestPage: s.guestPage(r, "You have stopped for now"), Text: []string{
		"All that you saved is kept. Open the same link to go on.", "You can close this page.",
	}}
	return s.showGuest(w, r, nil, page.View())
}
