package handlers

import (
	"safeguard/assessment"
	"safeguard/templates"
)

// phiSigns is how many places of a form a warning names.
const phiSigns = 5

// phiWarning looks into fields for what looks like patient data, and gives the warning that keeps the form from being sent;
// warned is false where there is nothing to warn of, or where the person says that it is no patient's. The fields have their
// names for ids. A Social Security number is warned of in any case, since the core does not take it.
func (s *Server) phiWarning(f *form, fields ...string) (w templates.PHIWarning, warned bool) {
	for _, field := range fields {
		text := f.text(field)
		for _, sign := range assessment.LooksLikePHI(text) {
			if len(w.Signs) < phiSigns || sign.Kind == assessment.PHISocialSecurity && !w.Final() {
				w.Signs = append(w.Signs, templates.PHISignView{Field: field, Kind: sign.Kind, Text: text[sign.Start:sign.End]})
			}
		}
	}
	if f.has("anyway") && !w.Final() {
		return templates.PHIWarning{}, false
	}
	return w, len(w.Signs) > 0
}
