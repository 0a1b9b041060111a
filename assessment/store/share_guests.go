package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeguard/assessment"
)

// Guest is a contact who follows a link: who it is supposed to be and what was shared with them, and, once they have shown
// who they are, their stay.
type Guest struct {
	Recipient  Recipient
	Share      Share
	ClientName string

	Link string // the MAC of the link that was followed; empty of a stay
	Stay string // the id; empty until they have shown who they are
	Way  assessment.Identification
	From string // the address that they come from

	seen time.Time
}

// How long a stay lasts without a request, and in any case.
const (
	GuestIdle     = 30 * time.Minute
	guestLifetime = 12 * time.Hour
)

// scope is what a guest's changes are recorded under. They may do what the calls for guests let them do, and nothing else.
func (g *Guest) scope() assessment.Scope {
	return assessment.Scope{User: g.Recipient.Contact, Name: g.Recipient.Person.Name, All: true, From: g.From}
}

const guestFrom = ` FROM share_recipients p JOIN shares h ON h.id = p.share JOIN contacts o ON o.id = p.contact JOIN clients c ON c.id = h.client`

// guestIsWelcome is the condition that nothing of a share was ended.
const guestIsWelcome = `p.ended_at = 0 AND h.ended_at = 0 AND NOT o.removed AND NOT c.archived`

// GuestByToken gives whom a link is for. It changes nothing, since programs that look into mail follow links too. A link
// that is unknown, over or revoked is assessment.ErrNotFound.
func (s *Store) GuestByToken(ctx context.Context, token string) (Guest, error) {
	return s.GuestByLink(ctx, s.shareMAC(token))
}

// GuestByLink is GuestByToken by the MAC of a link that was followed.
func (s *Store) GuestByLink(ctx context.Context, mac string) (Guest, error) {
	return s.guestByLink(ctx, s.reader, mac)
}

func (s *Store) guestByLink(ctx context.Context, q querier, mac string) (Guest, error) {
	return one(ctx, q, func(rows *sql.Rows) (g Guest, err error) {
		g.Link = mac
		g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName)
		return g, err
	}, `SELECT c.name, `+shareColumns+`, `+recipientColumns+guestFrom+` JOIN share_links l ON l.recipient = p.id
		WHERE l.mac = $1 AND l.ends_at > $2 AND `+guestIsWelcome, mac, micros(s.now()))
}

// scanGuest reads shareColumns and recipientColumns, after what else a row begins with.
func (s *Store) scanGuest(rows *sql.Rows, before ...any) (Share, Recipient, error) {
	var h scannedShare
	var p scannedRecipient
	if err := rows.Scan(append(append(before, h.into()...), p.into()...)...); err != nil {
		return h.Share, p.Recipient, err
	}
	return h.Share, p.Recipient, errors.Join(h.read(s), p.read(s))
}

// GuestOf gives the contact of a stay that has not ended, neither by time nor by anybody. Else it is
// assessment.ErrNotFound.
func (s *Store) GuestOf(ctx context.Context, stay string) (Guest, error) {
	return s.guestOf(ctx, s.reader, stay)
}

func (s *Store) guestOf(ctx context.Context, q querier, stay string) (Guest, error) {
	now := s.now()
	return one(ctx, q, func(rows *sql.Rows) (g Guest, err error) {
		var way string
		var seen int64
		g.Stay = stay
		if g.Share, g.Recipient, err = s.scanGuest(rows, &g.ClientName, &way, &seen); err != nil {
			return g, err
		}
		g.seen = when(seen)
		return g, g.Way.UnmarshalText([]byte(way))
	}, `SELECT c.name, y.way, y.seen_at, `+shareColumns+`, `+recipientColumns+guestFrom+` JOIN share_stays y ON y.recipient = p.id
		WHERE y.id = $1 AND y.ended_at = 0 AND y.seen_at > $2 AND y.made_at > $3 AND `+guestIsWelcome,
		stay, micros(now.Add(-GuestIdle)), micros(now.Add(-guestLifetime)))
}

// SeenGuest notes that a contact is there, to a minute, so that a page that is only read mostly writes nothing.
func (s *Store) SeenGuest(ctx context.Context, g Guest) error {
	if s.now().Sub(g.seen) < seenEvery {
		return nil
	}
	err := s.write(ctx, func(tx *sql.Tx) error { return s.seeGuest(ctx, tx, &g) })
	if errors.Is(err, ErrFull) || errors.Is(err, ErrReadOnly) {
		return nil
	}
	return err
}

