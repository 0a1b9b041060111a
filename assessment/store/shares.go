package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeguard/assessment"
)

// Share is what was sent to contacts of a client: questions of an assessment, or of the PHI screening of a year.
type Share struct {
	ID         string
	Client     string
	Assessment string // empty for a screening
	Period     int    // of the assessment or the screening
	Campaign   string // the act that made many at once, or empty
	Due        assessment.Date
	By         string // the id of the user who made it
	MadeAt     time.Time
	EndedAt    time.Time // when it was revoked
	ShareText

	catalog string // of a screening, by hash
}

// ShareText is what contacts read beside the questions.
type ShareText struct {
	Message string             `json:"message,omitzero"`
	Ask     assessment.Contact `json:"ask"` // whom of the provider to ask
}

// IsScreening reports whether the questions are those of a PHI screening.
func (s *Share) IsScreening() bool { return s.Assessment == "" }

// Recipient is one contact in a share.
type Recipient struct {
	ID          string
	Share       string
	Contact     string // id
	Person      assessment.Contact
	State       assessment.ShareState
	PassedBy    string // the id of the recipient who passed questions on to this one, or empty
	ByPhrase    bool   // a passphrase shows who it is, and no code by mail
	MadeAt      time.Time
	OpenedAt    time.Time
	SubmittedAt time.Time
	EndedAt     time.Time // when it was revoked
	Reminded    int       // how many reminders went since the due day was set
	RemindedOn  assessment.Date
}

// NewShare is a share that is to be made.
type NewShare struct {
	Client     string
	Assessment string              // empty for a screening, which has
	Screening  *assessment.Catalog // its questionnaire
	Period     int                 // and its year
	Campaign   string
	Due        assessment.Date
	ShareText
	To        []NewRecipient
	Questions []string // that any of them may answer
}

// NewRecipient is a contact to share with, and the questions that are for them alone.
type NewRecipient struct {
	Contact   string
	Questions []string
}

// Handout is what opens a share for one recipient. Link and passphrase are known only now: neither is stored.
type Handout struct {
	Recipient  Recipient
	Path       string // of the link
	EndsAt     time.Time
	Passphrase string // empty where a code goes by mail
}

// ShareLetters writes the mail that brings a link to its recipient. It is called within the change that makes the link, so
// it must not ask the store for anything.
type ShareLetters func(l ShareLetter) (Mail, error)

// ShareLetter is what such a mail is about.
type ShareLetter struct {
	Handout
	Share      Share
	ClientName string
	Questions  int // that the recipient can answer
}

// mayAnswer reports whether a question is for the recipient that is with whom it is, or, where nobody is named, for any of
// those with whom the provider shared. Whoever a contact asked has what was passed on to them alone.
func (p *Recipient) mayAnswer(with string) bool {
	return with == p.ID || with == "" && p.PassedBy == ""
}

// mayAnswer is the same of question k and recipient p of a share.
const mayAnswer = `(k.recipient = p.id OR k.recipient = '' AND p.passed_by = '')`

// isWorkedOn is the condition that the answers of share h are of use: what is under review or final takes none.
const isWorkedOn = `(h.assessment = '' OR EXISTS (SELECT 1 FROM assessments a WHERE a.id = h.assessment AND a.status = 'draft'))`

const shareColumns = `h.id, h.client, h.assessment, h.catalog, h.period, h.campaign, h.due, h.by_user, h.made_at, h.ended_at, h.body`

// scannedShare takes shareColumns.
type scannedShare struct {
	Share
	due         string
	made, ended int64
	sealed      []byte
}

func (h *scannedShare) into() []any {
	return []any{&h.ID, &h.Client, &h.Assessment, &h.catalog, &h.Period, &h.Campaign, &h.due, &h.By, &h.made, &h.ended, &h.sealed}
}

