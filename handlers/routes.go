package handlers

import (
	"net/http"
	"slices"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/static"
)

// handler answers one method of one resource. What goes wrong is returned, and fail makes a page of it.
type handler func(w http.ResponseWriter, r *http.Request) error

// who says who may enter a route, whether the address is of a client whom they have to see, and whether they confirm first
// that it is them.
type who uint8

const (
	anyone   who = iota + 1 // without signing in
	signedIn                // every role
	editor                  // managers and admins
	admin
	halfIn   // who has shown the password and no second factor yet, and whoever is signed in
	arriving // a contact on the way in: with the link that they followed last, or with none
	guest    // a contact who has shown who they are; nobody who signs in

	// Beside a level:
	stepUp   who = 1 << 7 // only within ten minutes of showing a second factor
	butFirst who = 1 << 6 // beside stepUp: who has nothing to confirm with yet enters all the same
	ofClient who = 1 << 5 // only who sees the client, or the client of the assessment, in the address

	levels = ofClient - 1
)

// level gives who may enter, without what stands beside it.
func (w who) level() who { return w & levels }

// enters reports whether a person with that role may enter.
func (w who) enters(role assessment.Role) bool {
	switch w.level() {
	case anyone:
		return true
	case arriving:
		return true
	case guest:
		return false
	case signedIn, halfIn:
		return role != 0
	case editor:
		return role == assessment.Admin || role == assessment.Manager
	default:
		return role == assessment.Admin
	}
}

// route is one line of the table.
type route struct {
	method, pattern string
	who             who
	do              handler
}

// routes is the one table of routes, each with who may enter. Whether somebody sees the client of an address is checked
// before its handler is called, and by the store once more, which every handler gives the scope of who asks.
func (s *Server) routes() []route {
	return slices.Concat(
		s.ownRoutes(), s.sharedRoutes(), s.adminRoutes(), s.answerRoutes(), s.riskRoutes(),
		s.clientRoutes(), s.recordRoutes(), s.planRoutes(), s.shareRoutes(), s.yearRoutes(),
	)
}

// ownRoutes are about the server itself, signing in, and what people change about themselves.
func (s *Server) ownRoutes() []route {
	return []route{
		{"GET", "/healthz", anyone, s.showHealth},
		{"GET", "/readyz", anyone, s.showReady},
		{"GET", "/static/*", anyone, plain(static.Handler())},

		// Signing in, and what people change about themselves.
		{"GET", "/login", anyone, s.showLogin},
		{"POST", "/login", anyone, s.postLogin},
		{"GET", "/login/sso", anyone, s.showSSO},
		{"GET", "/login/sso/callback", anyone, s.showCallback},
		{"POST", "/logout", halfIn, s.postLogout},
		{"GET", "/login/code", halfIn, s.showCode},
		{"POST", "/login/code", halfIn, s.postCode},
		{"GET", "/login/enroll", halfIn, s.first(s.showEnroll)},
		{"POST", "/login/enroll", halfIn, s.first(s.postEnroll)},
		{"POST", "/login/enroll/passkey/begin", halfIn, s.first(s.beginPasskey)},
		{"POST", "/login/enroll/passkey/finish", halfIn, s.first(s.finishPasskey)},
		{"GET", "/login/codes", halfIn, s.showCodes},
		{"POST", "/login/codes", halfIn, s.postCodes},
		{"POST", "/login/passkey/begin", anyone, s.beginAssertion},
		{"POST", "/login/passkey/finish", anyone, s.finishAssertion},
		{"GET", "/login/confirm", signedIn, s.showConfirmAgain},
		{"POST", "/login/confirm", signedIn, s.postConfirmAgain},
		{"GET", "/account/factors", signedIn | stepUp | butFirst, s.showEnroll},
		{"POST", "/account/factors", signedIn | stepUp | butFirst, s.postEnroll},
		{"POST", "/account/factors/passkey/begin", signedIn | stepUp | butFirst, s.beginPasskey},
		{"POST", "/account/factors/passkey/finish", signedIn | stepUp | butFirst, s.finishPasskey},
		{"POST", "/account/factors/{factor}/remove", signedIn | stepUp, s.postFactorRemoval},
		{"GET", "/account/factors/codes", signedIn, s.showCodes},
		{"POST", "/account/factors/codes", signedIn, s.postCodes},
		{"POST", "/account/factors/codes/new", signedIn | stepUp, s.postNewCodes},
		{"POST", "/admin/users/{user}/factors", admin | stepUp, s.postFactorsRemoval},
		{"GET", "/account", signedIn, s.showAccount},
		{"POST", "/account", signedIn, s.postAccount},
		{"GET", "/account/sso", signedIn | stepUp, s.showConnect},
		{"POST", "/account/sso/remove", signedIn | stepUp, s.postDisconnect},
		{"POST", "/account/stays", signedIn, s.postOwnStays},
		{"POST", "/account/keys", signedIn, s.postKeys},
		{"GET", "/setup/{token}", anyone, s.showSetup},
		{"POST", "/setup/{token}", anyone, s.postSetup},
		{"GET", "/invite/{token}", anyone, s.showLink(store.InviteLink)},
		{"POST", "/invite/{token}", anyone, s.postLink(store.InviteLink)},
		{"GET", "/invite/{token}/sso", anyone, s.showJoin},
		{"GET", "/reset", anyone, s.showForgotten},
		{"POST", "/reset", anyone, s.postForgotten},
		{"GET", "/reset/{token}", anyone, s.showLink(store.ResetLink)},
		{"POST", "/reset/{token}", anyone, s.postLink(store.ResetLink)},
		{"POST", "/account/stay", signedIn, s.postStay},
		{"GET", "/unsaved", signedIn, s.showUnsaved},
		{"POST", "/unsaved", signedIn, s.postUnsaved},
		{"POST", "/unsaved/discard", signedIn, s.postDiscard},
		{"GET", "/help/keys", signedIn, s.showKeys},
		{"GET", "/", signedIn, redirectTo("/clients")},
		{"GET", "/logo", signedIn, s.showMSPLogo},
		{"GET", "/reports", signedIn, s.showPortfolio},
		{"GET", "/reports/review.pdf", signedIn, s.showPortfolioReview},
		{"GET", "/reports/all.zip", signedIn, s.showPortfolioZip},
		{"GET", "/verify", signedIn, s.showVerify},
		{"POST", "/verify", signedIn, s.postVerify},
	}
}

