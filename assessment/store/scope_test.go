package store

import (
	"context"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
)

// verdict is what a person is to be told.
type verdict struct {
	officer  error // of the client
	outsider error // an officer of another client
	stranger error // a manager of another client
	nobody   error // the zero scope
}

// What is told about what belongs to a client: who may read it, and who may change it. That something is not theirs to
// change is told to officers whether or not it is there, so it gives nothing away.
var (
	reads  = verdict{nil, assessment.ErrNotFound, assessment.ErrNotFound, assessment.ErrNotFound}
	writes = verdict{assessment.ErrForbidden, assessment.ErrForbidden, assessment.ErrNotFound, assessment.ErrForbidden}
	admins = verdict{assessment.ErrForbidden, assessment.ErrForbidden, assessment.ErrForbidden, assessment.ErrForbidden}
	own    = verdict{}
)

// call is one call of a method, and what it is to answer.
type call struct {
	verdict
	events int // that a successful call records
	do     func(ctx context.Context, scope assessment.Scope) error
}

// listed gives assessment.ErrNotFound where a list does not have the client.
func listed(found bool, err error) error {
	if err == nil && !found {
		return assessment.ErrNotFound
	}
	return err
}

// drop leaves out what a call gives beside its error.
func drop[T any](_ T, err error) error { return err }

// scopeCalls has a call of every method of Store that takes a Scope. The client has a final assessment and the draft of
// the year after.
func scopeCalls(o *office, final, draft string) map[string]call {
	calls := map[string]call{}
	maps.Copy(calls, clientCalls(o))
	maps.Copy(calls, recordCalls(o))
	maps.Copy(calls, assessmentCalls(o, final, draft))
	maps.Copy(calls, shareCalls(o, draft))
	maps.Copy(calls, campaignCalls(o))
	maps.Copy(calls, userCalls(o))
	maps.Copy(calls, mailCalls(o))
	maps.Copy(calls, backupCalls(o))
	maps.Copy(calls, factorCalls(o))
	return calls
}

func clientCalls(o *office) map[string]call {
	branded, err := o.AddClients(o.t.Context(), o.admin, []Client{{Facts: harbor(), Another: true}})
	o.must(errors.Join(err, o.SetLogo(o.t.Context(), o.admin, branded[0], []byte("picture")), o.SetLogo(o.t.Context(), o.admin, o.client, []byte("picture"))))
	return map[string]call{
		"Client": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Client(ctx, scope, o.client))
		}},
		"Clients": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.Clients(ctx, scope, Filter{PerPage: 100})
			return listed(slices.Contains(idsOf(list.Lines), o.client), err)
		}},
		"Names": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			names, err := o.Names(ctx, scope)
			return listed(slices.Contains(slices.Collect(maps.Values(names)), o.client), err)
		}},
		"AddClients": {verdict{assessment.ErrForbidden, assessment.ErrForbidden, nil, assessment.ErrForbidden}, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.AddClients(ctx, scope, []Client{{Facts: harbor(), Another: true}}))
		}},
		"UpdateClient": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			c, err := o.Client(ctx, o.manager, o.client)
			return errors.Join(err, o.UpdateClient(ctx, scope, c))
		}},
		"ArchiveClient": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.ArchiveClient(ctx, scope, o.client, false)
		}},
		"Logo": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Logo(ctx, scope, o.client))
		}},
		"Branding": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Branding(ctx, scope, o.client))
		}},
		"SetLogo": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetLogo(ctx, scope, o.client, []byte("picture"))
		}},
		"RemoveLogo": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.RemoveLogo(ctx, scope, branded[0])
		}},
		"Screenings": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Screenings(ctx, scope, o.client))
		}},
		"SaveScreening": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SaveScreening(ctx, scope, o.client, Screening{Period: 2026, Catalog: phiScreening(o.t)})
		}},
		"RecordKinds": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.RecordKinds(ctx, scope, o.client, 2025, 1)) // of a screening that found more than is recorded
		}},
		"AnswersBySite": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.AnswersBySite(ctx, scope, o.client))
		}},
		"EachEvent": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.EachEvent(ctx, scope, EventQuery{Client: o.client}, func(Logged) error { return nil })
		}},
		"EventFacets": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.EventFacets(ctx, scope, o.client))
		}},
		"ClientNames": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.ClientNames(ctx, scope)
			return listed(slices.ContainsFunc(list, func(c ClientName) bool { return c.ID == o.client }), err)
		}},
		"Events": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Events(ctx, scope, o.client, 10))
		}},
	}
}

