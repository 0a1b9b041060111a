package templates

import (
	"net/url"

	"safeguard/assessment"
)

// SSO is the provider of single sign-on for the page for signing in; the zero SSO is none.
type SSO struct {
	Provider string // such as Microsoft
	Only     bool   // everybody but one admin has to come that way
}

// url leads to the provider, and from there on to a page.
func (s SSO) url(next string) string {
	if next == "" {
		return "/login/sso"
	}
	return "/login/sso?next=" + url.QueryEscape(next)
}

// kind is that of the button below: where there is a provider, its link is the main one.
func (s SSO) kind() string {
	if s.Provider != "" {
		return ""
	}
	return "primary"
}

// Connection is a person's own account at the provider; the zero Connection where there is no provider.
type Connection struct {
	Provider  string
	Connected bool
	As        string // the address that the provider gave
	Since     assessment.Date
}
