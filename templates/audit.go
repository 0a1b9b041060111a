package templates

import (
	"net/url"
	"strconv"
)

// AuditPage shows the audit log, or that of one client.
type AuditPage struct {
	Page
	Client  string // the id of the client whose log it is; empty for all
	Filter  AuditFilter
	People  []Option
	Groups  []Option
	Clients []Option // to choose from; none on the page of a client
	Lines   []AuditLine
	Older   string // what the next page begins after; empty on the last
	Newer   bool   // this is not the first page
}

// AuditFilter is what the log is narrowed to, as it stands in the address.
type AuditFilter struct{ Person, Group, Client, From, To string }

// AuditLine is one event.
type AuditLine struct {
	At         string // in the time zone of the server
	Machine    string // the same for programs
	By         string // empty where nobody was signed in
	From       string
	Action     string
	Subject    string
	Detail     string
	Client     string // its id, or empty
	ClientName string
	Assessment string // its id, or empty
	Before     string
	After      string
	Seq        int64
}

func (p AuditPage) path() string {
	if p.Client != "" {
		return "/clients/" + p.Client + "/audit"
	}
	return "/admin/audit"
}

// String gives the filter as it stands in an address.
func (f AuditFilter) String() string { return f.query().Encode() }

// query gives what narrows the log as it stands in an address.
func (f AuditFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"person": f.Person, "group": f.Group, "client": f.Client, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (p AuditPage) narrowed() bool { return len(p.Filter.query()) > 0 }

// address is a path with the filter, and with where the page begins.
func (p AuditPage) address(path, before string) string {
	q := p.Filter.query()
	if before != "" {
		q.Set("before", before)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Download is the link to what the filter shows as a table.
func (p AuditPage) Download() *Action {
	return &Action{Label: "Download as CSV", URL: p.address(p.path()+".csv", ""), Icon: "download"}
}

func (p AuditPage) fields() []Field {
	list := []Field{
		p.choice("person", "Who", "Everybody", p.Filter.Person, p.People),
		p.choice("group", "What", "Everything", p.Filter.Group, p.Groups),
	}
	if p.Client == "" {
		list = append(list, p.choice("client", "Client", "All clients", p.Filter.Client, p.Clients))
	}
	return append(list, p.day("from", "From day", p.Filter.From), p.day("to", "To day", p.Filter.To))
}

func (p AuditPage) choice(id, label, all, value string, options []Option) Field {
	return Field{ID: id, Label: label, Type: "select", Width: "medium", Value: value, Options: append([]Option{{Label: all}}, options...)}
}

func (p AuditPage) day(id, label, value string) Field {
	f := Field{ID: id, Label: label, Type: "date", Width: "short", Value: value}
	for _, problem := range p.Problems {
		if problem.Field == id {
			f.Error = problem.What
		}
	}
	return f
}

func (p AuditPage) none() Empty {
	if p.narrowed() {
		return Empty{Icon: "filter", Heading: "Nothing like that", Text: "No event fits what you chose.", Actions: []Action{{Label: "Show everything", URL: p.path()}}}
	}
	return Empty{Icon: "list", Heading: "Nothing more", Text: "There are no older events.", Actions: []Action{{Label: "Show the newest", URL: p.path()}}}
}

// digestNote says what the digests are, once for the whole page.
const digestNote = "Before and after are digests of what is kept encrypted: they show whether a text was changed, and not what it says."

func (l AuditLine) from() string {
	switch l.From {
	case "":
		return "Not recorded"
	case "server":
		return "The server itself"
	case "command line":
		return "The command line"
	default:
		return l.From
	}
}

// facts are what few need of an event.
func (l AuditLine) facts() Facts {
	f := Facts{Items: []Fact{{Name: "Number", Value: strconv.FormatInt(l.Seq, 10) + " of " + l.chain()}}}
	add := func(fact Fact, there string) {
		if there != "" {
			f.Items = append(f.Items, fact)
		}
	}
	add(Fact{Name: "Assessment", Value: "Open it", URL: "/assessments/" + l.Assessment}, l.Assessment)
	add(Fact{Name: "About", Value: l.Subject}, l.Subject)
	add(Fact{Name: "Detail", Value: l.Detail}, l.Detail)
	add(Fact{Name: "Before", Body: digest(l.Before)}, l.Before)
	add(Fact{Name: "After", Body: digest(l.After)}, l.After)
	return f
}

// chain says which events the number of an event counts.
func (l AuditLine) chain() string {
	if l.Client == "" {
		return "the events of the installation"
	}
	return "the events of the client"
}