func recordCalls(o *office) map[string]call {
	proof := o.proofOf(o.client)
	kept := func() string {
		id, err := o.AddFile(o.t.Context(), o.manager, o.client, File{Proof: proof}, []byte("text"))
		o.must(err)
		return id
	}
	read, removed := kept(), kept()
	calls := map[string]call{
		"Inventory": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Inventory(ctx, scope, o.client))
		}},
		"SaveInventory": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			r, err := o.Inventory(ctx, o.manager, o.client)
			return errors.Join(err, o.SaveInventory(ctx, scope, o.client, r))
		}},
	}
	calls["Files"] = call{reads, 0, func(ctx context.Context, scope assessment.Scope) error { return drop(o.Files(ctx, scope, o.client)) }}
	calls["AddFile"] = call{writes, 1, func(ctx context.Context, scope assessment.Scope) error {
		return drop(o.AddFile(ctx, scope, o.client, File{Proof: proof}, []byte("text")))
	}}
	calls["ReadFile"] = call{reads, 1, func(ctx context.Context, scope assessment.Scope) error {
		return o.ReadFile(ctx, scope, o.client, read, func(File) io.Writer { return io.Discard })
	}}
	calls["RemoveFile"] = call{writes, 1, func(ctx context.Context, scope assessment.Scope) error {
		return o.RemoveFile(ctx, scope, o.client, removed)
	}}
	calls["LinesDue"] = call{reads, 0, func(ctx context.Context, scope assessment.Scope) error {
		due, n, err := o.LinesDue(ctx, scope, Span{}, 1, 10)
		return listed(n > 0 && due[0].Client == o.client, err)
	}}
	calls["CompleteRemediation"] = call{writes, 2, func(ctx context.Context, scope assessment.Scope) error {
		plan, err := o.Plan(ctx, o.manager, o.client)
		return errors.Join(err, o.CompleteRemediation(ctx, scope, o.client, plan[0], assessment.Proof{What: "text"}))
	}}
	names := map[string][3]string{
		"asset": {"Assets", "SaveAssets", "RemoveAsset"}, "vendor": {"Vendors", "SaveVendor", "RemoveVendor"},
		"incident": {"Incidents", "SaveIncident", "RemoveIncident"}, "proof": {"Proofs", "SaveProof", "RemoveProof"},
		"remediation": {"Plan", "SaveRemediations", ""},
	}
	for kind, k := range keepers(o.Store) {
		calls[names[kind][0]] = call{reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(k.list(ctx, scope, o.client))
		}}
		calls[names[kind][1]] = call{writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(k.save(ctx, scope, o.client, "", 0, "text"))
		}}
		if k.remove == nil {
			continue
		}
		id, err := k.save(context.Background(), o.manager, o.client, "", 0, "to be removed")
		o.must(err)
		calls[names[kind][2]] = call{writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return k.remove(ctx, scope, o.client, id, 1)
		}}
	}
	return calls
}