// read completes the share from what was scanned.
func (h *scannedShare) read(s *Store) error {
	h.MadeAt, h.EndedAt = when(h.made), when(h.ended)
	return errors.Join(h.Due.UnmarshalText([]byte(h.due)), s.open("shares", "body", h.ID, h.sealed, &h.ShareText))
}

func (s *Store) scanShare(rows *sql.Rows) (Share, error) {
	var h scannedShare
	if err := rows.Scan(h.into()...); err != nil {
		return h.Share, err
	}
	return h.Share, h.read(s)
}

const recipientColumns = `p.id, p.share, p.contact, p.state, p.passed_by, p.phrase, p.made_at, p.opened_at, p.submitted_at, p.ended_at,
	p.reminded, p.reminded_on, o.body`

// scannedRecipient takes recipientColumns, of share_recipients p and contacts o.
type scannedRecipient struct {
	Recipient
	state, phrase, on              string
	made, opened, submitted, ended int64
	sealed                         []byte
}

func (p *scannedRecipient) into() []any {
	return []any{
		&p.ID, &p.Recipient.Share, &p.Contact, &p.state, &p.PassedBy, &p.phrase, &p.made, &p.opened, &p.submitted, &p.ended, &p.Reminded, &p.on, &p.sealed,
	}
}

// read completes the recipient from what was scanned.
func (p *scannedRecipient) read(s *Store) error {
	p.ByPhrase = p.phrase != ""
	p.MadeAt, p.OpenedAt, p.SubmittedAt, p.EndedAt = when(p.made), when(p.opened), when(p.submitted), when(p.ended)
	return errors.Join(p.State.UnmarshalText([]byte(p.state)), p.RemindedOn.UnmarshalText([]byte(p.on)), s.open("contacts", "body", p.Contact, p.sealed, &p.Person))
}

func (s *Store) scanRecipient(rows *sql.Rows) (Recipient, error) {
	var p scannedRecipient
	if err := rows.Scan(p.into()...); err != nil {
		return p.Recipient, err
	}
	return p.Recipient, p.read(s)
}

// Shares lists the shares of a client, or of one assessment of it where that is named, the newest first.
func (s *Store) Shares(ctx context.Context, scope assessment.Scope, client, id string) ([]Share, error) {
	if err := s.sees(ctx, s.reader, scope, client); err != nil {
		return nil, err
	}
	list, err := all(ctx, s.reader, s.scanShare, `SELECT `+shareColumns+` FROM shares h
		WHERE h.client = $1 AND (CAST($2 AS TEXT) = '' OR h.assessment = $2) ORDER BY h.made_at DESC, h.id DESC`, client, id)
	if err != nil {
		return nil, fmt.Errorf("the shares of client %s: %w", client, err)
	}
	return list, nil
}

// Share gives a share.
func (s *Store) Share(ctx context.Context, scope assessment.Scope, id string) (Share, error) {
	h, err := s.share(ctx, s.reader, scope, id)
	if err != nil {
		return h, fmt.Errorf("share %s: %w", id, err)
	}
	return h, nil
}

func (s *Store) share(ctx context.Context, q querier, scope assessment.Scope, id string) (Share, error) {
	return one(ctx, q, s.scanShare,
		`SELECT `+shareColumns+` FROM shares h WHERE h.id = $1 AND `+visibleTo("h.client", 2, 3), id, scope.All, scope.User)
}

// Recipients lists the recipients of a share, in the order in which they came to it.
func (s *Store) Recipients(ctx context.Context, scope assessment.Scope, share string) ([]Recipient, error) {
	if _, err := s.share(ctx, s.reader, scope, share); err != nil {
		return nil, fmt.Errorf("share %s: %w", share, err)
	}
	return s.recipients(ctx, s.reader, share)
}

func (s *Store) recipients(ctx context.Context, q querier, share string) ([]Recipient, error) {
	return all(ctx, q, s.scanRecipient,
		`SELECT `+recipientColumns+` FROM share_recipients p JOIN contacts o ON o.id = p.contact WHERE p.share = $1 ORDER BY p.made_at, p.id`, share)
}

