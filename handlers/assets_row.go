package handlers

import (
	"slices"
	"strings"

	"safeguard/assessment"
	"safeguard/templates"
)

// assetHeader lists the columns of a list of assets in the order of the template.
var assetHeader = []string{"name", "kind", "count", "site", "owner", "ephi", "portable", "encrypted", "note"}

// assetColumns gives for each column the other names that lists from elsewhere have for it.
func assetColumns() map[string][]string {
	return map[string][]string{
		"name":      {"asset", "asset name", "device", "device name", "hostname", "computer name", "description"},
		"kind":      {"type", "asset type", "device type", "category", "class"},
		"count":     {"number", "quantity", "qty", "how many"},
		"site":      {"location", "office"},
		"owner":     {"responsible", "assigned to", "user"},
		"ephi":      {"what it does with ephi", "phi", "handles ephi"},
		"portable":  {"mobile", "leaves the building"},
		"encrypted": {"encryption", "disk encryption", "bitlocker"},
		"note":      {"notes", "comment", "comments", "remarks"},
	}
}

// assetWords gives the kind for words that lists from elsewhere have for it.
func assetWords() map[string]assessment.AssetKind {
	words := map[string]assessment.AssetKind{
		"desktop": assessment.Workstation, "pc": assessment.Workstation, "computer": assessment.Workstation,
		"notebook": assessment.Laptop, "ipad": assessment.Tablet, "smartphone": assessment.Phone, "mobilephone": assessment.Phone,
		"iphone": assessment.Phone, "usbdrive": assessment.RemovableMedia, "usbstick": assessment.RemovableMedia,
		"copier": assessment.Printer, "multifunctionprinter": assessment.Printer, "firewall": assessment.Network,
		"router": assessment.Network, "switch": assessment.Network, "accesspoint": assessment.Network, "emr": assessment.EHR,
		"nas": assessment.FileShare, "cloud": assessment.CloudService, "faxmachine": assessment.Fax, "building": assessment.Facility,
		"facilities": assessment.Facility,
	}
	for _, kind := range templates.AssetKinds() {
		words[columnKey(kind.String())] = kind
	}
	return words
}

// readAssetRow understands a row, and notes everything that is wrong with it.
func readAssetRow(line tableRow, sites []string) assetRow {
	row := assetRow{tableRow: line}
	cell := line.cells
	row.asset = assessment.Asset{
		Name: cell["name"], Kind: row.kind(), Count: row.count(), Site: row.site(sites), Owner: cell["owner"], EPHI: row.ephi(),
		Portable: row.yes("portable"), Encrypted: row.yes("encrypted"), Note: cell["note"],
	}
	for _, column := range []string{"name", "owner", "note"} {
		row.problems = append(row.problems, assessment.CheckText(column, cell[column])...)
	}
	if len(line.beyond) > 0 {
		row.bad("", "The row has more cells than there are columns. Put a cell that has the separator in it between quotes.")
	}
	return row
}

// kind reads the kind, also where it stands in the plural.
func (row *assetRow) kind() assessment.AssetKind {
	key, words := columnKey(row.cells["kind"]), assetWords()
	kind := words[key]
	if kind == 0 {
		kind = words[strings.TrimSuffix(key, "s")]
	}
	if kind == 0 {
		row.bad("kind", "%q is no kind that is known here. Take one of the kinds below.", row.cells["kind"])
	}
	return kind
}

func (row *assetRow) count() int {
	text := row.cells["count"]
	if text == "" {
		return 0
	}
	n, ok := counted(text)
	if !ok {
		row.bad("count", "%q is not a whole number of zero or more, such as 12.", text)
	}
	return n
}

// site reads a site of the client, in whatever case it is written.
func (row *assetRow) site(sites []string) string {
	text := row.cells["site"]
	n := slices.IndexFunc(sites, func(site string) bool { return strings.EqualFold(site, text) })
	switch {
	case n >= 0:
		return sites[n]
	case text == "", columnKey(text) == "wholeclient", columnKey(text) == "all":
		return ""
	case len(sites) == 0:
		row.bad("site", "The client has no sites yet. Leave the cell empty, or add the site to the client first.")
	default:
		row.bad("site", "%q is not a site of the client: its sites are %s.", text, strings.Join(sites, ", "))
	}
	return ""
}

// ephi reads what the asset does with ePHI, each verb in whatever form.
func (row *assetRow) ephi() []assessment.Handling {
	stems := map[string]assessment.Handling{
		"creat": assessment.Creates, "receiv": assessment.Receives, "maintain": assessment.Maintains, "stor": assessment.Maintains,
		"keep": assessment.Maintains, "transmit": assessment.Transmits, "send": assessment.Transmits, "sent": assessment.Transmits,
	}
	var list []assessment.Handling
	for _, part := range parted(row.cells["ephi"], ";,/+&| \n") {
		var found assessment.Handling
		for stem, h := range stems {
			if strings.HasPrefix(columnKey(part), stem) {
				found = h
			}
		}
		switch {
		case found != 0 && !slices.Contains(list, found):
			list = append(list, found)
		case found == 0 && !slices.Contains([]string{"and", "no", "none", "nothing"}, columnKey(part)):
			row.bad("ephi", "%q is not one of creates, receives, maintains and transmits.", part)
		}
	}
	slices.Sort(list)
	return list
}

// yes reads a yes or no; an empty cell is a no.
func (row *assetRow) yes(column string) bool {
	switch columnKey(row.cells[column]) {
	case "yes", "y", "true", "x", "1", "on":
		return true
	case "", "no", "n", "false", "0", "off":
		return false
	default:
		row.bad(column, "%q is neither yes nor no.", row.cells[column])
		return false
	}
}
