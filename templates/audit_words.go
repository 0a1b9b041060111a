package templates

import (
	"regexp"
	"strings"
)

// deed is what an action of the audit log is called: in which group it stands, and what the person did, in the past.
type deed struct{ group, words string }

// AuditGroup is a choice of the filter by action.
type AuditGroup struct{ ID, Label string }

// AuditGroups are the groups of actions in the order in which they are offered.
var AuditGroups = []AuditGroup{
	{"sign-in", "Signing in and out"},
	{"answers", "Answers"},
	{"analysis", "Scope, decisions and risks"},
	{"plan", "The plan"},
	{"records", "Inventory and other records"},
	{"screening", "PHI screenings"},
	{"shares", "Questions sent to contacts"},
	{"steps", "Opening, review and approval"},
	{"reports", "Reports and downloads"},
	{"clients", "Clients"},
	{"people", "People"},
	{"other", "Settings and other"},
}

// deeds has what is not told by a thing and what became of it.
var deeds = map[string]deed{
	"user.sign-in":               {"sign-in", "signed in"},
	"user.sign-out":              {"sign-in", "signed out"},
	"user.sign-out-everywhere":   {"sign-in", "ended where a person is signed in"},
	"user.sign-in-refused":       {"sign-in", "tried to sign in and was refused"},
	"user.code":                  {"sign-in", "showed a code as the second factor"},
	"user.code-refused":          {"sign-in", "gave a wrong code"},
	"user.passkey":               {"sign-in", "showed a passkey"},
	"user.passkey-refused":       {"sign-in", "showed a passkey that was refused"},
	"user.add":                   {"people", "added a person"},
	"user.name":                  {"people", "changed the name or job title of a person"},
	"user.role":                  {"people", "changed the role of a person"},
	"user.clients":               {"people", "changed which clients a person sees"},
	"user.disable":               {"people", "kept a person from signing in"},
	"user.enable":                {"people", "let a person sign in again"},
	"user.link":                  {"people", "made a link for a person to choose a password"},
	"user.reset":                 {"people", "gave a person another password"},
	"user.reset-asked":           {"people", "asked for a link to choose another password"},
	"user.password":              {"people", "changed their password"},
	"user.preferences":           {"people", "changed how their pages look"},
	"user.factor-add":            {"people", "added a second factor"},
	"user.factor-remove":         {"people", "removed a second factor"},
	"user.factors-remove":        {"people", "removed every second factor of a person"},
	"user.recovery-codes":        {"people", "made new recovery codes"},
	"user.sso-connect":           {"people", "connected their account for single sign-on"},
	"user.sso-disconnect":        {"people", "disconnected an account for single sign-on"},
	"client.add":                 {"clients", "added the client"},
	"client.update":              {"clients", "changed the facts of the client"},
	"client.archive":             {"clients", "archived the client"},
	"client.restore":             {"clients", "brought the client back"},
	"client.logo":                {"clients", "changed the logo of the client"},
	"client.logo-remove":         {"clients", "removed the logo of the client"},
	"client.record-kinds":        {"clients", "recorded what the PHI screening found"},
	"client.delete":              {"clients", "deleted a client"},
	"client.export":              {"clients", "exported the client"},
	"client.import":              {"clients", "imported the client"},
	"contact.add":                {"shares", "added a contact"},
	"contact.change":             {"shares", "changed a contact"},
	"contact.remove":             {"shares", "took a contact out"},
	"message.write":              {"shares", "wrote a message on a question"},
	"campaign.make":              {"shares", "sent a screening to contacts of many clients"},
	"campaign.leave-out":         {"shares", "left the client out of a screening by link"},
	"share.make":                 {"shares", "sent questions to contacts"},
	"share.remind":               {"shares", "reminded a contact"},
	"share.link":                 {"shares", "made a link for a contact"},
	"share.code":                 {"shares", "followed a link and was sent a code"},
	"share.refused":              {"shares", "gave a wrong code or passphrase as a contact"},
	"share.enter":                {"shares", "came in as a contact"},
	"share.leave":                {"shares", "left as a contact"},
	"share.answer":               {"shares", "answered as a contact"},
	"share.pass-on":              {"shares", "passed a question on to a colleague"},
	"share.file":                 {"shares", "added a file as a contact"},
	"share.submit":               {"shares", "sent answers as a contact"},
	"share.accept":               {"shares", "accepted the answer of a contact"},
	"share.return":               {"shares", "gave an answer back to a contact"},
	"share.extend":               {"shares", "set another due day for a contact"},
	"share.revoke":               {"shares", "revoked what was sent to a contact"},
	"assessment.open":            {"steps", "opened an assessment"},
	"assessment.move":            {"steps", "moved an assessment to another edition"},
	"assessment.submit":          {"steps", "submitted an assessment for review"},
	"assessment.approve":         {"steps", "approved an assessment"},
	"assessment.record-approval": {"steps", "recorded the approval of an assessment"},
	"assessment.return":          {"steps", "returned an assessment with a remark"},
	"assessment.take-back":       {"steps", "took an assessment back from review"},
	"assessment.finalize":        {"steps", "made an assessment final"},
	"assessment.supersede":       {"steps", "replaced an assessment by its amendment"},
	"report.keep":                {"reports", "had a report made"},
	"report.read":                {"reports", "opened a report"},
	"report.download":            {"reports", "downloaded a report"},
	"report.copy":                {"reports", "took a signed or protected copy of a report"},
	"portfolio.download":         {"reports", "downloaded the portfolio review of"},
	"plan.download":              {"reports", "downloaded the plan as a table"},
	"questionnaire.download":     {"reports", "downloaded a blank questionnaire"},
	"audit.download":             {"reports", "downloaded the audit log"},
	"proof.file-download":        {"reports", "downloaded a file of a proof"},
	"proof.file-add":             {"records", "added a file to a proof"},
	"proof.file-remove":          {"records", "took a file out of a proof"},
	"setting.save":               {"other", "changed a setting"},
	"signer.keep":                {"other", "set the certificate that reports are signed with"},
	"signer.remove":              {"other", "removed the certificate that reports are signed with"},
	"key.make":                   {"other", "made a data key"},
	"key.rotate":                 {"other", "encrypted everything under the newest data key"},
	"key.master":                 {"other", "changed the master key"},
	"certificate.keep":           {"other", "kept a certificate for https"},
	"certificate.remove":         {"other", "removed a certificate for https"},
	"mail.queue":                 {"other", "had a mail made"},
	"mail.sent":                  {"other", "sent a mail"},
	"mail.dead":                  {"other", "could not send a mail"},
	"mail.retry":                 {"other", "had a mail tried again"},
	"mail.drop":                  {"other", "gave a mail up"},
	"backup.make":                {"other", "made a backup"},
	"backup.fail":                {"other", "could not make a backup"},
	"backup.restore":             {"other", "restored the backup of"},
	"scoping.save":               {"analysis", "changed the scope"},
	"inventory.save":             {"records", "confirmed or changed the inventory"},
}