func assessmentCalls(o *office, final, draft string) map[string]call {
	cat := o.work(draft).Catalog
	opening := func(period int) Opening { return Opening{Client: o.client, Period: period, Catalog: cat} }
	return map[string]call{
		"Sees": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return errors.Join(o.Sees(ctx, scope, o.client, ""), o.Sees(ctx, scope, "", draft), o.Sees(ctx, scope, o.client, draft))
		}},
		"Assessment": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Assessment(ctx, scope, draft))
		}},
		"Assessments": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Assessments(ctx, scope, o.client))
		}},
		"Section": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			_, _, err := o.Section(ctx, scope, draft, func(c *assessment.Catalog) *assessment.Section { return &c.Questionnaire.Sections[0] })
			return err
		}},
		"Proposals": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.Proposals(ctx, scope, draft, control)
			return listed(len(list) > 0, err)
		}},
		"History": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.History(ctx, scope, final, control))
		}},
		"Preview": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Preview(ctx, scope, opening(2026)))
		}},
		"OpenAssessment": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.OpenAssessment(ctx, scope, opening(2027)))
		}},
		"ImportAssessment": {writes, 2, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ImportAssessment(ctx, scope, opening(2024), &assessment.Content{}))
		}},
		"SaveAnswer": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SaveAnswer(ctx, scope, draft, AnswerChange{Question: control, Answer: yes("")}))
		}},
		"SaveAnswers": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SaveAnswers(ctx, scope, draft, []AnswerChange{{Question: perSite, Answer: yes("")}}))
		}},
		"ConfirmTogether": {writes, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.ConfirmTogether(ctx, scope, draft, "training", nil)
		}},
		"SaveReadiness": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SaveReadiness(ctx, scope, draft, catalogOf(o.t, "proposed-rule-2025"), 0, ready("text"))
		}},
		"ReadinessBefore": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ReadinessBefore(ctx, scope, o.client, "proposed-rule-2025", 2026))
		}},
		"SaveEntries": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SaveEntries(ctx, scope, draft, ReviewEntry(aRisk, 0, Reviewed{By: "Dana", Basis: "text"}))
		}},
		"PlanMove": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			_, _, err := o.PlanMove(ctx, scope, draft, catalogOf(o.t, "security-rule"))
			return err
		}},
		"MoveAssessment": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			w, err := o.Assessment(ctx, o.manager, draft)
			if err != nil {
				return err
			}
			to := "security-rule@2025.1"
			if w.Catalog.Questionnaire.Version == "2025.1" {
				to = "security-rule@2026.1"
			}
			return o.MoveAssessment(ctx, scope, draft, w.Catalog.Hash, catalogOf(o.t, to))
		}},
		"UpdateAssessment": {verdict{assessment.ErrForbidden, assessment.ErrNotFound, assessment.ErrNotFound, assessment.ErrNotFound}, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.UpdateAssessment(ctx, scope, draft, "look", func(*Work) error { return nil })
		}},
		"BrandingOf": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			_, ofFinal := o.BrandingOf(ctx, scope, o.work(final))
			_, ofDraft := o.BrandingOf(ctx, scope, o.work(draft))
			return errors.Join(ofFinal, ofDraft)
		}},
		"FinalizeAssessment": {writes, 0, func(ctx context.Context, scope assessment.Scope) error {
			err := o.FinalizeAssessment(ctx, scope, final)
			if errors.Is(err, assessment.ErrConflict) {
				return nil // it is final already: the scope was no hindrance
			}
			return err
		}},
		"AmendAssessment": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			_, err := o.AmendAssessment(ctx, scope, final, "A laptop was forgotten.")
			return err
		}},
		"Reports": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Reports(ctx, scope, final))
		}},
		"Report": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Report(ctx, scope, final, "risk-analysis"))
		}},
		"ReportDate": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ReportDate(ctx, scope, final))
		}},
		"EarlierResults": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.EarlierResults(ctx, scope, o.work(draft)))
		}},
		"IssuedReport": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			found, err := o.IssuedReport(ctx, scope, []byte("%PDF"), "")
			return listed(found.Origin == OriginIssued, err)
		}},
		"Finals": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.Finals(ctx, scope)
			return listed(slices.ContainsFunc(list, func(f Final) bool { return f.ID == final }), err)
		}},
		// Whoever reads a report first has it drawn and kept, and every reading is recorded.
		"KeepReport": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.KeepReport(ctx, scope, final, "risk-analysis", []byte("%PDF")))
		}},
		"NoteCopy": {reads, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.NoteCopy(ctx, scope, final, "risk-analysis", SignedCopy, []byte("%PDF signed"))
		}},
		"Note": {reads, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.Note(ctx, scope, Event{Action: "report.download", Client: o.client, Assessment: final, Subject: "risk-analysis"})
		}},
	}
}