// seeGuest notes that a contact is there, as a part of what they change.
func (s *Store) seeGuest(ctx context.Context, tx *sql.Tx, g *Guest) error {
	done, err := tx.ExecContext(ctx, `UPDATE share_stays SET seen_at = $1 WHERE id = $2 AND ended_at = 0`, micros(s.now()), g.Stay)
	return foundOne(done, err)
}

// LeaveShare ends the stay of a contact.
func (s *Store) LeaveShare(ctx context.Context, g Guest) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := s.lockAny(ctx, tx, assessment.Scope{All: true}, g.Share.Client); err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE share_stays SET ended_at = $1 WHERE id = $2 AND ended_at = 0`, micros(s.now()), g.Stay)
		if err := foundOne(done, err); err != nil {
			return ignoreMissing(err)
		}
		return s.record(ctx, tx, g.scope(), g.event("share.leave"))
	})
}

// event makes an event about what was shared with the contact.
func (g *Guest) event(action string) Event {
	return Event{Action: action, Client: g.Share.Client, Assessment: g.Share.Assessment, Subject: g.Share.ID}
}

// Refusal says that a code or passphrase was wrong, or that none is taken or sent now.
type Refusal struct {
	Wrong bool      // what was typed was looked at, and was wrong
	Left  int       // how many tries are left then
	Until time.Time // until when nothing is tried or sent; zero where nobody has to wait
	Dead  bool      // it takes another code, or a passphrase that the provider makes
}

// Error says so.
func (r *Refusal) Error() string { return "the code was not taken" }

// doorLock is what is kept of a recipient to find out who comes.
type doorLock struct {
	phrase, code string // HMACs
	guesses      guesses
}

type guesses struct {
	Codes   assessment.CodeGuesses       `json:"codes,omitzero"`
	Phrases assessment.PassphraseGuesses `json:"phrases,omitzero"`
}

// holdDoor gives whom a link is for and how they show who they are, and locks their client until the transaction ends: of
// many guesses at the same time each counts, nobody comes in by a link that is revoked meanwhile, and nobody who changes the
// share waits for one who waits for them.
func (s *Store) holdDoor(ctx context.Context, tx *sql.Tx, mac, from string) (Guest, doorLock, error) {
	g, err := s.guestByLink(ctx, tx, mac)
	if err != nil {
		return g, doorLock{}, err
	}
	if _, err := s.lockAny(ctx, tx, assessment.Scope{All: true}, g.Share.Client); err != nil {
		return g, doorLock{}, err
	}
	if g, err = s.guestByLink(ctx, tx, mac); err != nil {
		return g, doorLock{}, err
	}
	g.From = from
	l, err := one(ctx, tx, func(rows *sql.Rows) (l doorLock, err error) {
		var guesses string
		if err := rows.Scan(&l.phrase, &l.code, &guesses); err != nil || guesses == "" {
			return l, err
		}
		return l, json.Unmarshal([]byte(guesses), &l.guesses)
	}, `SELECT phrase, code, guesses FROM share_recipients WHERE id = $1`, g.Recipient.ID)
	return g, l, err
}

// CodeLetter writes the mail that brings a code to a contact.
type CodeLetter func(g Guest, code string) (Mail, error)

// SendShareCode mails a code to whom a link is for, in the place of the one before. Too many are a *Refusal.
func (s *Store) SendShareCode(ctx context.Context, from, mac string, letter CodeLetter) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		g, l, err := s.holdDoor(ctx, tx, mac, from)
		if err != nil {
			return err
		}
		if !l.guesses.Codes.MaySend(s.now()) {
			return &Refusal{Until: l.guesses.Codes.SendFrom()}
		}
		code, err := assessment.OneTimeCode(rand.Reader)
		if err != nil {
			return err
		}
		l.code, l.guesses.Codes = s.codeMAC(g.Recipient.ID, code), l.guesses.Codes.Sent(s.now())
		if err := s.putLock(ctx, tx, g.Recipient.ID, &l); err != nil {
			return err
		}
		m, err := letter(g, code)
		if err != nil {
			return err
		}
		if _, err := s.queueMail(ctx, tx, m); err != nil {
			return err
		}
		return s.record(ctx, tx, g.scope(), g.event("share.code"))
	})
}

// codeMAC is what is stored of a code or a passphrase.
func (s *Store) codeMAC(recipient, text string) string {
	return hex.EncodeToString(s.vault.MAC("share-code", []byte(recipient), []byte(text)))
}

func (s *Store) putLock(ctx context.Context, tx *sql.Tx, recipient string, l *doorLock) error {
	guesses, err := json.Marshal(l.guesses)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE share_recipients SET code = $1, guesses = $2 WHERE id = $3`, l.code, string(guesses), recipient)
	return err
}

