package pdf

import "safeguard/assessment/report"

// The margins that the body keeps, in millimeters.
const (
	left   = 18.0
	top    = 24.0
	margin = 20.0 // at the bottom
)

// sheet is the paper of a document, in millimeters.
type sheet struct {
	format                string // as the library calls it
	pageWidth, pageHeight float64
	bodyWidth             float64 // between the margins
	bottom                float64 // where the body ends
}

func sheetOf(p report.Paper) sheet {
	if p == report.A4 {
		return newSheet("A4", 210, 297)
	}
	return newSheet("Letter", 215.9, 279.4)
}

func newSheet(format string, width, height float64) sheet {
	return sheet{format, width, height, width - 2*left, height - margin}
}
