package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/handlers"
)

// ssoConfig says where people sign in once for everything. The secret comes from the environment alone: what stands on a
// command line everybody on the machine can read.
type ssoConfig struct {
	Issuer     string `env:"ISSUER"`
	Client     string `env:"CLIENT"`
	Secret     string `env:"SECRET"`
	Name       string `env:"NAME"`
	BreakGlass string `env:"BREAK_GLASS"`
}

// flags adds the flags of single sign-on.
func (cfg *ssoConfig) flags(c *command) {
	c.StringVar(&cfg.Issuer, "oidc-issuer", cfg.Issuer, "the `URL` of the OpenID Connect provider for single sign-on, such as https://login.microsoftonline.com/TENANT/v2.0 or https://accounts.google.com (SAFEGUARD_OIDC_ISSUER)")
	c.StringVar(&cfg.Client, "oidc-client", cfg.Client, "the `ID` that the provider gave this server; its secret goes into SAFEGUARD_OIDC_SECRET (SAFEGUARD_OIDC_CLIENT)")
	c.StringVar(&cfg.Name, "oidc-name", cfg.Name, "what people call the provider, such as `Microsoft` (SAFEGUARD_OIDC_NAME)")
	c.StringVar(&cfg.BreakGlass, "oidc-break-glass", cfg.BreakGlass, "let nobody sign in with a password but the admin with that `ADDRESS`, who is there for the day on which the provider does not answer (SAFEGUARD_OIDC_BREAK_GLASS)")
}

// check refuses what could not work, and a provider whose word would be that of anybody.
func (cfg *ssoConfig) check(c *command) error {
	if cfg.Issuer == "" {
		if cfg.Client != "" || cfg.BreakGlass != "" {
			return c.wrong("Single sign-on needs -oidc-issuer, the address of the provider.")
		}
		return nil
	}
	at, err := url.Parse(cfg.Issuer)
	tenant := ""
	if err == nil {
		tenant, _, _ = strings.Cut(strings.TrimPrefix(at.Path, "/"), "/")
	}
	switch {
	case err != nil || at.Host == "" || at.Scheme != "https" && !(at.Scheme == "http" && loopback(at.Hostname())):
		return c.wrong("%q is no address of a provider: write -oidc-issuer as https://login.microsoftonline.com/TENANT/v2.0 or https://accounts.google.com.", cfg.Issuer)
	case tenant == "common" || tenant == "organizations" || tenant == "consumers":
		return c.wrong("%s speaks for everybody's accounts: name your own tenant in -oidc-issuer.", cfg.Issuer)
	case cfg.Client == "" || cfg.Secret == "":
		return c.wrong("Single sign-on needs -oidc-client and the secret in SAFEGUARD_OIDC_SECRET, as the provider gave them.")
	}
	return nil
}

// provider gives what the server is told of the provider, nil where there is none.
func (cfg *ssoConfig) provider() *handlers.SSO {
	if cfg.Issuer == "" {
		return nil
	}
	return &handlers.SSO{
		Issuer: cfg.Issuer, ClientID: cfg.Client, Secret: cfg.Secret, Name: cfg.name(),
		BreakGlass: strings.ToLower(strings.TrimSpace(cfg.BreakGlass)),
	}
}

// name is what people call the provider.
func (cfg *ssoConfig) name() string {
	at, err := url.Parse(cfg.Issuer)
	switch {
	case cfg.Name != "" || err != nil:
		return cfg.Name
	case at.Host == "login.microsoftonline.com":
		return "Microsoft"
	case at.Host == "accounts.google.com":
		return "Google"
	default:
		return at.Hostname()
	}
}

// warn says where nobody could come in on the day on which the provider does not answer.
func (cfg *ssoConfig) warn(ctx context.Context, db *store.Store, stderr io.Writer) error {
	if cfg.BreakGlass == "" {
		return nil
	}
	users, err := db.Users(ctx, system)
	if err != nil {
		return err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, strings.TrimSpace(cfg.BreakGlass)) && u.Role == assessment.Admin && !u.Disabled {
			return nil
		}
	}
	fmt.Fprintf(stderr, "No admin signs in with %s, so nobody could sign in without the provider. Add that admin, or name another with -oidc-break-glass.\n", cfg.BreakGlass)
	return nil
}
