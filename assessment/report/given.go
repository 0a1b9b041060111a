package report

import (
	"fmt"
	"strings"

	"safeguard/assessment"
)

// howGiven says in a sentence how the answers came to be, so that a reader sees how much was looked at one by one. It is
// empty where no answer says so, as in an answers file.
func (b *builder) howGiven() string {
	if !b.saysMode() {
		return ""
	}
	g := b.Result.Totals.Given
	parts := []string{
		fmt.Sprintf("%d %s confirmed one by one", g.Alone, verb(g.Alone, "was", "were")),
		fmt.Sprintf("%d together on this year's proof", g.Together),
		fmt.Sprintf("%d came from the client", g.Client),
		fmt.Sprintf("%d changed", g.Changed),
		fmt.Sprintf("%d %s new", g.New, verb(g.New, "is", "are")),
	}
	text := fmt.Sprintf("Of %s, %s.", count(g.Answers(), "answer"), join(parts))
	if g.Open > 0 {
		text += fmt.Sprintf(" %d %s still open.", g.Open, verb(g.Open, "is", "are"))
	}
	return text + " A question that is asked per site counts once for each site."
}

// saysMode reports whether any answer says how it came to be.
func (b *builder) saysMode() bool {
	for _, a := range b.Content.Answers {
		if a.Mode != 0 {
			return true
		}
		for _, own := range a.Sites {
			if own.Mode != 0 {
				return true
			}
		}
	}
	return false
}

// origin says who gave an answer, when and from what, or "".
func origin(a assessment.Answer) string {
	if a.Client != nil {
		return saidByContact(a)
	}
	var parts []string
	for _, part := range []string{a.By, a.On.Short()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case a.Source == 0:
		return text
	case text == "":
		return a.Source.Title()
	default:
		return fmt.Sprintf("%s (%s)", text, lower(a.Source.Title()))
	}
}

// saidByContact says which contact of the client gave an answer by link, when and how they were identified, and who accepted
// it.
func saidByContact(a assessment.Answer) string {
	said := a.Client
	text := said.Name
	if said.Title != "" {
		text += ", " + said.Title
	}
	way := map[assessment.Identification]string{assessment.IdentifiedByCode: " (code by mail)", assessment.IdentifiedByPhrase: " (passphrase by phone)"}[said.Identified]
	text += ", " + said.Date.Short() + ", by link" + way
	if a.By != "" {
		text += ", accepted by " + a.By
	}
	return text
}
