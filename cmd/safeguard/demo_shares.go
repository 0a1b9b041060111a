package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// demoShare is questions that were sent to a contact of a client, and what came of it.
type demoShare struct {
	name, title, email string
	questions          int // that were sent
	answered           int // of them
	sent, due          int // days from today
}

// share sends questions of this year's assessment to contacts, and answers as many as the story says. Who answered all of
// them sent the answers.
func (d *demo) share(ctx context.Context, client string, story *demoClient) error {
	if len(story.shares) == 0 {
		return nil
	}
	list, err := d.store.Assessments(ctx, d.scope, client)
	if err != nil {
		return err
	}
	work, err := d.store.Assessment(ctx, d.scope, list[0].ID)
	if err != nil {
		return err
	}
	var questions []string
	for _, st := range assessment.Stand(work.Catalog, &work.Content) {
		if st.Visible && !st.Answered() && st.Question.Audience == assessment.ForClient && !st.Question.IsFact() {
			questions = append(questions, st.Question.ID)
		}
	}
	for _, sh := range story.shares {
		if err := d.send(ctx, client, work.ID, &sh, questions[:sh.questions]); err != nil {
			return fmt.Errorf("sharing with %s: %w", sh.name, err)
		}
		questions = questions[sh.questions:]
	}
	return nil
}

// send shares questions with one contact, who follows the link and answers.
func (d *demo) send(ctx context.Context, client, id string, sh *demoShare, questions []string) error {
	t := time.Now()
	today := assessment.NewDate(t.Year(), t.Month(), t.Day())
	d.at(today.AddDays(sh.sent))
	contact, err := d.store.SaveContact(ctx, d.scope, client, store.Contact{Contact: assessment.Contact{Name: sh.name, Title: sh.title, Email: sh.email}})
	if err != nil {
		return err
	}
	made, err := d.store.MakeShares(ctx, d.scope, nil, store.NewShare{
		Client: client, Assessment: id, Due: today.AddDays(sh.due), Questions: questions, To: []store.NewRecipient{{Contact: contact}},
		ShareText: store.ShareText{
			Message: "These are the questions that you know best. Whatever you cannot answer, say so or pass it on.",
			Ask:     assessment.Contact{Name: "Dana Reyes", Phone: "555-0142", Email: "manager@demo.test"},
		},
	})
	if err != nil || sh.answered == 0 {
		return err
	}
	g, err := d.store.GuestByToken(ctx, strings.TrimPrefix(made[0].Path, "/s/"))
	if err != nil {
		return err
	}
	stay, err := d.store.EnterShare(ctx, g.Link, made[0].Passphrase, store.SignIn{From: "192.0.2.44", Agent: "Phone"})
	if err != nil {
		return err
	}
	if g, err = d.store.GuestOf(ctx, stay); err != nil {
		return err
	}
	if err := d.reply(ctx, g, sh.answered); err != nil || sh.answered < sh.questions {
		return err
	}
	return d.store.SubmitShare(ctx, g, nil)
}

// reply answers the first questions of a contact.
func (d *demo) reply(ctx context.Context, g store.Guest, n int) error {
	sheet, err := d.store.Sheet(ctx, g)
	if err != nil {
		return err
	}
	said := []assessment.Answer{
		{Response: assessment.Yes, Note: "Since the new office manager came."},
		{Response: assessment.Yes},
		{Response: assessment.Partial, Note: "At the front desk, not yet upstairs."},
		{Response: assessment.No},
		{Response: assessment.Yes, Note: "Our IT company does it."},
		{Response: assessment.Unknown},
	}
	for i, item := range sheet.Items[:min(n, len(sheet.Items))] {
		var changes []store.SharedChange
		for _, place := range item.Places {
			changes = append(changes, store.SharedChange{Question: place.Question, Site: place.Site, Answer: said[i%len(said)]})
		}
		if _, err := d.store.SaveShared(ctx, g, changes...); err != nil {
			return err
		}
	}
	return nil
}
