package templates

import (
	"fmt"
	"time"
)

// VerifyPage asks for a PDF and says whether it was issued here.
type VerifyPage struct {
	Page
	Checked *CheckedFile // nil before a file was sent
}

// CheckedFile is what was found out about a file. Client and the rest are known where it was issued or altered.
type CheckedFile struct {
	Name     string
	SHA256   string
	Issued   bool // it is a report, to the byte
	Altered  bool // it names an analysis that is known here, and is no report of it
	Client   string
	Period   int
	Report   string // its title
	MadeAt   time.Time
	Replaced bool // an amendment replaced its analysis
	URL      string
}

// verdict says what was found out.
func (c *CheckedFile) verdict() Banner {
	whose := fmt.Sprintf("%s, %d", c.Client, c.Period)
	open := []Action{{Label: "Open the reports of this analysis", URL: c.URL}}
	switch {
	case c.Issued && c.Replaced:
		return Banner{
			Kind: BannerWarning, Heading: "Unchanged, and replaced since", Actions: open,
			Text: fmt.Sprintf("This is the %s of %s as it was made on %s. An amendment has replaced that analysis.", lowerFirst(c.Report), whose, c.MadeAt.Format("Jan 2, 2006")),
		}
	case c.Issued:
		return Banner{
			Kind: BannerFinal, Heading: "Unchanged", Actions: open,
			Text: fmt.Sprintf("This is the %s of %s as it was made on %s.", lowerFirst(c.Report), whose, c.MadeAt.Format("Jan 2, 2006")),
		}
	case c.Altered:
		return Banner{
			Kind: BannerBlocked, Heading: "Changed, or a draft", Actions: open,
			Text: fmt.Sprintf("The file names the analysis of %s, but no report that was issued has these bytes. Download the report again.", whose),
		}
	default:
		return Banner{
			Kind: BannerBlocked, Heading: "Not a report from here",
			Text: "No report of a client that you see has these bytes. A file that was printed, scanned or saved anew is never the same.",
		}
	}
}
