package store

import (
	"context"
	"errors"
	"sync"
	"testing"

	"safeguard/assessment"
)

// TestDoorsAtOnce lets contacts try to come in, come in and leave while new links are made for all of them. All of them take
// the client's turn first, so none waits for one that waits for it.
func TestDoorsAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		h := o.share(nil)
		ctx := context.WithoutCancel(t.Context())
		pat, kim := h.made[0], h.made[1]
		try := func(h Handout) func() error {
			return func() error { return drop(o.EnterShare(ctx, o.shareMAC(h.token()), h.Passphrase, SignIn{})) }
		}
		ways := map[string]func() error{
			"Pat": try(pat), "Kim": try(kim),
			"resend": func() error {
				return drop(o.ResendShares(ctx, o.manager, nil, false, pat.Recipient.ID, kim.Recipient.ID))
			},
			"anew": func() error {
				made, err := o.ResendShares(ctx, o.manager, nil, true, kim.Recipient.ID)
				if err != nil {
					return err
				}
				stay, err := o.EnterShare(ctx, o.shareMAC(made[0].token()), made[0].Passphrase, SignIn{})
				if err != nil {
					return err
				}
				g, err := o.GuestOf(ctx, stay)
				return errors.Join(err, o.LeaveShare(ctx, g))
			},
		}
		var group sync.WaitGroup
		for what, do := range ways {
			group.Go(func() {
				for range 20 {
					err := do()
					_, refused := errors.AsType[*Refusal](err) // the words are others by then
					if err != nil && !refused && !errors.Is(err, assessment.ErrNotFound) {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
		group.Wait()
		o.must(o.VerifyAudit(t.Context()))
		if name, ok := databaseOf(cfg); ok {
			for _, line := range running(t).deadlocks(t, name) {
				t.Errorf("the server said: %s", line)
			}
		}
	})
}
