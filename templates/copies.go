package templates

// CopyPage asks for the password of a copy of a report, or says why there is none.
type CopyPage struct {
	AssessmentPage
	Report     string // its title
	Action     string // where the form is sent
	Suggestion string // a password that was drawn for this page alone
	Refused    *Banner
}

// DraftCopy says why a draft is not copied.
func (p CopyPage) DraftCopy() *Banner {
	return &Banner{
		Kind: BannerDraft, Heading: "This is a draft", Actions: []Action{{Label: "See what is missing", URL: p.At("finalize")}},
		Text: "Only a final report is signed, or protected with a password: a draft still changes. Make the analysis final first.",
	}
}

// NoSigner says why nothing is signed.
func (p CopyPage) NoSigner() *Banner {
	return &Banner{
		Kind: BannerInfo, Heading: "There is no certificate to sign with", Actions: []Action{{Label: "Back to the reports", URL: p.At("reports")}},
		Text: "An admin can add one in the settings. Until then, take the report as it is, or a copy with a password.",
	}
}

// UnfitSigner says why the certificate signs nothing now.
func (p CopyPage) UnfitSigner(why string) *Banner {
	return &Banner{
		Kind: BannerBlocked, Heading: "Nothing can be signed now", Actions: []Action{{Label: "Back to the reports", URL: p.At("reports")}},
		Text: why + " An admin does that in the settings.",
	}
}

func (p CopyPage) first() Field {
	return Field{
		ID: "password", Label: "Password", Type: "password", Auto: "off", Error: wrongAt(p.Problems, "password"),
		Hint: "At least 12 characters: letters without accents, digits and signs, no spaces.",
	}
}

func (p CopyPage) again() Field {
	return Field{ID: "password-again", Label: "The password once more", Type: "password", Auto: "off", Error: wrongAt(p.Problems, "password-again")}
}
