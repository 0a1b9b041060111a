package report

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// portableKinds are the kinds of assets that can be carried away with the ePHI on them.
var portableKinds = []assessment.AssetKind{
	assessment.Laptop, assessment.Tablet, assessment.Phone, assessment.Wearable, assessment.RemovableMedia, assessment.Backup,
}

// portable reports whether an asset can be carried away, by its kind or by what was said of it.
func portable(a assessment.Asset) bool { return a.Portable || slices.Contains(portableKinds, a.Kind) }

// devices is the section on what can be lost or stolen, and whether it is encrypted.
func (b *builder) devices(d *Document) {
	d.section("Portable devices and media, and their encryption")
	t := Table{Columns: []Column{
		{Title: "Device or medium", Width: 6},
		{Title: "Kind", Width: 3},
		{Title: "Owner", Width: 3.4},
		{Title: "Count", Width: 1.6, Right: true},
		{Title: "Encrypted", Width: 2.2, Right: true},
		{Title: "Not", Width: 1.6, Right: true},
	}}
	all, safe := 0, 0
	var open []string
	for _, a := range b.Content.Assets {
		if !portable(a) {
			continue
		}
		n, yes := a.Number(), 0
		if a.Encrypted {
			yes = n
		} else {
			open = append(open, fmt.Sprintf("%s (%d)", a.Name, n))
		}
		all, safe = all+n, safe+yes
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: a.Name}, {Text: a.Kind.Title()}, {Text: or(a.Owner, "none named")}, number(n), number(yes), number(n - yes)}})
	}
	if all == 0 {
		d.add(Text{Text: "No portable device or medium is in the inventory.", Tone: Muted})
		return
	}
	d.add(Text{Text: encryptedInBrief(all, safe, open)}, t, Text{Text: encryptionNote, Tone: Boxed})
}

// encryptedInBrief says how many are encrypted, and which are not.
func encryptedInBrief(all, safe int, open []string) string {
	text := fmt.Sprintf("%d of %s and media in the inventory %s stated to be encrypted.", safe, count(all, "portable device"), verb(safe, "is", "are"))
	if len(open) == 0 {
		return text
	}
	return text + fmt.Sprintf(" Not encrypted, or not stated to be: %s.", strings.Join(open, "; "))
}

// encryptionNote says what encryption means for the notice of a breach. It keeps the safe harbor and the specification apart.
const encryptionNote = "Under the guidance of HHS (74 FR 19006), ePHI is not unsecured, and its loss calls for no breach notice under federal law, where it was " +
	"encrypted as 164.304 defines it, in the ways that the guidance names, and the key was not breached and was kept apart from the data; state law may differ. Encryption " +
	"is an addressable specification (164.312(a)(2)(iv)), so where it is not in place, a written decision says why: meeting the " +
	"specification and falling under the guidance are separate questions."
