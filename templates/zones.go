package templates

import "strings"

// zones are the time zones of the United States, each with what people call it.
var zones = []struct{ name, title string }{
	{"America/New_York", "Eastern"},
	{"America/Chicago", "Central"},
	{"America/Denver", "Mountain"},
	{"America/Phoenix", "Arizona"},
	{"America/Los_Angeles", "Pacific"},
	{"America/Anchorage", "Alaska"},
	{"Pacific/Honolulu", "Hawaii"},
	{"America/Puerto_Rico", "Puerto Rico and the Virgin Islands"},
	{"Pacific/Guam", "Guam and the Northern Marianas"},
	{"Pacific/Pago_Pago", "American Samoa"},
}

// ZoneNamed gives the IANA name of a time zone of the United States that people call by a title, such as Central; any other
// text comes back as it is.
func ZoneNamed(title string) string {
	for _, z := range zones {
		if strings.EqualFold(z.title, title) {
			return z.name
		}
	}
	return title
}

// zoneTitle gives a time zone in words.
func zoneTitle(name string) string {
	if name == "" {
		return "The server’s own"
	}
	for _, z := range zones {
		if z.name == name {
			return z.title + " (" + placeOf(name) + ")"
		}
	}
	return name
}

// placeOf gives the city that a time zone is named after.
func placeOf(name string) string {
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// zoneOptions offers the time zones of the United States, the server's own, and the chosen one where it is another.
func zoneOptions(chosen, own string) []Option {
	list := []Option{{Value: "", Label: zoneTitle("") + ", " + own, Chosen: chosen == ""}}
	known := chosen == ""
	for _, z := range zones {
		list = append(list, Option{Value: z.name, Label: zoneTitle(z.name), Chosen: z.name == chosen})
		known = known || z.name == chosen
	}
	if !known {
		list = append(list, Option{Value: chosen, Label: chosen, Chosen: true})
	}
	return list
}
