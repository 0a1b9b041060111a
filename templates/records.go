package templates

// wrongAt gives what is wrong with the field of that id, or "".
func wrongAt(list []Problem, field string) string {
	for _, p := range list {
		if p.Field == field {
			return p.What
		}
	}
	return ""
}

// Editing is what the form of a record has beside its fields: the revision that the person saw, and why it was not saved.
type Editing struct {
	Revision int
	Problems []Problem
	Saved    *Saved
}

func (e Editing) wrong(field string) string { return wrongAt(e.Problems, field) }

// Saved is what somebody else saved while a person was at the same thing. Both stand on the page, so that nothing is lost.
type Saved struct {
	By   string // who saved
	What string // what it is, such as "this asset"
	Now  Facts  // as it is stored now
}

// sentence says what happened and where both versions are.
func (s Saved) sentence() string {
	return s.By + " saved " + s.What + " after you opened the page. Yours is not saved yet; both are below."
}

// Removal takes a record out. It is folded away, so that nobody removes by a slip.
type Removal struct {
	Summary  string
	Text     string // what becomes of it
	Label    string
	URL      string
	Revision int
}

// removedBy says that a record is gone that a person was changing.
func removedBy(who, what string) string {
	return who + " removed " + what + " after you opened the page. What you typed is in the form below; add it again if it is still there."
}