// sharedRoutes are those of contacts.
func (s *Server) sharedRoutes() []route {
	return []route{
		// How a contact comes in, and what was shared with them.
		{"GET", "/s/{token}", anyone, s.showShareLink},
		{"POST", "/s/{token}", arriving, s.postShareLink},
		{"GET", "/shared/code", arriving, s.showShareCode},
		{"POST", "/shared/code", arriving, s.postShareCode},
		{"POST", "/shared/code/new", arriving, s.postNewShareCode},
		{"GET", "/shared", guest, s.showShared},
		{"GET", "/shared/logo/msp", guest, s.showSharedLogo(false)},
		{"GET", "/shared/logo/client", guest, s.showSharedLogo(true)},
		{"GET", "/shared/done", guest, s.showSharedDone},
		{"POST", "/shared/leave", guest, s.postLeave},
		{"GET", "/shared/left", anyone, s.showLeft},

		// The questions that a contact answers, one a page.
		{"GET", "/shared/questions/{question}", guest, s.showSharedQuestion},
		{"POST", "/shared/questions/{question}", guest, s.postSharedQuestion},
		{"GET", "/shared/questions/{question}/changed", guest, s.showSharedChanged},
		{"POST", "/shared/questions/{question}/changed", guest, s.postSharedChanged},
		{"POST", "/shared/questions/{question}/pass", guest, s.postSharedPass},
		{"POST", "/shared/questions/{question}/files", guest, s.postSharedFile},
		{"GET", "/shared/check", guest, s.showSharedCheck},
		{"POST", "/shared/submit", guest, s.postSharedSubmit},
	}
}

