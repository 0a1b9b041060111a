package assessment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ClientFact is a fact of the client that a condition may name. It has no other home than Client.
type ClientFact uint8

// The facts of a client.
const (
	ClientKind ClientFact = iota + 1
	ClientWorkforce
	ClientIndividuals
	ClientSites
	ClientClearinghouse
	ClientPlanSponsor
)

var clientFacts = words{"", "kind", "workforce", "individuals", "sites", "clearinghouse", "plan_sponsor"}

// String gives the word of the file.
func (f ClientFact) String() string { return textOf(clientFacts, f) }

// MarshalText implements encoding.TextMarshaler.
func (f ClientFact) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *ClientFact) UnmarshalText(text []byte) error { return parseWord(clientFacts, text, f) }

// IsNumber reports whether conditions compare the fact with AtLeast instead of Is.
func (f ClientFact) IsNumber() bool {
	return f == ClientWorkforce || f == ClientIndividuals || f == ClientSites
}

// Condition decides whether something is asked. It names a fact of the client or a fact question, never a
// control: what a client must protect does not depend on how well it protects it.
type Condition struct {
	Client   ClientFact `json:"client,omitzero"`
	Question string     `json:"question,omitzero"`
	Is       []string   `json:"is,omitzero"`       // holds when the fact is one of these
	AtLeast  int        `json:"at_least,omitzero"` // holds when the number is this or more
	Why      string     `json:"why,omitzero"`      // why it may hide the last question of a row of the rule
}

// ofClient decides a condition on a fact of the client.
func (c *Condition) ofClient(client *Client) bool {
	switch c.Client {
	case ClientWorkforce:
		return client.Workforce >= c.AtLeast
	case ClientIndividuals:
		return client.Individuals >= c.AtLeast
	case ClientSites:
		return len(client.Sites) >= c.AtLeast
	case ClientClearinghouse:
		return slices.Contains(c.Is, yesNo(client.Clearinghouse))
	case ClientPlanSponsor:
		return slices.Contains(c.Is, yesNo(client.PlanSponsor))
	default:
		return slices.ContainsFunc(client.Kinds, func(k EntityKind) bool { return slices.Contains(c.Is, k.String()) })
	}
}

// ofAnswer decides a condition on a fact question. A gate that is unanswered or Unknown shows what it guards,
// so that nothing is lost by not knowing.
func (c *Condition) ofAnswer(a Answer) bool {
	value := a.Fact()
	switch {
	case value == "":
		return a.Response != NotApplicable
	case c.AtLeast > 0:
		n, err := strconv.Atoi(value)
		return err != nil || n >= c.AtLeast
	default:
		return slices.Contains(c.Is, value)
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// since says why the condition does not hold, as the end of a sentence.
func (c *Condition) since(cat *Catalog, content *Content) string {
	if c.Question != "" {
		q := cat.Question(c.Question)
		if a := content.Answers[c.Question]; a.Fact() != "" {
			return fmt.Sprintf("since %q was answered %q.", q.Text, q.Words(a.Fact()))
		}
		return fmt.Sprintf("since %q does not apply.", q.Text)
	}
	switch c.Client {
	case ClientClearinghouse:
		return "since no health care clearinghouse is part of the client."
	case ClientPlanSponsor:
		return "since the client sponsors no group health plan."
	case ClientKind:
		return "since the client is not a " + strings.ReplaceAll(strings.Join(c.Is, " or "), "_", " ") + "."
	default:
		return fmt.Sprintf("since the client has fewer than %d: %s.", c.AtLeast, c.Client)
	}
}
