package assessment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLooksLikePHI finds each sign with its words, and nothing in what is no sign.
func TestLooksLikePHI(t *testing.T) {
	const ssn, record, birth, member = PHISocialSecurity, PHIRecordNumber, PHIBirthDate, PHIMemberID
	for _, tt := range []struct {
		text  string
		kind  PHIKind // zero where there is no sign
		words string
	}{
		{"His number is 123-45-6789.", ssn, "123-45-6789"},
		{"123-45-6789", ssn, "123-45-6789"},
		{"(123-45-6789)", ssn, "123-45-6789"},
		{"It is 123 45 6789, she says", ssn, "123 45 6789"},
		{"123–45–6789", ssn, "123–45–6789"},
		{"123\u201145\u20116789", ssn, "123\u201145\u20116789"},
		{"123\u00a045\u00a06789", ssn, "123\u00a045\u00a06789"},
		{"SSN 123456789", ssn, "SSN 123456789"},
		{"ssn: 123456789", ssn, "ssn: 123456789"},
		{"SSN#123456789.", ssn, "SSN#123456789"},
		{"SSN123456789", ssn, "SSN123456789"},
		{"SSN = 123.45.6789", ssn, "SSN = 123.45.6789"},
		{"SS# 123 456 789", ssn, "SS# 123 456 789"},
		{"her SSN is 123-45-6789", ssn, "SSN is 123-45-6789"},
		{"social security number 123456789", ssn, "social security number 123456789"},
		{"Social Security No. 123456789", ssn, "Social Security No. 123456789"},
		{"soc. sec. #123456789", ssn, "soc. sec. #123456789"},
		{"SSN of John Smith: 123456789", ssn, "SSN of John Smith: 123456789"},
		{"Social Security:\n123456789", ssn, "Social Security:\n123456789"},
		{"We saw 123-45-6789 7 times", ssn, "123-45-6789"},

		{"MRN 123456", record, "MRN 123456"},
		{"mrn: A-12345", record, "mrn: A-12345"},
		{"MRN#0012345 was seen", record, "MRN#0012345"},
		{"MRN123456", record, "MRN123456"},
		{"MRN is 12-34-56", record, "MRN is 12-34-56"},
		{"M.R.N. 123456", record, "M.R.N. 123456"},
		{"MRN number ABC123456X", record, "MRN number ABC123456X"},
		{"medical record number 123456", record, "medical record number 123456"},
		{"Medical Record No. 123456.", record, "Medical Record No. 123456"},
		{"medical records # 123456", record, "medical records # 123456"},
		{"chart #12345", record, "chart #12345"},
		{"Chart no. 12345", record, "Chart no. 12345"},
		{"patient id 4711", record, "patient id 4711"},
		{"Patient ID: A-47-11", record, "Patient ID: A-47-11"},
		{"patient #4711", record, "patient #4711"},
		{"patient account number 998877", record, "patient account number 998877"},
		{"MRN for John Smith: 123456", record, "MRN for John Smith: 123456"},
		{"the MRN:\n123456", record, "MRN:\n123456"},

		{"John Smith, DOB 3/14/1961", birth, "DOB 3/14/1961"},
		{"DOB: 03-14-61", birth, "DOB: 03-14-61"},
		{"D.O.B. 3.14.1961", birth, "D.O.B. 3.14.1961"},
		{"dob 1961-03-14", birth, "dob 1961-03-14"},
		{"date of birth is March 14, 1961", birth, "date of birth is March 14, 1961"},
		{"Date of Birth: 14 March 1961", birth, "Date of Birth: 14 March 1961"},
		{"Mary Jones, born on March 14, 1961, called", birth, "born on March 14, 1961"},
		{"Mary Jones was born Mar. 14th 1961.", birth, "born Mar. 14th 1961"},
		{"born 14th of March 1961", birth, "born 14th of March 1961"},
		{"birth date (3/14/1961)", birth, "birth date (3/14/1961"},
		{"birthday: 12/31/2019", birth, "birthday: 12/31/2019"},
		{"birthdate 14/3/1961", birth, "birthdate 14/3/1961"},
		{"the date of birth of John Smith: 3/14/1961", birth, "date of birth of John Smith: 3/14/1961"},
		{"John Smith, 3/14/1961 (DOB)", birth, "3/14/1961 (DOB"},
		{"DOB 3/14/1961 2 visits", birth, "DOB 3/14/1961"},

		{"member ID W123456789", member, "member ID W123456789"},
		{"Member #: 123456789-01", member, "Member #: 123456789-01"},
		{"subscriber number XYZ-123456", member, "subscriber number XYZ-123456"},
		{"Medicare number 1EG4-TE5-MK73", member, "Medicare number 1EG4-TE5-MK73"},
		{"MBI: 1EG4TE5MK73", member, "MBI: 1EG4TE5MK73"},
		{"Medicaid ID 12345678A", member, "Medicaid ID 12345678A"},
		{"health plan member no. 12345678", member, "health plan member no. 12345678"},
		{"the member's id is 12345678", member, "member's id is 12345678"},
		{"beneficiary identifier 12345678", member, "beneficiary identifier 12345678"},

		{"", 0, ""},
		{"We keep no Social Security numbers, MRNs or dates of birth.", 0, ""},
		{"Call (555) 123-4567 or 555-123-4567", 0, ""},
		{"Call 800 555 1212 or +49 123 45 6789 or +123 45 6789", 0, ""},
		{"123 45 6789 12 34", 0, ""},
		{"The policy was reviewed on 3/14/2026.", 0, ""},
		{"Reviewed by John Smith on March 14, 2026", 0, ""},
		{"John Smith, 3/14/1961", 0, ""},
		{"ZIP 12345-6789", 0, ""},
		{"Springfield, IL 62704-1234", 0, ""},
		{"version 10.0.19045.3930 and 2026.1", 0, ""},
		{"Invoice 123456789, invoice #20261124", 0, ""},
		{"INV-123-45-6789", 0, ""},
		{"EIN 12-3456789", 0, ""},
		{"SSN or EIN 12-3456789", 0, ""},
		{"45 CFR 164.308(a)(1)(ii)(A) and 164.514", 0, ""},
		{"The firewall is 192.168.100.254, mask 255.255.255.0", 0, ""},
		{"Serial number 5CD1234567, S/N 123456789", 0, ""},
		{"Part A123-45-6789B", 0, ""},
		{"000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000", 0, ""},
		{"123-45-67890 and 0123-45-6789 and 123-45-6789-0", 0, ""},
		{"SSN 000456789, SSN 1234567890, SSN 12345678", 0, ""},
		{"XXX-XX-6789", 0, ""},
		{"Counts by month:\n123\n45\n6789", 0, ""},
		{"The MRN has 8 digits; since 2026 it is printed.", 0, ""},
		{"MRN 123", 0, ""},
		{"MRN: see ticket 123456", 0, ""},
		{"See chart 3 and chart #2, 2026", 0, ""},
		{"flowchart #12345", 0, ""},
		{"12,500 patients in 2026, number of patients: 12500", 0, ""},
		{"patient portal 2026.1, patient no 12", 0, ""},
		{"The record number is 123456 in the asset list.", 0, ""},
		{"DOB is hidden since 3/14/2026.", 0, ""},
		{"DOB 13/32/1961, DOB 3/14", 0, ""},
		{"DOB 3/14/1961/2, DOB 3/14/196", 0, ""},
		{"1/3/14/1961 (DOB)", 0, ""},
		{"3/14/2026 (see the policy on dates of birth)", 0, ""},
		{"The idea was born in 2019.", 0, ""},
		{"airborne 3/14/2026, stubborn 3/14/2026", 0, ""},
		{"Staff member ID 123456, team member no. 123456, a workforce member's ID 123456", 0, ""},
		{"member number 12", 0, ""},
		{"group number 123456, policy number 123456", 0, ""},
		{"Medicare since 1965, Medicaid 2026", 0, ""},
		{"NPI 1234567893, DEA AB1234567", 0, ""},
		{"CVE-2026-12345, KB5034441, ticket 123456", 0, ""},
		{"00:1A:2B:3C:4D:5E", 0, ""},
		{"$123,456.78 on 11/24/2026", 0, ""},
		{"remember #123456", 0, ""},
	} {
		signs := LooksLikePHI(tt.text)
		var got []string
		for _, s := range signs {
			got = append(got, s.Kind.String()+": "+tt.text[s.Start:s.End])
		}
		var want []string
		if tt.kind != 0 {
			want = []string{tt.kind.String() + ": " + tt.words}
		}
		if !slices.Equal(got, want) {
			t.Errorf("LooksLikePHI(%q) = %q, want %q", tt.text, got, want)
		}
	}
}

