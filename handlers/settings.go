package handlers

import (
	"context"
	"crypto/fips140"
	"net/http"

	"safeguard/assessment"
	"safeguard/templates"
)

// settingsForms is what the forms of the page are filled in with.
type settingsForms struct {
	provider string
	reports  templates.BrandForm
}

// storedSettings fills the forms in with what is kept.
func (s *Server) storedSettings(ctx context.Context) (settingsForms, error) {
	name, err := s.store.Setting(ctx, settingMSP)
	if err != nil {
		return settingsForms{}, err
	}
	b, err := s.store.BrandSettings(ctx)
	return settingsForms{name, templates.BrandForm{Contact: b.Contact, Confidential: b.Confidential, Color: b.Color, Paper: b.Paper.String()}}, err
}

// showSettings shows what an admin can set here, and how the server is run.
func (s *Server) showSettings(w http.ResponseWriter, r *http.Request) error {
	return s.showSettingsAgain(w, r, func(*settingsForms) {}, nil)
}

// showSettingsAgain shows the page with what is wrong with one of its forms, and that form as it was typed.
func (s *Server) showSettingsAgain(w http.ResponseWriter, r *http.Request, typed func(*settingsForms), wrong error) error {
	forms, err := s.storedSettings(r.Context())
	if err != nil {
		return err
	}
	typed(&forms)
	return s.showSettingsPage(w, r, forms, wrong)
}

func (s *Server) showSettingsPage(w http.ResponseWriter, r *http.Request, forms settingsForms, wrong error) error {
	list, err := problemsOf(wrong)
	if err != nil {
		return err
	}
	mail, err := s.store.MailSettings(r.Context())
	if err != nil {
		return err
	}
	page := templates.SettingsPage{
		Page: s.page(r, templates.Page{
			Heading: "Settings", Nav: "admin", Crumbs: templates.AdminCrumbs(), Problems: list,
			Lead: "What this Safeguard is called, and how the server that it runs on keeps everything safe.",
		}),
		Provider: forms.provider, Reports: forms.reports, Engine: s.store.Engine(), Address: s.url, HTTPS: s.secure, Proxy: s.proxy.IsValid(),
		Idle: s.sessions.IdleTimeout, Lifetime: s.sessions.Lifetime, NoMFA: s.noMFA, Mail: mail.Host, Heads: s.heads, FIPS: fips140.Enabled(),
	}
	page.LogoForm = templates.LogoForm{
		Action: "/admin/settings/logo", URL: page.Logo, Of: page.MSP, Note: "It stands at the top of each page, in place of the shield, and on the reports.",
	}
	if page.Signer, err = s.signerForm(r.Context()); err != nil {
		return err
	}
	if s.backups != nil {
		page.Backups = s.backups.Every
	}
	if s.sso != nil {
		page.SSO = s.sso.Name
	}
	return s.show(w, r, statusOf(wrong), page.View())
}

// postSettings keeps the name of the provider.
func (s *Server) postSettings(w http.ResponseWriter, r *http.Request) error {
	f, err := parse(r)
	if err != nil {
		return err
	}
	name := f.text("provider")
	f.problems = append(f.problems, checkProvider(name)...)
	if err := f.err(); err != nil {
		return s.showSettingsAgain(w, r, func(forms *settingsForms) { forms.provider = name }, err)
	}
	if err := s.store.SetSetting(r.Context(), scopeOf(r), settingMSP, name); err != nil {
		return err
	}
	return s.done(w, r, "/admin/settings", "Saved. Pages, mails and new reports show the name from now on.")
}

// checkProvider says what is wrong with the name of the provider whose Safeguard this is.
func checkProvider(name string) []assessment.Problem {
	if name == "" {
		return []assessment.Problem{{Path: "provider", What: "Write the name of your company, as clients know it."}}
	}
	return assessment.CheckLine("provider", name)
}