// newPhrase gives a recipient another passphrase. Whoever was kept out by wrong ones may try again.
func (s *Store) newPhrase(ctx context.Context, tx *sql.Tx, recipient string) (string, error) {
	phrase, err := assessment.Passphrase(rand.Reader)
	if err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, `UPDATE share_recipients SET phrase = $1, guesses = '' WHERE id = $2`, s.codeMAC(recipient, assessment.FoldPassphrase(phrase)), recipient)
	return phrase, err
}

// EnterShare lets a contact in who types the code or the passphrase that belongs to the link that they followed, and gives
// the id of the stay. A code is taken once. What is wrong or too late is a *Refusal, and counts.
func (s *Store) EnterShare(ctx context.Context, mac, typed string, in SignIn) (stay string, err error) {
	var refused *Refusal
	err = s.write(ctx, func(tx *sql.Tx) error {
		stay, refused = "", nil
		g, l, err := s.holdDoor(ctx, tx, mac, in.From)
		if err != nil {
			return err
		}
		if refused = l.closed(g.Recipient.ByPhrase, s.now()); refused != nil {
			return nil
		}
		right := s.fits(&g, &l, typed)
		refused = l.count(g.Recipient.ByPhrase, right, s.now())
		if err := s.putLock(ctx, tx, g.Recipient.ID, &l); err != nil {
			return err
		}
		if !right {
			return s.record(ctx, tx, g.scope(), g.event("share.refused"))
		}
		stay, err = s.beginStay(ctx, tx, &g, in)
		return err
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("entering a share: %w", err)
	case refused != nil:
		return "", refused
	default:
		return stay, nil
	}
}

// closed gives why nothing that is typed now is looked at; nil where it is.
func (l *doorLock) closed(byPhrase bool, now time.Time) *Refusal {
	switch {
	case !byPhrase && l.guesses.Codes.MayTry(now), byPhrase && l.guesses.Phrases.MayTry(now):
		return nil
	case byPhrase:
		return &Refusal{Until: l.guesses.Phrases.Until(), Dead: l.guesses.Phrases.Dead()}
	default:
		return &Refusal{Dead: true}
	}
}

// count counts a try, and gives what to say of a wrong one.
func (l *doorLock) count(byPhrase, right bool, now time.Time) *Refusal {
	codes, phrases := &l.guesses.Codes, &l.guesses.Phrases
	switch {
	case byPhrase && right:
		*phrases = phrases.Right()
	case right:
		l.code, *codes = "", codes.Right()
	case byPhrase:
		*phrases = phrases.Wrong(now)
		return &Refusal{Wrong: true, Until: phrases.Until(), Dead: phrases.Dead(), Left: assessment.PassphraseTries - phrases.Failed}
	default:
		*codes = codes.Wrong(now)
		return &Refusal{Wrong: true, Dead: !codes.MayTry(now), Left: assessment.CodeTries - codes.Failed}
	}
	return nil
}

// fits reports whether what was typed shows that it is the recipient.
func (s *Store) fits(g *Guest, l *doorLock, typed string) bool {
	want, given := l.code, s.codeMAC(g.Recipient.ID, assessment.FoldCode(typed))
	if g.Recipient.ByPhrase {
		want, given = l.phrase, s.codeMAC(g.Recipient.ID, assessment.FoldPassphrase(typed))
	}
	return want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(given)) == 1
}

// beginStay records that a contact came in.
func (s *Store) beginStay(ctx context.Context, tx *sql.Tx, g *Guest, in SignIn) (string, error) {
	g.Way = assessment.IdentifiedByCode
	if g.Recipient.ByPhrase {
		g.Way = assessment.IdentifiedByPhrase
	}
	g.Stay, in.Way = s.newID(), g.Way.String()
	sealed, err := s.seal("share_stays", "body", g.Stay, in)
	if err != nil {
		return "", err
	}
	now := micros(s.now())
	_, err = tx.ExecContext(ctx, `INSERT INTO share_stays (id, recipient, way, made_at, seen_at, ended_at, body) VALUES ($1, $2, $3, $4, $5, 0, $6)`,
		g.Stay, g.Recipient.ID, in.Way, now, now, sealed)
	if err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, `UPDATE share_recipients SET opened_at = $1, state = CASE WHEN state = 'sent' THEN 'opened' ELSE state END
		WHERE id = $2 AND opened_at = 0`, now, g.Recipient.ID)
	if err != nil {
		return "", err
	}
	e := g.event("share.enter")
	e.Detail = in.Way
	return g.Stay, s.record(ctx, tx, g.scope(), e)
}