// TestLooksLikePHIMany: several signs of one text come in its order, each once.
func TestLooksLikePHIMany(t *testing.T) {
	const text = "José Núñez (DOB 3/14/1961, MRN: A-12345), SSN 123-45-6789;\nmember ID W123456789. Also 234-56-7890 — and chart #12345."
	var got []string
	for _, s := range LooksLikePHI(text) {
		got = append(got, s.Kind.Title()+": "+text[s.Start:s.End])
	}
	want := []string{
		"a birth date: DOB 3/14/1961", "a medical record number: MRN: A-12345", "a Social Security number: SSN 123-45-6789",
		"a health plan member ID: member ID W123456789", "a Social Security number: 234-56-7890", "a medical record number: chart #12345",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLooksLikePHIKnowsSSNs: what a text is refused for by itself is a sign too.
func TestLooksLikePHIKnowsSSNs(t *testing.T) {
	for _, text := range []string{"123-45-6789", "a 123-45-6789.", "(234-56-7890)", "899-99-9999 and more"} {
		if !holdsSSN(text) || len(LooksLikePHI(text)) != 1 {
			t.Errorf("%q: holdsSSN = %t, signs %v", text, holdsSSN(text), LooksLikePHI(text))
		}
	}
}

func TestPHIKind(t *testing.T) {
	for k := PHISocialSecurity; k <= PHIMemberID; k++ {
		text, err := k.MarshalText()
		if err != nil || len(text) == 0 || !strings.HasPrefix(k.Title(), "a ") {
			t.Errorf("kind %d is %q, %q, %v", k, text, k.Title(), err)
		}
		var back PHIKind
		if err := back.UnmarshalText(text); err != nil || back != k {
			t.Errorf("%q is read as %v, %v", text, back, err)
		}
	}
	var k PHIKind
	if err := k.UnmarshalText([]byte("name")); err == nil {
		t.Errorf("a kind that is none is read as %v", k)
	}
}

// FuzzLooksLikePHI: signs lie within the text, on borders of characters, in order and apart, and have a kind and a digit.
func FuzzLooksLikePHI(f *testing.F) {
	for _, text := range []string{
		"SSN 123-45-6789", "MRN: A-12345", "Núñez, DOB 3/14/1961", "born on March 14, 1961", "3/14/1961 (DOB)", "the member’s ID 1EG4-TE5-MK73",
		"123\u00a045\u20116789", "\xffSSN \xff123456789\xe2\x80", "patient ID for \U0001f600: 4711", "DOB 1/1/1", "SSN for 1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range LooksLikePHI(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%q has a sign at %d to %d after one that ends at %d", text, s.Start, s.End, end)
			}
			end = s.End
			if !utf8.RuneStart(text[s.Start]) || end < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[end]) {
				t.Errorf("%q has a sign at %d to %d, within a character", text, s.Start, s.End)
			}
			if s.Kind.Title() == "" || !strings.ContainsAny(text[s.Start:s.End], "0123456789") {
				t.Errorf("%q has a sign of kind %d: %q", text, s.Kind, text[s.Start:s.End])
			}
		}
	})
}

// BenchmarkLooksLikePHI looks through the longest text that a field takes: prose, one full of numbers and of words that
// signs begin with, and one that was made to take long.
func BenchmarkLooksLikePHI(b *testing.B) {
	prose := "The firewall was replaced on 3/14/2026; every patient record is kept for 6 years by the office manager. "
	dense := "MRN patient ID for member SSN of 123 45 67 DOB 1/ born on 12 "
	slow := "mrn of dob for 1 "
	for _, part := range []string{prose, dense, slow} {
		text := strings.Repeat(part, longestText/len(part)+1)[:longestText]
		b.Run(fmt.Sprintf("%.3s", part), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				LooksLikePHI(text)
			}
		})
	}
}