// adminRoutes are about the installation, its people, its mails and its log.
func (s *Server) adminRoutes() []route {
	return []route{
		// The installation.
		{"GET", "/admin/keys", admin, s.showDataKeys},
		{"GET", "/admin/settings", admin, s.showSettings},
		{"POST", "/admin/settings", admin | stepUp, s.postSettings},
		{"POST", "/admin/settings/reports", admin | stepUp, s.postBrand},
		{"POST", "/admin/settings/logo", admin | stepUp, s.postMSPLogo},
		{"POST", "/admin/settings/logo/remove", admin | stepUp, s.postMSPLogoRemoval},
		{"POST", "/admin/settings/signer", admin | stepUp, s.postSigner},
		{"POST", "/admin/settings/signer/remove", admin | stepUp, s.postSignerRemoval},

		// The people who sign in.
		{"GET", "/admin/users", admin, s.showPeople},
		{"GET", "/admin/users/invite", admin, s.showInvitation},
		{"POST", "/admin/users/invite", admin | stepUp, s.postInvitation},
		{"GET", "/admin/users/{user}", admin, s.showPerson},
		{"POST", "/admin/users/{user}", admin | stepUp, s.postPerson},
		{"POST", "/admin/users/{user}/access", admin | stepUp, s.postAccess},
		{"POST", "/admin/users/{user}/link", admin | stepUp, s.postPersonLink},
		{"POST", "/admin/users/{user}/sso/remove", admin | stepUp, s.postPersonDisconnect},
		{"POST", "/admin/users/{user}/stays", admin | stepUp, s.postPersonStays},

		// How mails are sent.
		{"GET", "/admin/mail", admin, s.showMail},
		{"POST", "/admin/mail", admin | stepUp, s.postMail},
		{"POST", "/admin/mail/test", admin, s.postTestMail},
		{"POST", "/admin/mail/{mail}/retry", admin, s.postRetryMail},
		{"POST", "/admin/mail/{mail}/drop", admin, s.postDropMail},

		// Who did what.
		{"GET", "/admin", admin, s.showAdmin},
		{"GET", "/admin/audit", admin, s.showAudit},
		{"GET", "/admin/audit.csv", admin | stepUp, s.downloadAudit},
		{"GET", "/clients/{client}/audit", signedIn | ofClient, s.showAudit},
		{"GET", "/clients/{client}/audit.csv", signedIn | ofClient | stepUp, s.downloadAudit},
		{"GET", "/admin/backups", admin, s.showBackups},
	}
}

// answerRoutes are where questions are answered.
func (s *Server) answerRoutes() []route {
	return []route{
		// Answering, section by section.
		{"GET", "/assessments/{assessment}/sections/{section}", signedIn | ofClient, s.showSection},
		{"GET", "/assessments/{assessment}/sections/{section}/confirm", editor | ofClient, s.showConfirm},
		{"POST", "/assessments/{assessment}/sections/{section}/confirm", editor | ofClient, s.postConfirm},
		{"POST", "/assessments/{assessment}/source", editor | ofClient, s.postSource},
		{"GET", "/assessments/{assessment}/answers/{question}", signedIn | ofClient, s.showAnswer},
		{"PUT", "/assessments/{assessment}/answers/{question}", editor | ofClient, s.postAnswer},
		{"POST", "/assessments/{assessment}/answers/{question}", editor | ofClient, s.postAnswer},
		{"POST", "/assessments/{assessment}/answers/{question}/undo", editor | ofClient, s.postUndo},
		{"GET", "/assessments/{assessment}/answers/{question}/history", signedIn | ofClient, s.showAnswerHistory},
		{"GET", "/assessments/{assessment}/answers/{question}/messages", signedIn | ofClient, s.showMessages},
		{"POST", "/assessments/{assessment}/answers/{question}/messages", editor | ofClient, s.postMessage},
		{"GET", "/shared/questions/{question}/messages", guest, s.showSharedMessages},
		{"POST", "/shared/questions/{question}/messages", guest, s.postSharedMessage},
		{"POST", "/assessments/{assessment}/decisions/{citation}", editor | ofClient, s.postDecision},

		// Readiness for what is proposed and not in force.
		{"GET", "/assessments/{assessment}/readiness/{questionnaire}", signedIn | ofClient, s.showReadiness},
		{"POST", "/assessments/{assessment}/readiness/{questionnaire}", editor | ofClient, s.postReadiness},
	}
}