// things are saved and taken out.
var things = map[string]deed{
	"answer":      {"answers", "an answer"},
	"decision":    {"analysis", "a decision"},
	"occurrence":  {"analysis", "how likely a threat is"},
	"override":    {"analysis", "an override of a risk"},
	"exclusion":   {"analysis", "why a risk does not apply"},
	"review":      {"analysis", "the review of a risk"},
	"own_risk":    {"analysis", "a risk of their own"},
	"treatment":   {"analysis", "the response to a risk"},
	"readiness":   {"analysis", "answers on the proposed rule"},
	"asset":       {"records", "an asset"},
	"vendor":      {"records", "an agreement"},
	"incident":    {"records", "an incident"},
	"proof":       {"records", "a proof"},
	"remediation": {"plan", "a line of the plan"},
	"screening":   {"screening", "a PHI screening"},
}

// deedOf says what an action is called. One that has no words is told by its own.
func deedOf(action string) deed {
	if d, ok := deeds[action]; ok {
		return d
	}
	thing, verb, _ := strings.Cut(action, ".")
	if d, ok := things[thing]; ok && verb == "save" {
		return deed{d.group, "saved " + d.words}
	} else if ok && verb == "remove" {
		return deed{d.group, "took out " + d.words}
	}
	group := map[string]string{"user": "people", "client": "clients", "assessment": "steps", "report": "reports"}[thing]
	if group == "" {
		group = "other"
	}
	return deed{group, "did “" + strings.NewReplacer(".", ": ", "-", " ", "_", " ").Replace(action) + "”"}
}

// AuditGroupOf gives the group that an action stands in.
func AuditGroupOf(action string) string { return deedOf(action).group }

// Words says in a sentence who did what to what.
func (l AuditLine) Words() string {
	who := l.By
	if who == "" {
		who = "Somebody who is not known here"
	}
	text := who + " " + deedOf(l.Action).words
	if l.Subject != "" && !anID.MatchString(l.Subject) {
		text += ": " + l.Subject
	}
	return text
}

// anID is the id of a record or of a person, which says nothing to people.
var anID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
