package templates

import (
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

// ContactsPage lists the people at a client whom questions can be shared with, and says when they are reminded.
type ContactsPage struct {
	Page
	Client    string // id
	CanEdit   bool
	Mails     bool // links and reminders go out by mail
	Contacts  []ContactLine
	Known     assessment.Contact // of the client's details; the name may be empty
	Form      ContactForm        // of a new contact
	Schedule  assessment.Reminders
	Reminders RemindersForm
}

// ContactLine is a contact of the list.
type ContactLine struct {
	ID string
	assessment.Contact
	Open int // shares that wait for them, or for a verdict on what they sent
}

// ContactPage changes one contact.
type ContactPage struct {
	Page
	Client string // id
	ID     string
	Form   ContactForm
	Open   int // shares that wait for them
}

// ContactForm is what stands in the fields of a contact, as it was typed.
type ContactForm struct {
	Editing
	assessment.Contact
}

// RemindersForm is what stands in the fields of a schedule of reminders, as it was typed.
type RemindersForm struct {
	Editing
	On                          bool
	Before, First, Every, Times string
}

func (p ContactsPage) at(path string) string { return "/clients/" + p.Client + "/contacts" + path }

func (p ContactPage) at(path string) string { return "/clients/" + p.Client + "/contacts" + path }

// suggests reports whether the client's details name somebody who is no contact yet.
func (p ContactsPage) suggests() bool {
	return p.CanEdit && len(p.Contacts) == 0 && p.Known.Name != "" && p.Form.Contact == (assessment.Contact{})
}

// suggestion is the label of the button that adds who stands in the client's details.
func (p ContactsPage) suggestion() string {
	who := "Add " + p.Known.Name
	if p.Known.Email != "" {
		who += ", " + p.Known.Email
	}
	return who
}

// removal says what becomes of a contact who is taken out.
func (p ContactPage) removal() string {
	switch p.Open {
	case 0:
		return "Nothing is shared with them now. What they answered before is kept."
	case 1:
		return "1 open share with them is revoked, and its links open nothing any more. What they answered is kept."
	default:
		return strconv.Itoa(p.Open) + " open shares with them are revoked, and their links open nothing any more. What they answered is kept."
	}
}

// ContactFacts tells a contact in words.
func ContactFacts(c assessment.Contact) Facts {
	return Facts{Items: []Fact{
		{Name: "Name", Value: c.Name},
		{Name: "Title", Value: orNone(c.Title)},
		{Name: "Email", Value: orNone(c.Email)},
		{Name: "Phone", Value: orNone(c.Phone)},
	}}
}

// ReminderFacts tells a schedule of reminders in words.
func ReminderFacts(r assessment.Reminders) Facts {
	return Facts{Items: []Fact{{Name: "Reminders", Value: ReminderWords(r)}}}
}

// ReminderWords says in sentences when reminders go.
func ReminderWords(r assessment.Reminders) string {
	r = r.OrDefault()
	before := beforeWords(r.Before)
	switch {
	case r.Off || before == "" && r.Times == 0:
		return "No reminders go to the contacts of this client."
	case r.Times == 0:
		return "A reminder goes " + before + "."
	case before == "":
		return "A reminder goes " + afterWords(r) + "."
	default:
		return "A reminder goes " + before + ", and " + afterWords(r) + "."
	}
}

// beforeWords says when reminders go before the due day, such as "3 days and 1 day before the due day".
func beforeWords(days []int) string {
	if len(days) == 0 {
		return ""
	}
	var list []string
	for _, n := range falling(days) {
		list = append(list, counted(n, "day", "days"))
	}
	last := len(list) - 1
	text := list[last]
	if last > 0 {
		text = strings.Join(list[:last], ", ") + " and " + text
	}
	return text + " before the due day"
}

func afterWords(r assessment.Reminders) string {
	text := counted(r.First, "day", "days") + " after it"
	if len(r.Before) == 0 {
		text = counted(r.First, "day", "days") + " after the due day"
	}
	switch {
	case r.Times == 1:
		return "once " + text
	case r.Every == 1:
		return text + " and then every day, " + strconv.Itoa(r.Times) + " times in all"
	default:
		return text + " and then every " + counted(r.Every, "day", "days") + ", " + strconv.Itoa(r.Times) + " times in all"
	}
}

// falling gives numbers, the largest first.
func falling(numbers []int) []int {
	list := slices.Sorted(slices.Values(numbers))
	slices.Reverse(list)
	return list
}

// DaysTyped gives numbers of days as they are typed, such as "3, 1".
func DaysTyped(days []int) string {
	var list []string
	for _, n := range falling(days) {
		list = append(list, strconv.Itoa(n))
	}
	return strings.Join(list, ", ")
}

func (f RemindersForm) switches() Choices {
	return Choices{ID: "remind", Legend: "Reminders", Many: true, Options: []Option{{Value: "on", Label: "Remind contacts by mail", Chosen: f.On}}}
}
