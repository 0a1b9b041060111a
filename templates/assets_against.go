package templates

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// Against lists what in an inventory contradicts itself or cannot stay so, as plain sentences: ePHI that is not
// encrypted, kinds that should not exist, sites that are none, and a confirmation that is too old.
func Against(sites []string, inventory assessment.Inventory, assets []assessment.Asset, today assessment.Date) []string {
	list := plainByKind(assets)
	for _, a := range assets {
		if slices.Contains(inventory.None, a.Kind) {
			list = append(list, fmt.Sprintf("The inventory says there is no %s, but “%s” is one.", kindWord(a.Kind, 1), a.Name))
		}
		if a.Site != "" && !slices.Contains(sites, a.Site) {
			list = append(list, fmt.Sprintf("“%s” is at %s, which is not a site of the client.", a.Name, a.Site))
		}
	}
	if !slices.ContainsFunc(assets, func(a assessment.Asset) bool { return len(a.EPHI) > 0 }) && len(assets) > 0 {
		list = append(list, "No asset creates, receives, maintains or transmits ePHI. Say of each what it does.")
	}
	if inventory.Confirmed() && inventory.Date.Before(today.AddYears(-1)) {
		list = append(list, fmt.Sprintf("The inventory was confirmed on %s, more than a year ago. Have it confirmed again.", inventory.Date.Short()))
	}
	return list
}

// plainByKind counts by kind what should be encrypted and is not.
func plainByKind(assets []assessment.Asset) []string {
	var list []string
	for _, k := range AssetKinds() {
		n, names := 0, []string(nil)
		for _, a := range assets {
			if line := (AssetLine{Asset: a}); a.Kind == k && line.plain() {
				n += a.Number()
				names = append(names, a.Name)
			}
		}
		if n > 0 {
			list = append(list, fmt.Sprintf("%s not encrypted: %s.", countedKind(k, n), few(names)))
		}
	}
	return list
}

// countedKind begins a sentence about things of a kind: "3 laptops are", "1 laptop is".
func countedKind(k assessment.AssetKind, n int) string {
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%d %s %s", n, kindWord(k, n), verb)
}

// few gives the first names of a list, and how many more there are.
func few(names []string) string {
	const most = 3
	if len(names) > most {
		return strings.Join(names[:most], "; ") + fmt.Sprintf("; and %d more", len(names)-most)
	}
	return strings.Join(names, "; ")
}
