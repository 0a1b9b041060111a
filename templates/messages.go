package templates

import (
	"fmt"
)

// Discussion leads from a question to what was written on it.
type Discussion struct {
	URL      string
	All, New int // messages, and those of contacts that the person has not read
}

func (d Discussion) label() string {
	switch {
	case d.All == 0:
		return "Discuss"
	case d.New == 0:
		return fmt.Sprintf("Discuss (%d)", d.All)
	default:
		return fmt.Sprintf("Discuss (%d, %d new)", d.All, d.New)
	}
}

// SharedMessagesLabel names the way to the messages on a question for a contact.
func SharedMessagesLabel(all, unread int) string {
	switch {
	case all == 0:
		return "Ask about this question"
	case unread == 0:
		return fmt.Sprintf("Messages (%d)", all)
	default:
		return fmt.Sprintf("Messages (%d, %d new)", all, unread)
	}
}

// MessagesPage is what was written on a question, as the provider sees it.
type MessagesPage struct {
	AssessmentPage
	Thread  []MessageView
	Readers []Fact // the contacts who have the question, with how far they have read
	Form    *MessageForm
	Closed  string // why nothing is written here; empty where there is a form
	Back    string // the question
}

// SharedMessagesPage is what was written on a question, as a contact sees it.
type SharedMessagesPage struct {
	GuestPage
	Question string // its text
	Thread   []MessageView
	Form     *MessageForm
	Closed   string
	Lost     []string // what was typed and cannot be sent any more
	Back     string
}

// MessageView is one message.
type MessageView struct {
	By, When, Text string
	Own            bool // the reader's side wrote it
	New            bool // the reader has not seen it before
}

// MessageForm is where one writes.
type MessageForm struct {
	URL     string
	Text    string
	Wrong   string
	Label   string
	Warning PHIWarning
}

func (f *MessageForm) field() Field {
	return Field{ID: "text", Label: f.Label, Type: "textarea", Rows: 5, Value: f.Text, Error: f.Wrong, Hint: NoPatientData, Auto: "off"}
}
