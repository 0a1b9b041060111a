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
	{"Audit log", "/admin/audit", "Who did what, for which client, when and from where."},
}

// AdminCrumbs is the way to a page of the admins.
func AdminCrumbs() []Crumb { return []Crumb{{Label: "Admin", URL: "/admin"}} }