// MakeShares shares questions, all of it or nothing, and gives what opens each share for each recipient, in order. Where
// there are letters, a recipient with a mail address gets the link by mail and a code when they follow it; anybody else
// gets a passphrase. What is wrong is *assessment.Invalid, and a *Conflict where the assessment is no draft any more.
func (s *Store) MakeShares(ctx context.Context, scope assessment.Scope, letters ShareLetters, list ...NewShare) ([]Handout, error) {
	if !scope.CanEdit() {
		return nil, assessment.ErrForbidden
	}
	var made []Handout
	err := s.write(ctx, func(tx *sql.Tx) error {
		made = nil
		for i := range list {
			handouts, err := s.makeShare(ctx, tx, scope, letters, &list[i])
			if err != nil {
				return err
			}
			made = append(made, handouts...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sharing questions: %w", err)
	}
	return made, nil
}

func (s *Store) makeShare(ctx context.Context, tx *sql.Tx, scope assessment.Scope, letters ShareLetters, n *NewShare) ([]Handout, error) {
	client, err := s.holdClient(ctx, tx, scope, n.Client)
	if err != nil {
		return nil, err
	}
	h := Share{
		ID: s.newID(), Client: n.Client, Assessment: n.Assessment, Period: n.Period, Campaign: n.Campaign, Due: n.Due,
		By: scope.User, MadeAt: s.now(), ShareText: n.ShareText,
	}
	cat, err := s.catalogToShare(ctx, tx, scope, n, &h)
	if err != nil {
		return nil, err
	}
	contacts, err := s.contactsToShare(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	if err := s.checkShare(ctx, tx, n, cat); err != nil {
		return nil, err
	}
	if err := s.insertShare(ctx, tx, scope, &h, n); err != nil {
		return nil, err
	}
	made := make([]Handout, len(n.To))
	for i, to := range n.To {
		p := Recipient{Share: h.ID, Contact: to.Contact, Person: contacts[i], MadeAt: h.MadeAt}
		l := ShareLetter{Share: h, ClientName: client.Facts.Name, Questions: len(to.Questions) + len(n.Questions)}
		if made[i], err = s.addRecipient(ctx, tx, scope, letters, p, l); err != nil {
			return nil, err
		}
		if err := putShareQuestions(ctx, tx, h.ID, made[i].Recipient.ID, to.Questions); err != nil {
			return nil, err
		}
	}
	if err := putShareQuestions(ctx, tx, h.ID, "", n.Questions); err != nil {
		return nil, err
	}
	return made, s.refreshShared(ctx, tx, &h)
}

// catalogToShare gives the questionnaire of what is shared, and completes the share by it.
func (s *Store) catalogToShare(ctx context.Context, tx *sql.Tx, scope assessment.Scope, n *NewShare, h *Share) (*assessment.Catalog, error) {
	if n.Assessment == "" {
		h.catalog = n.Screening.Hash
		return n.Screening, s.keepCatalog(ctx, tx, n.Screening)
	}
	w, hash, err := s.head(ctx, tx, scope, n.Assessment)
	switch {
	case err != nil:
		return nil, err
	case w.ClientID != n.Client:
		return nil, assessment.ErrNotFound
	case w.Status != assessment.Draft:
		return nil, &Conflict{Status: w.Status}
	}
	h.Period, n.Period = w.Period, w.Period
	return s.catalog(ctx, tx, hash)
}

// contactsToShare gives the contacts to share with, in order.
func (s *Store) contactsToShare(ctx context.Context, q querier, n *NewShare) ([]assessment.Contact, error) {
	list := make([]assessment.Contact, len(n.To))
	for i, to := range n.To {
		var err error
		list[i], err = one(ctx, q, func(rows *sql.Rows) (c assessment.Contact, err error) {
			var sealed []byte
			if err := rows.Scan(&sealed); err != nil {
				return c, err
			}
			return c, s.open("contacts", "body", to.Contact, sealed, &c)
		}, `SELECT body FROM contacts WHERE id = $1 AND client = $2 AND NOT removed`, to.Contact, n.Client)
		if err != nil {
			return nil, fmt.Errorf("contact %s: %w", to.Contact, err)
		}
	}
	return list, nil
}

// checkShare refuses what cannot be shared.
func (s *Store) checkShare(ctx context.Context, q querier, n *NewShare, cat *assessment.Catalog) error {
	var wrong []assessment.Problem
	bad := func(path, what string) { wrong = append(wrong, assessment.Problem{Path: path, What: what}) }
	questions := slices.Clone(n.Questions)
	for i, to := range n.To {
		questions = append(questions, to.Questions...)
		if slices.ContainsFunc(n.To[:i], func(other NewRecipient) bool { return other.Contact == to.Contact }) {
			bad("contacts", "A contact is chosen twice. Choose each once.")
		}
		if len(to.Questions)+len(n.Questions) == 0 {
			bad("questions", "A contact would get no question. Choose some, or leave the contact out.")
		}
	}
	slices.Sort(questions)
	if len(slices.Compact(slices.Clone(questions))) < len(questions) {
		bad("questions", "A question is chosen for two contacts. Choose one of them, or let any of them answer it.")
	}
	if slices.ContainsFunc(questions, func(id string) bool { return cat.Question(id) == nil }) {
		return assessment.ErrNotFound
	}
	if len(n.To) == 0 {
		bad("contacts", "Choose who is to answer.")
	}
	if n.Due.Before(s.today()) && !n.Due.IsZero() {
		bad("due", "The due day is past. Choose a later one.")
	}
	wrong = append(wrong, assessment.CheckText("message", n.Message)...)
	wrong = append(wrong, assessment.CheckLine("ask-name", n.Ask.Name)...) // it begins subjects of mails
	wrong = append(wrong, assessment.CheckLine("ask-phone", n.Ask.Phone)...)
	out, err := s.sharedOut(ctx, q, n)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(questions, func(id string) bool { _, taken := out[id]; return taken }) {
		bad("questions", "Some of these questions are with a contact already. Leave them out, or revoke the earlier share first.")
	}
	if len(wrong) > 0 {
		return &assessment.Invalid{Problems: wrong}
	}
	return nil
}

// sharedOut gives the questions that are with a contact now, each with the id of its share. A question is with nobody any
// more once its share is revoked or its answer accepted.
func (s *Store) sharedOut(ctx context.Context, q querier, n *NewShare) (map[string]string, error) {
	out := map[string]string{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var question, share string
		err := rows.Scan(&question, &share)
		out[question] = share
		return err
	}, `SELECT k.question, k.share FROM share_questions k JOIN shares h ON h.id = k.share
		WHERE h.client = $1 AND h.assessment = $2 AND h.period = $3 AND h.ended_at = 0 AND k.done = 0`, n.Client, n.Assessment, n.Period)
	return out, err
}

func (s *Store) insertShare(ctx context.Context, tx *sql.Tx, scope assessment.Scope, h *Share, n *NewShare) error {
	sealed, after, err := s.sealed("shares", "body", h.ID, h.ShareText)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO shares (id, client, assessment, catalog, period, campaign, due, by_user, made_at, ended_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)`,
		h.ID, h.Client, h.Assessment, h.catalog, h.Period, h.Campaign, h.Due.String(), h.By, micros(h.MadeAt), sealed)
	if err != nil {
		return err
	}
	questions := len(n.Questions)
	for _, to := range n.To {
		questions += len(to.Questions)
	}
	return s.record(ctx, tx, scope, Event{
		Action: "share.make", Client: h.Client, Assessment: h.Assessment, Subject: h.ID, After: after,
		Detail: fmt.Sprintf("%d questions, %d contacts, due %s", questions, len(n.To), h.Due),
	})
}