// riskRoutes are about risks, and the libraries and questionnaires that they come from.
func (s *Server) riskRoutes() []route {
	return []route{
		// The risks of an assessment, and the library that they come from.
		{"GET", "/assessments/{assessment}/risks", signedIn | ofClient, s.showRisks},
		{"POST", "/assessments/{assessment}/risks/review", editor | ofClient, s.postReviews},
		{"GET", "/assessments/{assessment}/risks/new", editor | ofClient, s.showNewRisk},
		{"POST", "/assessments/{assessment}/risks/new", editor | ofClient, s.postNewRisk},
		{"GET", "/assessments/{assessment}/risks/{risk}", signedIn | ofClient, s.showRisk},
		{"POST", "/assessments/{assessment}/risks/{risk}/review", editor | ofClient, s.postRisk(reviewPart, treatmentPart)},
		{"POST", "/assessments/{assessment}/risks/{risk}/treatment", editor | ofClient, s.postRisk(treatmentPart, reviewPart)},
		{"POST", "/assessments/{assessment}/risks/{risk}/override", editor | ofClient, s.postRisk(overridePart)},
		{"POST", "/assessments/{assessment}/risks/{risk}/occurrence", editor | ofClient, s.postRisk(occurrencePart)},
		{"POST", "/assessments/{assessment}/risks/{risk}/exclusion", editor | ofClient, s.postRisk(exclusionPart)},
		{"GET", "/assessments/{assessment}/risks/{risk}/edit", editor | ofClient, s.showOwnRisk},
		{"POST", "/assessments/{assessment}/risks/{risk}/edit", editor | ofClient, s.postOwnRisk},
		{"POST", "/assessments/{assessment}/risks/{risk}/remove", editor | ofClient, s.removeOwnRisk},
		{"GET", "/library/risks", editor, s.showLibraryRisks},
		{"GET", "/library/threats", editor, s.showLibraryThreats},
		{"GET", "/questionnaires", editor, s.showQuestionnaires},
		{"GET", "/questionnaires/{questionnaire}", editor, s.showQuestionnaire},
		{"GET", "/questionnaires/{questionnaire}/coverage", editor, s.showCoverage},
		{"GET", "/questionnaires/{questionnaire}/activities", editor, s.showActivities},
		{"GET", "/questionnaires/{questionnaire}/blank.pdf", editor, s.showBlank},
	}
}

// clientRoutes are about clients and their screenings.
func (s *Server) clientRoutes() []route {
	return []route{
		// Clients.
		{"GET", "/clients", signedIn, s.showClients},
		{"GET", "/clients/new", editor, s.showNewClient},
		{"POST", "/clients/new", editor, s.postNewClient},
		{"GET", "/clients/import", editor, s.showImport},
		{"POST", "/clients/import", editor, s.postImport},
		{"GET", "/clients/import/template.csv", editor, s.showImportTemplate},
		{"GET", "/clients/{client}", signedIn | ofClient, s.showClient},
		{"GET", "/clients/{client}/edit", editor | ofClient, s.showEditClient},
		{"POST", "/clients/{client}/edit", editor | ofClient, s.postClient},
		{"GET", "/clients/{client}/logo", signedIn | ofClient, s.showClientLogo},
		{"POST", "/clients/{client}/edit/logo", editor | ofClient, s.postClientLogo},
		{"POST", "/clients/{client}/edit/logo/remove", editor | ofClient, s.postClientLogoRemoval},
		{"POST", "/clients/{client}/archive", editor | ofClient, s.postArchive},
		{"POST", "/clients/{client}/restore", editor | ofClient, s.postRestore},
		{"GET", "/clients/{client}/delete", admin | ofClient, s.showDelete},
		{"POST", "/clients/{client}/delete", admin | ofClient | stepUp, s.postDelete},
		{"GET", "/clients/{client}/history", signedIn | ofClient, s.showClientHistory},
		{"GET", "/clients/{client}/contacts", signedIn | ofClient, s.showContacts},
		{"POST", "/clients/{client}/contacts", editor | ofClient, s.postContacts},
		{"POST", "/clients/{client}/contacts/reminders", editor | ofClient, s.postReminders},
		{"GET", "/clients/{client}/contacts/{contact}", editor | ofClient, s.showContact},
		{"POST", "/clients/{client}/contacts/{contact}", editor | ofClient, s.postContact},
		{"POST", "/clients/{client}/contacts/{contact}/remove", editor | ofClient, s.postContactRemoval},
		{"GET", "/clients/{client}/screenings", signedIn | ofClient, s.showScreenings},
		{"GET", "/clients/{client}/screenings/{year}", signedIn | ofClient, s.showScreening},
		{"POST", "/clients/{client}/screenings/{year}", editor | ofClient, s.postScreening},
		{"POST", "/clients/{client}/screenings/{year}/record", editor | ofClient, s.postScreeningKinds},
	}
}

