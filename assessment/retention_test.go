package assessment

import "testing"

func TestRetention(t *testing.T) {
	day := func(text string) (d Date) {
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, test := range []struct {
		name                            string
		final, changed, archived        string
		wantLast, wantFrom, stillTooNew string
	}{
		{"archived last", "2025-11-01", "2026-01-10", "2026-02-01", "2026-02-01", "2032-02-02", "2032-02-01"},
		{"changed after it was archived and brought back", "2025-11-01", "2026-03-10", "2026-02-01", "2026-03-10", "2032-03-11", "2032-03-10"},
		{"an amendment last", "2026-06-30", "2026-03-10", "2026-02-01", "2026-06-30", "2032-07-01", "2032-06-30"},
		{"never assessed", "", "", "2026-02-01", "2026-02-01", "2032-02-02", "2032-02-01"},
		{"on a leap day", "", "", "2028-02-29", "2028-02-29", "2034-03-02", "2034-03-01"},
		{"to a leap year", "", "", "2026-02-28", "2026-02-28", "2032-02-29", "2032-02-28"},
		{"on March 1 to a leap year", "", "", "2026-03-01", "2026-03-01", "2032-03-02", "2032-03-01"},
		{"at the end of a year", "", "", "2025-12-31", "2025-12-31", "2032-01-01", "2031-12-31"},
		{"not archived", "2010-01-01", "2010-01-01", "", "2010-01-01", "", "2040-01-01"},
		{"nothing at all", "", "", "", "", "", "2040-01-01"},
	} {
		l := LastEffect{Final: day(test.final), Changed: day(test.changed), Archived: day(test.archived)}
		if got := l.Last().String(); got != test.wantLast {
			t.Errorf("%s: Last() = %s, want %s", test.name, got, test.wantLast)
		}
		if got := l.DeletableFrom().String(); got != test.wantFrom {
			t.Errorf("%s: DeletableFrom() = %s, want %s", test.name, got, test.wantFrom)
		}
		if l.Deletable(day(test.stillTooNew)) {
			t.Errorf("%s: deletable on %s", test.name, test.stillTooNew)
		}
		if test.wantFrom != "" && !l.Deletable(day(test.wantFrom)) {
			t.Errorf("%s: not deletable on %s", test.name, test.wantFrom)
		}
	}
}
