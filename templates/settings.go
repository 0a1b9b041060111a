package templates

import "time"

// SettingsPage is where an admin names the provider, and reads how the server is run.
type SettingsPage struct {
	Page
	Provider string // as it was typed
	Engine   string // of the database
	Address  string // that people use; empty where the server was not told
	HTTPS    bool   // browsers come by nothing else
	Proxy    bool   // and a proxy in front speaks it
	Idle     time.Duration
	Lifetime time.Duration
	NoMFA    bool          // a password alone signs somebody in
	SSO      string        // what people call its provider; empty where there is none
	Mail     string        // the host of the mail server; empty where there is none
	Backups  time.Duration // how often the server makes one; 0 is never
	Heads    bool          // the heads of the audit log are written down elsewhere
	FIPS     bool          // the FIPS 140-3 module of Go does the encryption
	LogoForm LogoForm
	Reports  BrandForm
	Signer   SignerForm
}

// run is how the server was started.
func (p SettingsPage) run() []Fact {
	address := p.Address
	if address == "" {
		address = "Not told. Links have the address that an admin’s browser uses. Start the server with -url to set it."
	}
	database := "SQLite, in a file of the data folder"
	if p.Engine != "SQLite" {
		database = p.Engine + ", so several servers can share it"
	}
	return []Fact{{Name: "Version", Value: p.Version}, {Name: "Database", Value: database}, {Name: "Address that people use", Value: address}}
}

// safety is what keeps the data safe. What is off says how to turn it on.
func (p SettingsPage) safety() []Fact {
	return []Fact{
		{Name: "Connections", Value: p.connections()},
		{Name: "Encryption of notes, plans and reports", Value: "Yes, by AES-256-GCM. See the keys", URL: "/admin/keys"},
		{Name: "FIPS 140-3 module", Value: yesOr(p.FIPS, "Yes", "No. Build with GOFIPS140=v1.0.0, and run with GODEBUG=fips140=on.")},
		{Name: "Second factors", Value: yesOr(!p.NoMFA, "Yes, everybody needs one", "No, since this is a demo. A server of your own always asks for one.")},
		{Name: "Signing off", Value: "After " + everyText(p.Idle) + " without a request, and " + everyText(p.Lifetime) + " after signing in"},
		{Name: "Single sign-on", Value: yesOr(p.SSO != "", "Yes, by "+p.SSO, "No. Start the server with -oidc-issuer and -oidc-client.")},
		{Name: "Mail", Value: yesOr(p.Mail != "", "Yes, by "+p.Mail, "No. Name a mail server"), URL: "/admin/mail"},
		{Name: "Backups by the server", Value: yesOr(p.Backups != 0, "Yes, one every "+everyText(p.Backups), "No. Turn them on"), URL: "/admin/backups"},
		{Name: "Audit log", Value: "Yes, every change and sign-in. Read it", URL: "/admin/audit"},
		{Name: "Heads of the audit log kept elsewhere", Value: yesOr(p.Heads, "Yes", "No. Start the server with -audit-heads and a file on another machine.")},
	}
}

func (p SettingsPage) connections() string {
	switch {
	case p.Proxy:
		return "By https alone, which the proxy in front speaks"
	case p.HTTPS:
		return "By https alone"
	default:
		return "Plain http, from this machine alone. Start the server with -acme, or with -tls-cert and -tls-key, for others to come in."
	}
}

func yesOr(yes bool, is, otherwise string) string {
	if yes {
		return is
	}
	return otherwise
}
