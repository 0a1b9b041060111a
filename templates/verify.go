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
	Issued   bool // it is a report, or a copy of one that was taken here, to the byte
	Altered  bool // it names an analysis that is known here, and is no report of it
	Extended bool // it begins with a report, and something was added to it
	Client   string
	Period   int
	Report   string // its title
	MadeAt   time.Time
	Replaced bool // an amendment replaced its analysis
	URL      string
	Copy     string // what kind of a copy it is; empty where it is the report itself
	CopiedAt time.Time
}

// verdict says what was found out.
func (c *CheckedFile) verdict() Banner {
	whose := fmt.Sprintf("%s, %d", c.Client, c.Period)
	open := []Action{{Label: "Open the reports of this analysis", URL: c.URL}}
	switch {
	case c.Issued && c.Replaced:
		return Banner{
			Kind: BannerWarning, Heading: "Unchanged, and replaced since", Actions: open,
			Text: "This is " + c.which(whose) + " An amendment has replaced that analysis.",
		}
	case c.Issued:
		return Banner{Kind: BannerFinal, Heading: "Unchanged", Actions: open, Text: "This is " + c.which(whose)}
	case c.Extended:
		return Banner{
			Kind: BannerBlocked, Heading: "Added to since it was issued", Actions: open,
			Text: "The file begins with " + c.which(whose) + " Somebody added something after that: a signature, a note or a change of what you see. Ask them what it is, or download the report again.",
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

// which names the report, or the copy of it, in the rest of a sentence.
func (c *CheckedFile) which(whose string) string {
	report := fmt.Sprintf("the %s of %s as it was made on %s.", lowerFirst(c.Report), whose, c.MadeAt.Format("Jan 2, 2006"))
	if c.Copy == "" {
		return report
	}
	return fmt.Sprintf("a %s, taken on %s, of %s", c.Copy, c.CopiedAt.Format("Jan 2, 2006"), report)
}