// shareCalls are about what was shared with contacts of the client.
func shareCalls(o *office, draft string) map[string]call {
	h := o.shareOf(draft, nil)
	share, recipient := h.made[0].Recipient.Share, h.made[0].Recipient.ID
	spare := o.contact(o.client, "Spare", "spare@riverside.test")
	questions := o.plainQuestions(draft, 9)[8:]
	o.must(o.WriteGuestMessage(o.t.Context(), o.enter(h.made[0]), h.questions[0], "Which door?", nil))
	return map[string]call{
		"Messages": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Messages(ctx, scope, draft, h.questions[0]))
		}},
		"WriteMessage": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.WriteMessage(ctx, scope, draft, h.questions[0], "Hello, this is "+scope.User, nil)
		}},
		"MarkRead": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.MarkRead(ctx, scope, draft, h.questions[1], 1)
		}},
		"UnreadMessages": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.UnreadMessages(ctx, scope, draft))
		}},
		"MessagesToRead": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.MessagesToRead(ctx, scope)
			return listed(slices.ContainsFunc(list, func(l ToRead) bool { return l.Client == o.client && l.Messages == 1 }), err)
		}},
		"Contacts": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Contacts(ctx, scope, o.client))
		}},
		"SaveContact": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SaveContact(ctx, scope, o.client, Contact{Contact: assessment.Contact{Name: "New"}}))
		}},
		"SharesByContact": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SharesByContact(ctx, scope, o.client))
		}},
		"RemoveContact": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.RemoveContact(ctx, scope, o.client, spare)
		}},
		"Shares": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Shares(ctx, scope, o.client, draft))
		}},
		"ClientShares": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ClientShares(ctx, scope, o.client, draft))
		}},
		"SharedOut": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SharedOut(ctx, scope, o.client, draft, 2026))
		}},
		"Share": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Share(ctx, scope, share))
		}},
		"ShareSheet": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ShareSheet(ctx, scope, share))
		}},
		"Recipients": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Recipients(ctx, scope, share))
		}},
		"MakeShares": {writes, 2, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.MakeShares(ctx, scope, nil, NewShare{Client: o.client, Assessment: draft, Questions: questions, To: []NewRecipient{{Contact: h.made[0].Recipient.Contact}}}))
		}},
		"ReviewShare": {writes, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.ReviewShare(ctx, scope, share, nil)
		}},
		"ResendShares": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ResendShares(ctx, scope, nil, false, recipient))
		}},
		"DigestOf": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.DigestOf(ctx, scope, firstDay))
		}},
		"ExtendShares": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.ExtendShares(ctx, scope, o.today().AddDays(30), recipient)
		}},
		"RevokeShares": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.RevokeShares(ctx, scope, h.made[1].Recipient.ID)
		}},
	}
}

// campaignCalls are about a campaign that goes to the client alone, and the list of what is with contacts.
func campaignCalls(o *office) map[string]call {
	id := o.campaign(2030, o.toNew(o.client, "Lou Poe", "lou@riverside.test"))
	c, err := o.Campaign(o.t.Context(), o.admin, id)
	o.must(err)
	readers := verdict{assessment.ErrForbidden, assessment.ErrForbidden, assessment.ErrNotFound, assessment.ErrForbidden}
	return map[string]call{
		"MakeCampaign": {writes, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.MakeCampaign(ctx, scope, o.newCampaign(2031, o.toNew(o.client, "Lou Poe", "lou@riverside.test"))))
		}},
		"Campaigns": {readers, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.Campaigns(ctx, scope)
			return listed(slices.ContainsFunc(list, func(c Campaign) bool { return c.ID == id && c.Rows() == 1 }), err)
		}},
		"Campaign": {readers, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Campaign(ctx, scope, id))
		}},
		"CampaignFailures": {verdict{assessment.ErrForbidden, assessment.ErrForbidden, nil, assessment.ErrForbidden}, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.CampaignFailures(ctx, scope, id)) // which gives a stranger none
		}},
		"CampaignFindings": {verdict{assessment.ErrForbidden, assessment.ErrForbidden, nil, assessment.ErrForbidden}, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.CampaignFindings(ctx, scope, &c))
		}},
		"ToScreen": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.ToScreen(ctx, scope, 2026)
			return listed(slices.ContainsFunc(list, func(t ToScreen) bool { return t.Client == o.client }), err)
		}},
		"ShareLines": {reads, 0, func(ctx context.Context, scope assessment.Scope) error {
			list, err := o.ShareLines(ctx, scope, ShareFilter{PerPage: 10})
			return listed(slices.ContainsFunc(list.Lines, func(l ShareLine) bool { return l.Client == o.client }), err)
		}},
	}
}

