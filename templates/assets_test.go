package templates

import (
	"slices"
	"testing"

	"safeguard/assessment"
)

func TestAgainst(t *testing.T) {
	today := assessment.NewDate(2026, 11, 24)
	keeps := []assessment.Handling{assessment.Maintains}
	sends := []assessment.Handling{assessment.Transmits}
	for _, test := range []struct {
		name      string
		inventory assessment.Inventory
		assets    []assessment.Asset
		want      []string
	}{
		{"nothing", assessment.Inventory{}, nil, nil},
		{"all in order", assessment.Inventory{ConfirmedBy: "Maria", Date: assessment.NewDate(2025, 11, 24), None: []assessment.AssetKind{assessment.Fax}}, []assessment.Asset{
			{Name: "Server", Kind: assessment.Server, Site: "main", EPHI: keeps, Encrypted: true},
			{Name: "Front desk", Kind: assessment.Workstation, EPHI: sends},
			{Name: "Chart room", Kind: assessment.Facility, EPHI: keeps},
			{Name: "Spare laptop", Kind: assessment.Laptop, Portable: true},
		}, nil},
		{"not encrypted", assessment.Inventory{}, []assessment.Asset{
			{Name: "A", Kind: assessment.Laptop, EPHI: sends, Portable: true},
			{Name: "B", Kind: assessment.Laptop, Count: 2, EPHI: keeps},
			{Name: "C", Kind: assessment.RemovableMedia, EPHI: keeps},
			{Name: "D", Kind: assessment.EHR, Count: 2, EPHI: keeps},
		}, []string{"3 laptops are not encrypted: A; B.", "1 removable media is not encrypted: C.", "2 EHRs are not encrypted: D."}},
		{"many names", assessment.Inventory{}, []assessment.Asset{
			{Name: "A", Kind: assessment.Phone, EPHI: keeps},
			{Name: "B", Kind: assessment.Phone, EPHI: keeps},
			{Name: "C", Kind: assessment.Phone, EPHI: keeps},
			{Name: "D", Kind: assessment.Phone, EPHI: keeps},
		}, []string{"4 phones are not encrypted: A; B; C; and 1 more."}},
		{"should not exist", assessment.Inventory{None: []assessment.AssetKind{assessment.Fax}}, []assessment.Asset{
			{Name: "Front desk fax", Kind: assessment.Fax, EPHI: sends},
		}, []string{"The inventory says there is no fax, but “Front desk fax” is one."}},
		{"a site that is none", assessment.Inventory{}, []assessment.Asset{
			{Name: "Server", Kind: assessment.Server, Site: "annex", EPHI: sends},
		}, []string{"“Server” is at annex, which is not a site of the client."}},
		{"no ePHI anywhere", assessment.Inventory{}, []assessment.Asset{{Name: "Server", Kind: assessment.Server}}, []string{
			"No asset creates, receives, maintains or transmits ePHI. Say of each what it does.",
		}},
		{"confirmed long ago", assessment.Inventory{ConfirmedBy: "Maria", Date: assessment.NewDate(2025, 11, 23)}, nil, []string{
			"The inventory was confirmed on Nov 23, 2025, more than a year ago. Have it confirmed again.",
		}},
	} {
		if got := Against([]string{"main"}, test.inventory, test.assets, today); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