// recordRoutes are about what a client keeps through the years.
func (s *Server) recordRoutes() []route {
	return []route{
		// What an assessment rests on: the client's assets, vendors, incidents and proofs.
		{"GET", "/clients/{client}/assets", signedIn | ofClient, s.assets().showAll},
		{"POST", "/clients/{client}/assets", editor | ofClient, s.assets().postAll},
		{"POST", "/clients/{client}/assets/inventory", editor | ofClient, s.postInventory},
		{"GET", "/clients/{client}/assets/import", editor | ofClient, s.showAssetImport},
		{"POST", "/clients/{client}/assets/import", editor | ofClient, s.postAssetImport},
		{"GET", "/clients/{client}/assets/import/template.csv", editor | ofClient, s.showAssetTemplate},
		{"GET", "/clients/{client}/assets/{asset}", editor | ofClient, s.assets().showOne},
		{"POST", "/clients/{client}/assets/{asset}", editor | ofClient, s.assets().postOne},
		{"POST", "/clients/{client}/assets/{asset}/remove", editor | ofClient, s.assets().postRemoval},
		{"GET", "/clients/{client}/agreements", signedIn | ofClient, s.vendors().showAll},
		{"POST", "/clients/{client}/agreements", editor | ofClient, s.vendors().postAll},
		{"GET", "/clients/{client}/agreements/{vendor}", editor | ofClient, s.vendors().showOne},
		{"POST", "/clients/{client}/agreements/{vendor}", editor | ofClient, s.vendors().postOne},
		{"POST", "/clients/{client}/agreements/{vendor}/remove", editor | ofClient, s.vendors().postRemoval},
		{"GET", "/clients/{client}/incidents", signedIn | ofClient, s.incidents().showAll},
		{"POST", "/clients/{client}/incidents", editor | ofClient, s.incidents().postAll},
		{"GET", "/clients/{client}/incidents/{incident}", editor | ofClient, s.incidents().showOne},
		{"POST", "/clients/{client}/incidents/{incident}", editor | ofClient, s.incidents().postOne},
		{"POST", "/clients/{client}/incidents/{incident}/remove", editor | ofClient, s.incidents().postRemoval},
		{"GET", "/clients/{client}/evidence", signedIn | ofClient, s.evidence().showAll},
		{"POST", "/clients/{client}/evidence", editor | ofClient, s.evidence().postAll},
		{"GET", "/clients/{client}/evidence/{proof}", editor | ofClient, s.evidence().showOne},
		{"POST", "/clients/{client}/evidence/{proof}", editor | ofClient, s.evidence().postOne},
		{"POST", "/clients/{client}/evidence/{proof}/remove", editor | ofClient, s.evidence().postRemoval},
		{"POST", "/clients/{client}/evidence/{proof}/files", editor | ofClient, s.postFile},
		{"GET", "/clients/{client}/evidence/{proof}/files/{file}", signedIn | ofClient, s.showFile},
		{"POST", "/clients/{client}/evidence/{proof}/files/{file}/remove", editor | ofClient, s.postFileRemoval},
	}
}

// planRoutes are about plans.
func (s *Server) planRoutes() []route {
	return []route{
		// The plan of an assessment, of a client, and of all clients.
		{"GET", "/assessments/{assessment}/plan", signedIn | ofClient, s.showPlan},
		{"POST", "/assessments/{assessment}/plan", editor | ofClient, s.postPlan},
		{"GET", "/assessments/{assessment}/plan/{question}", editor | ofClient, s.showAdopt},
		{"POST", "/assessments/{assessment}/plan/{question}", editor | ofClient, s.postAdopt},
		{"GET", "/clients/{client}/plan", signedIn | ofClient, s.showClientPlan},
		{"GET", "/clients/{client}/plan.csv", signedIn | ofClient, s.downloadPlan},
		{"GET", "/clients/{client}/plan/new", editor | ofClient, s.showNewLine},
		{"POST", "/clients/{client}/plan/new", editor | ofClient, s.postNewLine},
		{"GET", "/clients/{client}/plan/{line}", signedIn | ofClient, s.showLine},
		{"POST", "/clients/{client}/plan/{line}", editor | ofClient, s.postLine},
		{"GET", "/remediation", editor, s.showRemediation},
	}
}

