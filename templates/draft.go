package templates

import (
	"fmt"
	"slices"
	"strings"

	"safeguard/assessment"
)

// DraftReason says on paper why an assessment is a draft, or "" where it is none. rated is the assessment as it is rated
// now; where the page has no need to rate it, what is still open is said instead.
func DraftReason(a *assessment.Assessment, progress assessment.Progress, rated *assessment.Snapshot) string {
	switch {
	case a.Status == assessment.Final || a.Status == assessment.Superseded:
		return ""
	case a.Status == assessment.InReview && a.Approval != nil:
		return "approved, but not final yet."
	case a.Status == assessment.InReview:
		return "under review, not approved yet."
	case rated != nil:
		return incomplete(rated.Result.Missing)
	case progress.Open() > 0:
		return fmt.Sprintf("%d of %s %s still open.", progress.Open(), counted(progress.Asked, "question", "questions"), isAre(progress.Open()))
	default:
		return "every question is answered, but nobody has approved the analysis yet."
	}
}

// incomplete names the elements of OCR's guidance that lack something. The approval is none of them: it comes last.
func incomplete(missing []assessment.Gap) string {
	n := 0
	var names []string
	for _, e := range assessment.Elements {
		lacks := func(g assessment.Gap) bool { return g.Element == e && g.About.Kind != assessment.AboutApproval }
		if !slices.ContainsFunc(missing, lacks) {
			continue
		}
		for part := range strings.SplitSeq(elementTitles[e], ", ") {
			n++
			_, name, _ := strings.Cut(part, " ")
			names = append(names, inSentence(name))
		}
	}
	if n == 0 {
		return "nothing is missing, but the client's official has not approved it yet."
	}
	return fmt.Sprintf("%d of 9 OCR elements %s incomplete: %s.", n, isAre(n), strings.Join(names, ", "))
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
