package templates

// AdminPage leads to what keeps the installation.
type AdminPage struct {
	Page
}

// AdminHead is the head of the page.
func AdminHead() Page {
	return Page{Heading: "Admin", Nav: "admin", Lead: "What keeps this installation of Safeguard, for admins alone."}
}

// adminPart is one of the pages, and what it is for in a sentence.
type adminPart struct{ Label, URL, About string }

// adminParts lists the pages in the order in which they are shown.
var adminParts = []adminPart{
	{"People", "/admin/users", "Who signs in, in which role, and which clients they see. Invite somebody, or keep them out."},
	{"Mail", "/admin/mail", "Which server sends invitations and links, and what became of each mail."},
	{"Audit log", "/admin/audit", "Who did what, for which client, when and from where."},
	{"Keys", "/admin/keys", "What the data are encrypted with, and when that was changed last."},
	{"Backups", "/admin/backups", "When the last ones were made, whether one failed, and how to bring one back."},
	{"Settings", "/admin/settings", "The name of your company, and how this server keeps everything safe."},
}

// AdminCrumbs is the way to a page of the admins.
func AdminCrumbs() []Crumb { return []Crumb{{Label: "Admin", URL: "/admin"}} }