// shareRoutes are about what contacts are asked.
func (s *Server) shareRoutes() []route {
	return []route{
		// What is with the contacts of all clients, and screenings by link of many at once.
		{"GET", "/campaigns", editor, s.showCampaigns},
		{"POST", "/campaigns/act", editor, s.postShareAct},
		{"GET", "/campaigns/new", editor, s.showNewCampaign},
		{"POST", "/campaigns/new", editor, s.postNewCampaign},
		{"GET", "/campaigns/import", editor, s.showCampaignImport},
		{"POST", "/campaigns/import", editor, s.postCampaignImport},
		{"GET", "/campaigns/import/template.csv", editor, s.showContactTemplate},
		{"GET", "/campaigns/{campaign}", editor, s.showCampaign},
		{"POST", "/campaigns/{campaign}/links", editor, s.postCampaignLinks},
		{"POST", "/campaigns/{campaign}/accept", editor, s.postCampaignAccept},

		// What contacts of a client are asked to answer by link.
		{"GET", "/assessments/{assessment}/shares", signedIn | ofClient, s.showShares},
		{"GET", "/assessments/{assessment}/shares/new", editor | ofClient, s.showNewShare},
		{"POST", "/assessments/{assessment}/shares/new", editor | ofClient, s.postNewShare},
		{"GET", "/assessments/{assessment}/shares/{share}", signedIn | ofClient, s.showShare},
		{"POST", "/assessments/{assessment}/shares/{share}", editor | ofClient, s.postShare},
		{"GET", "/clients/{client}/shares", signedIn | ofClient, s.showClientShares},
		{"POST", "/clients/{client}/shares/link", editor | ofClient, s.postNewLink},
		{"POST", "/clients/{client}/shares/due", editor | ofClient, s.postShareDue},
		{"POST", "/clients/{client}/shares/revoke", editor | ofClient, s.postShareRevoke},
		{"GET", "/clients/{client}/shares/{share}", signedIn | ofClient, s.showShare},
		{"POST", "/clients/{client}/shares/{share}", editor | ofClient, s.postShare},
	}
}

// yearRoutes lead an assessment from its opening to its reports.
func (s *Server) yearRoutes() []route {
	return []route{
		// The end of the year: review, reports, amendment, comparison.
		{"GET", "/assessments/{assessment}/finalize", signedIn | ofClient, s.showFinalize},
		{"POST", "/assessments/{assessment}/finalize", editor | ofClient | stepUp, s.postFinalize},
		{"POST", "/assessments/{assessment}/submit", editor | ofClient, s.postSubmit},
		{"GET", "/assessments/{assessment}/review", signedIn | ofClient, s.showReview},
		{"POST", "/assessments/{assessment}/approve", signedIn | ofClient, s.postApprove},
		{"POST", "/assessments/{assessment}/return", signedIn | ofClient, s.postReturn},
		{"POST", "/assessments/{assessment}/takeback", editor | ofClient, s.postTakeBack},
		{"GET", "/assessments/{assessment}/amend", editor | ofClient, s.showAmend},
		{"POST", "/assessments/{assessment}/amend", editor | ofClient, s.postAmend},
		{"GET", "/assessments/{assessment}/reports", signedIn | ofClient, s.showReports},
		{"GET", "/assessments/{assessment}/reports/{report}", signedIn | ofClient, s.showReading},
		{"GET", "/assessments/{assessment}/reports/{report}.pdf", signedIn | ofClient, s.showPDF},
		{"GET", "/assessments/{assessment}/reports/workbook.xlsx", signedIn | ofClient, s.downloadWorkbook},
		{"GET", "/assessments/{assessment}/reports/{sheet}.csv", signedIn | ofClient, s.downloadSheet},
		{"GET", "/assessments/{assessment}/reports/{report}/copy", signedIn | ofClient, s.showCopy},
		{"POST", "/assessments/{assessment}/reports/{report}/copy", signedIn | ofClient, s.postCopy},
		{"POST", "/assessments/{assessment}/reports/{report}/signed", signedIn | ofClient, s.postSigned},
		{"GET", "/assessments/{assessment}/compare", signedIn | ofClient, s.showCompare},

		// An assessment from its opening on: how far it is, and what it covers.
		{"GET", "/clients/{client}/assessments/new", editor | ofClient, s.showOpening},
		{"POST", "/clients/{client}/assessments/new", editor | ofClient, s.postOpening},
		{"GET", "/assessments/{assessment}", signedIn | ofClient, s.showOverview},
		{"GET", "/assessments/{assessment}/scope", signedIn | ofClient, s.showScope},
		{"POST", "/assessments/{assessment}/scope", editor | ofClient, s.postScope},
		{"GET", "/assessments/{assessment}/questionnaire", editor | ofClient, s.showMove},
		{"POST", "/assessments/{assessment}/questionnaire", editor | ofClient, s.postMove},
	}
}

// plain makes a handler of a part that answers by itself.
func plain(h http.Handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	}
}

func redirectTo(path string) handler {
	return func(w http.ResponseWriter, r *http.Request) error { return redirect(w, r, path) }
}

// redirect leads on after a change, so that loading the page again repeats nothing.
func redirect(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
