package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"safeguard/assessment"
	"safeguard/assessment/report"
	"safeguard/assessment/store"
)

// year does the work of one assessment, as far as its stage says.
func (d *demo) year(ctx context.Context, client string, c *demoClient, period int, y demoYear) error {
	edition := d.current
	switch {
	case period < time.Now().Year():
		edition = d.archived
	case c.behind:
		edition = d.superseded
	}
	id, err := d.store.OpenAssessment(ctx, d.scope, store.Opening{
		Client: client, Period: period, Due: assessment.NewDate(period, time.December, 15), Catalog: edition,
	})
	if err != nil || y.stage == opened {
		return err
	}
	work := &demoWork{demo: d, id: id, client: client, story: c, period: period, ago: y.ago, open: y.stage == proven}
	steps := []struct {
		from stage
		do   func(context.Context) error
	}{
		{halfway, work.scoping},
		{halfway, work.inventory},
		{halfway, func(ctx context.Context) error { return work.facts(ctx) }},
		{halfway, func(ctx context.Context) error { return work.answers(ctx, y.stage) }},
		{halfway, work.ready},
		{proven, work.prove},
		{reviewed, work.review},
		{treated, work.treat},
		{submitted, work.submit},
		{returned, func(ctx context.Context) error { return work.decide(ctx, y.stage) }},
		{finalized, work.finalize},
		{finalized, work.workPlan},
		{amendedOnce, work.amend},
	}
	for _, step := range steps {
		if y.stage < step.from {
			return nil
		}
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demoWork is the work on one assessment.
type demoWork struct {
	*demo
	id, client  string
	story       *demoClient
	period, ago int
	open        bool // its as-of date is not set yet
}

func (w *demoWork) load(ctx context.Context) (*store.Work, assessment.Snapshot, error) {
	work, err := w.store.Assessment(ctx, w.scope, w.id)
	if err != nil {
		return nil, assessment.Snapshot{}, err
	}
	snapshot, err := work.Snapshot()
	return work, snapshot, err
}

func (w *demoWork) day() assessment.Date { return assessment.DateOf(w.now()) }

// chance draws a number of 0 to 99 that stays the same for the same client, year and thing.
func (w *demoWork) chance(about ...string) int {
	h := fnv.New32a()
	fmt.Fprint(h, w.story.name, w.period, about)
	return int(h.Sum32() % 100)
}

func (w *demoWork) scoping(ctx context.Context) error {
	f := store.Scoping{
		Date:             w.day(),
		Assessor:         assessment.Person{Name: "Dana Reyes", Qualification: "Seven years of risk analyses for small practices"},
		Scope:            fmt.Sprintf("All ePHI that %s creates, receives, maintains or transmits, at %s, with remote work and vendors.", w.story.name, strings.Join(w.story.sites, ", ")),
		SecurityOfficial: &assessment.Person{Name: w.story.contact, Title: "Security official"},
		Exclusions:       []assessment.Exclusion{{What: "Personal phones that never hold ePHI", Reason: "Policy forbids it, and mail is blocked on them"}},
		Sources: []assessment.InformationSource{
			{Kind: "interview", Who: w.story.contact, Date: w.day()}, {Kind: "scan", What: "Export of the device management", Date: w.day()},
		},
		Limitations: []string{"Medical devices were looked at from the network, not opened."}, ChangedAsked: true,
		NextReview: w.day().AddYears(1), ReviewTriggers: []string{"A new record system", "A move", "A security incident"},
	}
	if w.ago == 0 && w.chance("changed") < 50 {
		f.Changed = []assessment.ChangeKind{assessment.ChangeSystem}
		f.Changes = []assessment.Event{{What: "A new record system was brought in."}}
	}
	if w.open {
		f.Date = assessment.Date{}
	}
	return w.store.SaveEntries(ctx, w.scope, w.id, store.ScopingEntry(0, f))
}

// inventory enters the assets in the client's first year, and has them confirmed again in every other.
func (w *demoWork) inventory(ctx context.Context) error {
	have, err := w.store.Assets(ctx, w.scope, w.client)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		if _, err := w.store.SaveAssets(ctx, w.scope, w.client, w.story.assets()...); err != nil {
			return err
		}
		for _, v := range []assessment.Vendor{
			{Name: "Brightchart", Service: "Record system", Agreement: w.day().AddYears(-1), Location: "Ohio"},
			{Name: "Coldstore Backup", Service: "Online backup", Agreement: w.day().AddYears(-2), Location: "Virginia"},
		} {
			if _, err := w.store.SaveVendor(ctx, w.scope, w.client, store.Record[assessment.Vendor]{Value: v}); err != nil {
				return err
			}
		}
	}
	inv, err := w.store.Inventory(ctx, w.scope, w.client)
	if err != nil {
		return err
	}
	inv.Value = assessment.Inventory{ConfirmedBy: w.story.contact, Date: w.day(), None: []assessment.AssetKind{
		assessment.Wearable, assessment.Messaging,
	}}
	return w.store.SaveInventory(ctx, w.scope, w.client, inv)
}

// assets gives one line of each kind that a client of that size has.
func (c *demoClient) assets() []store.Record[assessment.Asset] {
	all := []assessment.Handling{assessment.Creates, assessment.Receives, assessment.Maintains, assessment.Transmits}
	hold := []assessment.Handling{assessment.Maintains}
	list := []assessment.Asset{
		{Name: "Front desk and exam room PCs", Kind: assessment.Workstation, Count: c.people, EPHI: all, Encrypted: true},
		{Name: "Laptops of the clinicians", Kind: assessment.Laptop, Count: 1 + c.people/6, EPHI: all, Portable: true, Encrypted: c.care > 65},
		{Name: "Tablets for intake", Kind: assessment.Tablet, Count: 2, EPHI: all, Portable: true, Encrypted: true},
		{Name: "Phones with mail", Kind: assessment.Phone, Count: 1 + c.people/3, EPHI: hold, Portable: true, Encrypted: true},
		{Name: "USB sticks", Kind: assessment.RemovableMedia, Count: 3, EPHI: hold, Portable: true},
		{Name: "File server", Kind: assessment.Server, EPHI: hold, Site: c.sites[0], Encrypted: true},
		{Name: "Nightly backup", Kind: assessment.Backup, EPHI: hold, Encrypted: true},
		{Name: "Digital X-ray", Kind: assessment.MedicalDevice, Count: 2, EPHI: all, Site: c.sites[0]},
		{Name: "Copiers", Kind: assessment.Printer, Count: 2, EPHI: hold},
		{Name: "Office network and Wi-Fi", Kind: assessment.Network, EPHI: []assessment.Handling{assessment.Transmits}},
		{Name: "Brightchart", Kind: assessment.EHR, EPHI: all, Encrypted: true},
		{Name: "Mail of the practice", Kind: assessment.Email, EPHI: all, Encrypted: true},
		{Name: "Shared folders", Kind: assessment.FileShare, EPHI: hold},
		{Name: "Online office suite", Kind: assessment.CloudService, EPHI: all, Encrypted: true},
		{Name: "Fax line", Kind: assessment.Fax, EPHI: []assessment.Handling{assessment.Receives, assessment.Transmits}},
		{Name: "Website with contact form", Kind: assessment.Website, EPHI: []assessment.Handling{assessment.Receives}},
	}
	for _, site := range c.sites {
		list = append(list, assessment.Asset{Name: "Building: " + site, Kind: assessment.Facility, Site: site, EPHI: hold})
	}
	records := make([]store.Record[assessment.Asset], len(list))
	for i, a := range list {
		records[i].Value = a
	}
	return records
}

// facts answers the questions that decide what else is asked.
func (w *demoWork) facts(ctx context.Context) error {
	return w.give(ctx, func(q *assessment.Question) bool { return q.IsFact() })
}

// answers gives a third of the answers, or all of them.
func (w *demoWork) answers(ctx context.Context, until stage) error {
	return w.give(ctx, func(q *assessment.Question) bool {
		return !q.IsFact() && (until > proven || w.chance("which", q.ID) < 33)
	})
}

// give answers every visible question that which picks and that has no answer yet.
func (w *demoWork) give(ctx context.Context, which func(*assessment.Question) bool) error {
	work, _, err := w.load(ctx)
	if err != nil {
		return err
	}
	offers := assessment.Offers(work.Proposals)
	cured, err := w.cured(ctx, work.Catalog)
	if err != nil {
		return err
	}
	var changes []store.AnswerChange
	for _, s := range assessment.Stand(work.Catalog, &work.Content) {
		if !s.Visible || s.Answered() || !which(s.Question) {
			continue
		}
		for _, at := range s.Places(work.Client.Sites) {
			changes = append(changes, w.answer(s.Question, at, assessment.OfferAt(offers, at), cured[s.Question.ID]))
		}
	}
	_, err = w.store.SaveAnswers(ctx, w.scope, w.id, changes)
	return err
}

// ready answers the proposed rule: all of it last year, and the beginning of it this year.
func (w *demoWork) ready(ctx context.Context) error {
	if !w.story.looksAhead || w.ago > 1 {
		return nil
	}
	r := assessment.Readiness{By: "Dana Reyes", Date: w.day(), Answers: map[string]assessment.ReadinessAnswer{}}
	for i, q := range w.proposed.Questions() {
		if w.ago == 0 && i >= len(w.proposed.Questions())/2 {
			break
		}
		r.Answers[q.ID] = w.readiness(q)
	}
	return w.store.SaveReadiness(ctx, w.scope, w.id, w.proposed, 0, r)
}

// readiness is the answer of a client that does some of what is proposed already, and a little more of it each year.
func (w *demoWork) readiness(q *assessment.Question) assessment.ReadinessAnswer {
	years := demoWork{story: w.story}
	switch n := years.chance("ready", q.ID) - 15*(1-w.ago); {
	case n < 35:
		return assessment.ReadinessAnswer{Response: assessment.Yes}
	case n < 60:
		return assessment.ReadinessAnswer{Response: assessment.Partial, Note: "In place at the main office, not yet at the annex."}
	case n < 85:
		return assessment.ReadinessAnswer{Response: assessment.No, Note: "Would need a new product; asked the vendor for a price."}
	case n < 95:
		return assessment.ReadinessAnswer{Response: assessment.Unknown}
	default:
		return assessment.ReadinessAnswer{Response: assessment.NotApplicable, Note: "The vendor of the record system does this for all of its clients."}
	}
}

// sectionsProven is in how many sections there is fresh proof.
const sectionsProven = 3

// prove enters proofs of these days for answers of last year that wait for confirmation, and one that is too old.
func (w *demoWork) prove(ctx context.Context) error {
	if !w.open {
		return nil
	}
	work, _, err := w.load(ctx)
	if err != nil {
		return err
	}
	w.at(assessment.DateOf(time.Now()))
	offers, done := assessment.Offers(work.Proposals), 0
	for _, section := range work.Catalog.Questionnaire.Sections {
		waiting := w.unproven(work, offers, section.ID)
		if len(waiting) < 4 || done == sectionsProven {
			continue
		}
		done++
		for _, proof := range []assessment.Proof{
			{Questions: waiting[1:], What: "Export and log: " + section.Title, Date: w.day().AddDays(-10)},
			{Questions: waiting[:1], What: "Log of the year before: " + section.Title, Date: w.day().AddYears(-2)},
		} {
			proof.Method, proof.By = assessment.ByConfiguration, "Priya Nair"
			if _, err := w.store.SaveProof(ctx, w.scope, w.client, store.Record[assessment.Proof]{Value: proof}); err != nil {
				return err
			}
		}
	}
	return nil
}

// unproven lists the questions of a section of which only a proof is missing to confirm last year's answer together with
// others.
func (w *demoWork) unproven(work *store.Work, offers map[assessment.Place]assessment.Offer, section string) []string {
	var list []string
	_, held := assessment.Together(work.Catalog, &work.Content, offers, section, nil, assessment.Date{}, w.id)
	for _, h := range held {
		if h.Why == assessment.NoProof && !slices.Contains(list, h.Question) {
			list = append(list, h.Question)
		}
	}
	return list
}

// cured gives the questions that a line of the plan has put in place.
func (w *demoWork) cured(ctx context.Context, cat *assessment.Catalog) (map[string]bool, error) {
	lines, err := w.store.Plan(ctx, w.scope, w.client)
	cured := map[string]bool{}
	for _, line := range lines {
		if line.Value.Status == assessment.Done {
			for _, id := range cat.Current(line.Value.Questions) {
				cured[id] = true
			}
		}
	}
	return cured, err
}

// answer gives what the plan has brought about, confirms what last year says, or finds out anew.
func (w *demoWork) answer(q *assessment.Question, at assessment.Place, offer assessment.Offer, cured bool) store.AnswerChange {
	ch := store.AnswerChange{Question: at.Question, Site: at.Site}
	switch p := offer.Confirmable(); {
	case cured && (p == nil || p.Response != assessment.Yes):
		ch.Answer = assessment.Answer{Response: assessment.Yes, Note: "In place since the plan of last year was worked off."}
	case p != nil && w.chance("confirm", q.ID) < 90:
		ch.Answer, ch.Proposal = p.Answer(), p.ID
	default:
		ch.Answer = w.fresh(q, at)
	}
	if ch.Answer.Response == assessment.Yes && w.chance("proof", q.ID) < 30 {
		ch.Answer.Verified = &assessment.Verification{By: "Priya Nair", Date: w.day().AddDays(-20), Method: assessment.ByConfiguration, Evidence: "Export of the settings"}
	}
	ch.Answer.Source = []assessment.Source{assessment.SourceCall, assessment.SourceVisit, assessment.SourceRecords}[w.chance("source", q.ID)%3]
	return ch
}

// fresh gives the answer of a client that takes as much care as its story says, and more from year to year.
func (w *demoWork) fresh(q *assessment.Question, at assessment.Place) assessment.Answer {
	if q.IsFact() {
		return w.fact(q)
	}
	care := w.story.care + 6*(2-w.ago)
	switch n := w.chance("answer", q.ID, at.Site); {
	case n < care:
		return assessment.Answer{Response: assessment.Yes}
	case n < care+(100-care)/2:
		return assessment.Answer{Response: assessment.Partial, Note: "Done in most cases; the exceptions are written down."}
	case n > 97:
		return assessment.Answer{Response: assessment.Unknown, Owner: w.story.contact, Due: w.day().AddDays(30)}
	default:
		return assessment.Answer{Response: assessment.No, Note: "Nobody has taken it on yet."}
	}
}

func (w *demoWork) fact(q *assessment.Question) assessment.Answer {
	switch q.Fact {
	case assessment.FactChoice:
		return assessment.Answer{Choice: q.Choices[w.chance("fact", q.ID)%len(q.Choices)].ID}
	case assessment.FactNumber:
		return assessment.Answer{Value: fmt.Sprint(w.story.people)}
	case assessment.FactDate:
		return assessment.Answer{Value: w.day().AddDays(-90).String()}
	default:
		return assessment.Answer{Value: "As described in the scope"}
	}
}

func (w *demoWork) submit(ctx context.Context) error {
	return w.store.UpdateAssessment(ctx, w.scope, w.id, "submit", func(work *store.Work) error { return work.Submit(work.Catalog) })
}

// decide is what the client's official says.
func (w *demoWork) decide(ctx context.Context, until stage) error {
	if until == returned {
		return w.store.UpdateAssessment(ctx, w.scope, w.id, "return", func(work *store.Work) error {
			return work.Return(assessment.Remark{By: w.story.contact, Date: w.day(), Text: "Please look at the backup answers again: we changed the schedule in September."})
		})
	}
	return w.store.UpdateAssessment(ctx, w.scope, w.id, "approve", func(work *store.Work) error {
		return work.Approve(assessment.Approval{Name: w.story.contact, Title: "Security official", Date: w.day()}, work.Digest)
	})
}

// finalize makes the assessment final and keeps its documents.
func (w *demoWork) finalize(ctx context.Context) error {
	if err := w.store.FinalizeAssessment(ctx, w.scope, w.id); err != nil {
		return err
	}
	work, snapshot, err := w.load(ctx)
	if err != nil {
		return err
	}
	brand, err := w.store.BrandingOf(ctx, w.scope, work)
	if err != nil {
		return err
	}
	docs := report.All(snapshot)
	report.Dress(brand.Brand, brand.Pictures, docs...)
	files, err := drawAll(ctx, docs)
	if err != nil {
		return err
	}
	for i, doc := range docs {
		if _, err := w.store.KeepReport(ctx, w.scope, w.id, doc.Name, files[i].bytes); err != nil {
			return err
		}
	}
	return nil
}

func (w *demoWork) amend(ctx context.Context) error {
	_, err := w.store.AmendAssessment(ctx, w.scope, w.id, "A server was missing from the inventory.")
	return err
}