func userCalls(o *office) map[string]call {
	stay, err := o.BeginSignIn(o.t.Context(), o.admin, SignIn{})
	o.must(err)
	o.must(o.Bind(o.t.Context(), o.admin, Identity{Issuer: "https://id.test", Subject: "admin"}))
	calls := personCalls(o)
	maps.Copy(calls, map[string]call{
		"Heads": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Heads(ctx, scope))
		}},
		"Users": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Users(ctx, scope))
		}},
		"AddUser": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.AddUser(ctx, scope, User{Email: "new@northwind.test", Name: "New", Role: assessment.Officer}))
		}},
		"Keys": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			_, _, err := o.Keys(ctx, scope)
			return err
		}},
		"RotateKeys": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.RotateKeys(ctx, scope, func(string, int) {}))
		}},
		"RewrapKeys": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.RewrapKeys(ctx, scope, o.cfg.Master))
		}},
		"Certificates": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.Certificates(scope).Put(ctx, "host", []byte("key"))
		}},
		"SetSetting": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetSetting(ctx, scope, "firm", "Northwind")
		}},
		"SaveBrandSettings": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SaveBrandSettings(ctx, scope, assessment.Brand{Contact: "555-0142"})
		}},
		"SetDigest": {own, 1, func(ctx context.Context, scope assessment.Scope) error { return o.SetDigest(ctx, scope, true) }},
		"SetPreferences": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetPreferences(ctx, scope, "dark", false)
		}},
		"SetPassword": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetPassword(ctx, scope, "$argon2id$new", "")
		}},
		"SignInRefused": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SignInRefused(ctx, scope, "nobody@example.test")
		}},
		"BeginSignIn": {verdict{nobody: assessment.ErrNotFound}, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.BeginSignIn(ctx, scope, SignIn{}))
		}},
		"KeepUnsaved": {verdict{nobody: assessment.ErrNotFound}, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.KeepUnsaved(ctx, scope, Unsaved{Action: "/clients/new", Page: "/clients/new"})
		}},
		"Unsaved": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Unsaved(ctx, scope))
		}},
		"DropUnsaved": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.DropUnsaved(ctx, scope, "/clients/new")
		}},
		"DropTyped": {own, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.DropTyped(ctx, scope, "/clients/new")
		}},
		"SignIns": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.SignIns(ctx, scope, "somebody", time.Time{}))
		}},
		"EndSignIn": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.EndSignIn(ctx, scope, o.admin.User, stay)
		}},
		"Bind": {verdict{nobody: assessment.ErrNotFound}, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.Bind(ctx, scope, Identity{Issuer: "https://id.test", Subject: scope.User})
		}},
		"IdentityOf": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.IdentityOf(ctx, scope, o.admin.User, "https://id.test"))
		}},
		"Unbind": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.Unbind(ctx, scope, o.admin.User, "https://another.test")
		}},
		"EndSignIns": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.EndSignIns(ctx, scope, "somebody", "")
		}},
	})
	return calls
}

// personCalls are about somebody who was hired for it.
func personCalls(o *office) map[string]call {
	id := o.hire(User{ID: "u-leaver", Email: "pat@northwind.test", Name: "Pat Leaver", Role: assessment.Manager}).User
	return map[string]call{
		"People": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.People(ctx, scope))
		}},
		"Person": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Person(ctx, scope, id))
		}},
		"Invite": {admins, 2, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Invite(ctx, scope, assessment.Account{Email: "ina@northwind.test", Name: "Ina", Role: assessment.Manager}, nil))
		}},
		"MakeLink": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.MakeLink(ctx, scope, id, nil))
		}},
		"MailReset": {own, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.MailReset(ctx, scope, "ina@northwind.test", o.letters(nil))
		}},
		"UpdatePerson": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.UpdatePerson(ctx, scope, id, 0, assessment.Account{Name: "Pat Leaver", Role: assessment.Officer})
		}},
		"DisableUser": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.DisableUser(ctx, scope, id)
		}},
		"EnableUser": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return o.EnableUser(ctx, scope, o.manager.User) // who is enabled already
		}},
		"ResetUser": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.ResetUser(ctx, scope, id, "$argon2id$new")
		}},
	}
}

