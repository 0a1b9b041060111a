package assessment

import (
	"encoding"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

type enum interface {
	encoding.TextMarshaler
	fmt.Stringer
}

// roundTrip checks that every constant of an enum survives its text, that no other text is understood, and that
// the zero value is no word.
func roundTrip[E interface {
	~uint8
	enum
}, P interface {
	*E
	encoding.TextUnmarshaler
}](t *testing.T) {
	t.Helper()
	var zero E
	if zero.String() != "" {
		t.Errorf("%T: zero is %q, want nothing", zero, zero.String())
	}
	n := 0
	for e := E(1); e.String() != ""; e++ {
		n++
		text, err := e.MarshalText()
		if err != nil {
			t.Errorf("%T %v: %v", e, e, err)
		}
		var back E
		if err := P(&back).UnmarshalText(text); err != nil || back != e {
			t.Errorf("%T %s reads back as %v, %v", e, text, back, err)
		}
	}
	if n == 0 {
		t.Errorf("%T has no words", zero)
	}
	e := E(1)
	if err := P(&e).UnmarshalText(nil); err != nil || e != zero {
		t.Errorf("%T: no text reads as %v, %v, want not set", zero, e, err)
	}
	for _, bad := range []string{"nonsense", "YES"} {
		if err := P(&zero).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%T understands %q", zero, bad)
		}
	}
}

func TestEnumsRoundTrip(t *testing.T) {
	for _, check := range []func(*testing.T){
		roundTrip[Likelihood], roundTrip[Impact], roundTrip[RiskLevel], roundTrip[Safeguard], roundTrip[Designation],
		roundTrip[Party], roundTrip[EntityKind], roundTrip[AssetKind], roundTrip[Handling], roundTrip[Kind],
		roundTrip[FactKind], roundTrip[Audience], roundTrip[Per], roundTrip[Effort], roundTrip[ThreatSource],
		roundTrip[ClientFact], roundTrip[Response], roundTrip[Method], roundTrip[DecisionChoice],
		roundTrip[TreatmentResponse], roundTrip[RemediationStatus], roundTrip[RowStatus], roundTrip[ExcludedAs], roundTrip[HarmRule],
		roundTrip[Element], roundTrip[Change], roundTrip[Cause], roundTrip[Status],
		roundTrip[Source], roundTrip[Mode], roundTrip[ProposalSource], roundTrip[HeldBack], roundTrip[ChangeKind],
		roundTrip[SectionStatus], roundTrip[Step], roundTrip[Group],
	} {
		check(t)
	}
}

func TestHandlingInTheLawsWords(t *testing.T) {
	for text, want := range map[string]Handling{"created": Creates, "received": Receives, "maintained": Maintains, "transmitted": Transmits} {
		var h Handling
		if err := h.UnmarshalText([]byte(text)); err != nil || h != want {
			t.Errorf("Handling %q = %v, %v, want %v", text, h, err, want)
		}
	}
}

func TestDate(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"2026-11-23", "November 23, 2026"},
		{"2028-02-29", "February 29, 2028"},
		{"2027-02-29", ""},
		{"2026-13-01", ""},
		{"23.11.2026", ""},
		{"0001-01-01", ""},
		{"9999-01-01", ""},
		{"", ""},
	} {
		var d Date
		err := d.UnmarshalText([]byte(tt.text))
		if d.Long() != tt.want || (err == nil) != (tt.want != "" || tt.text == "") {
			t.Errorf("Date %q = %q, %v, want %q", tt.text, d.Long(), err, tt.want)
		}
	}
	d := NewDate(2026, time.November, 23)
	if got := d.AddYears(-1); got != NewDate(2025, time.November, 23) {
		t.Errorf("a year before %v is %v", d, got)
	}
	if got := d.DaysUntil(d.AddDays(40)); got != 40 {
		t.Errorf("DaysUntil = %d, want 40", got)
	}
	if !(Date{}).Before(d) || !d.After(Date{}) || d.Before(d) {
		t.Error("the order of dates is wrong")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"device-encryption", "device-inventory", "auto-lock"}
	for word, want := range map[string]string{
		"device-encrypton": "device-encryption", "autolock": "auto-lock", "device-inventroy": "device-inventory", "zebra": "", "": "",
	} {
		if got := Nearest(word, slices.Values(known)); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Nearest(strings.Repeat("x", 10_000), slices.Values(known)); got != "" {
		t.Errorf("Nearest(a long word) = %q, want nothing", got)
	}
}
