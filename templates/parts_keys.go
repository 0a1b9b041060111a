package templates

// KeysPage lists the keyboard shortcuts.
type KeysPage struct{ Page }

// titled gives the page its headings.
func (k KeysPage) titled() Page {
	p := k.Page
	p.Title, p.Heading = "Keyboard keys", "Keyboard keys"
	p.Lead = "Keys are a quicker way to what the pages offer anyway. They do nothing while you type in a field, and the switch at the foot of each page turns them off."
	return p
}

// keyLine is one shortcut: the keys, one after the other, and what they do.
type keyLine struct {
	Keys []string
	Does string
}

type keyGroup struct {
	id      string
	Heading string
	Note    string
	Lines   []keyLine
}

// keyGroups are the keys, by where they work.
func keyGroups() []keyGroup {
	return []keyGroup{
		{"everywhere", "On every page", "", []keyLine{
			{[]string{"?"}, "This help"},
			{[]string{"/"}, "Search clients"},
			{[]string{"g", "c"}, "Go to clients"},
			{[]string{"Esc"}, "Close the menu, or leave a field"},
		}},
		{"assessment", "In an assessment", "Each key works where the page has that link.", []keyLine{
			{[]string{"g", "o"}, "Go to the overview"},
			{[]string{"g", "q"}, "Go to the questions"},
			{[]string{"g", "r"}, "Go to the risks"},
			{[]string{"g", "p"}, "Go to the plan"},
			{[]string{"g", "f"}, "Go to the last step, finalize"},
			{[]string{"t"}, "On the risks and the plan: review or treat what comes next"},
		}},
		{"lists", "In lists", "", []keyLine{
			{[]string{"j"}, "Next line"},
			{[]string{"k"}, "Line before"},
			{[]string{"Enter"}, "Open the line"},
			{[]string{"x"}, "Tick the line"},
		}},
		{"questions", "While you answer", "", []keyLine{
			{[]string{"j"}, "Next question"},
			{[]string{"k"}, "Question before"},
			{[]string{"u"}, "Next open question"},
			{[]string{"1"}, "Yes"},
			{[]string{"2"}, "Partial"},
			{[]string{"3"}, "No"},
			{[]string{"4"}, "Unknown"},
			{[]string{"5"}, "Not applicable"},
			{[]string{"c"}, "Confirm the proposed answer"},
			{[]string{"n"}, "Write a note"},
			{[]string{"e"}, "Add proof"},
			{[]string{"h"}, "History of the answer"},
			{[]string{"z"}, "Undo"},
			{[]string{"Ctrl+Enter"}, "Save and go on"},
		}},
	}
}