func backupCalls(o *office) map[string]call {
	old := o.archivedLongAgo()
	return map[string]call{
		"ExportClient": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.ExportClient(ctx, scope, o.client, io.Discard))
		}},
		"ImportClient": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			_, _, err := o.ImportClient(ctx, scope, strings.NewReader(""))
			if errors.Is(err, errNoDump) {
				return nil // the scope was no hindrance
			}
			return err
		}},
		"Holdings": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Holdings(ctx, scope, o.client))
		}},
		"DeleteClient": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.DeleteClient(ctx, scope, old, 2))
		}},
		"Backup": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Backup(ctx, scope, io.Discard, nil))
		}},
		"KeepBackup": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.KeepBackup(ctx, scope, BackupRun{Name: "a.age"})
		}},
		"Backups": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.Backups(ctx, scope, 10))
		}},
		"SetSigner": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.SetSigner(ctx, scope, []byte("certificate and key"), "fingerprint")
		}},
		"RemoveSigner": {admins, 1, func(ctx context.Context, scope assessment.Scope) error {
			return o.RemoveSigner(ctx, scope)
		}},
		"TakeBackupTurn": {admins, 0, func(ctx context.Context, scope assessment.Scope) error {
			return drop(o.TakeBackupTurn(ctx, scope, func(_, _ time.Time) bool { return true }))
		}},
	}
}

// TestEveryMethodAsksForTheScope: a method of Store that takes a Scope has its place in the table.
func TestEveryMethodAsksForTheScope(t *testing.T) {
	o := newOffice(t, onSQLite(t))
	final, draft := o.secondYear()
	calls := scopeCalls(o, final, draft)
	store := reflect.TypeFor[*Store]()
	var want []string
	for m := range store.Methods() {
		for i := range m.Type.NumIn() {
			if m.Type.In(i) == reflect.TypeFor[assessment.Scope]() {
				want = append(want, m.Name)
			}
		}
	}
	wantSame(t, "the methods in the table", slices.Sorted(maps.Keys(calls)), want)
}

// TestScopes calls every method as everybody who may not, and wants no trace of it; then as somebody who may.
func TestScopes(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		final, draft := o.secondYear()
		o.screen(o.client, 2025, 0, "customer-covered handles-data")
		_, err := o.KeepReport(t.Context(), o.manager, final, "risk-analysis", []byte("%PDF"))
		o.must(err)
		calls := scopeCalls(o, final, draft)
		for _, name := range slices.Backward(slices.Sorted(maps.Keys(calls))) { // backward, since an import removes records
			t.Run(name, func(t *testing.T) { testScope(t, o, calls[name]) })
		}
	})
}

func testScope(t *testing.T, o *office, c call) {
	events := func() int { return o.count(`SELECT count(*) FROM events`) }
	for who, tt := range map[string]struct {
		scope assessment.Scope
		want  error
	}{
		"an officer":                  {o.officer, c.officer},
		"an officer of another":       {o.outsider, c.outsider},
		"a manager of another client": {o.stranger, c.stranger},
		"nobody":                      {assessment.Scope{}, c.nobody},
	} {
		before := events()
		err := c.do(t.Context(), tt.scope)
		wantErr(t, who, err, tt.want)
		if n := events() - before; tt.want != nil && n != 0 {
			t.Errorf("%s: %d events of what was refused", who, n)
		}
	}
	allowed := o.manager
	if c.verdict == admins {
		wantErr(t, "a manager", c.do(t.Context(), o.manager), assessment.ErrForbidden)
		allowed = o.admin
	}
	before := events()
	if err := c.do(t.Context(), allowed); err != nil {
		t.Errorf("somebody who may: %v", err)
	}
	if n := events() - before; n < c.events || c.events == 0 && n > 0 {
		t.Errorf("%d events of what succeeded, want %d", n, c.events)
	}
}

// TestOfficerChangesOnlyWhatIsUnderReview: the official approves or returns, and does nothing else to an assessment.
func TestOfficerChangesOnlyWhatIsUnderReview(t *testing.T) {
	engines(t, func(t *testing.T, cfg Config) {
		o := newOffice(t, cfg)
		id := o.draft(readSample(t, "2025"))
		submit := func(scope assessment.Scope) error {
			return o.UpdateAssessment(t.Context(), scope, id, "submit", func(w *Work) error { return w.Submit(w.Catalog) })
		}
		wantErr(t, "an officer submits", submit(o.officer), assessment.ErrForbidden)
		o.must(submit(o.manager))
		o.approve(id)
		if w := o.work(id); w.Approval == nil {
			t.Error("the officer's approval was not kept")
		}
	})
}
