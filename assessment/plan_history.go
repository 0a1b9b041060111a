package assessment

import "strings"

// Delays lists the entries of the history that say that the due date moved, as Reschedule writes them and as people write
// them by hand.
func (r *Remediation) Delays() []Event {
	var list []Event
	for _, e := range r.History {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(e.What)), "due date moved") {
			list = append(list, e)
		}
	}
	return list
}

// OwnerKey makes the names that people typed for one owner the same: case and spaces do not tell two people apart. It is
// "" where nobody is named.
func OwnerKey(name string) string {
	if blank(name) {
		return ""
	}
	return strings.ToLower(strings.Join(strings.FieldsFunc(name, markless), " "))
}
