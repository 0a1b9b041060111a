package assessment

import "time"

// PenaltySchedule is the civil money penalties as adjusted for inflation on a day. The figures are dated data: HHS
// adjusts them every year, and a report may print only those that were in effect on its own date.
type PenaltySchedule struct {
	Effective Date
	Year      int    // for which they were adjusted
	Source    string // where the amounts stand
	Tiers     []PenaltyTier
}

// PenaltyTier is one degree of fault. Amounts are in US dollars; the cap is that of a calendar year for violations of
// an identical provision.
type PenaltyTier struct {
	Fault               string
	Least, Most, Yearly int
}

// penaltySchedules lists what is known, the newest last. The amounts of 2026 were taken from a secondary source and
// follow from those before them by the multiplier 1.02598.
var penaltySchedules = []PenaltySchedule{{
	Effective: NewDate(2026, time.January, 28),
	Year:      2026,
	Source:    "45 CFR 160.404 and 102.3",
	Tiers: []PenaltyTier{
		{"Did not know", 145, 73_011, 2_190_294},
		{"Reasonable cause", 1_461, 73_011, 2_190_294},
		{"Willful neglect, corrected within 30 days", 14_602, 73_011, 2_190_294},
		{"Willful neglect, not corrected", 73_011, 2_190_294, 2_190_294},
	},
}}

// PenaltiesOn gives the penalties that were in effect on a day, where they are known.
func PenaltiesOn(day Date) (PenaltySchedule, bool) {
	for i := len(penaltySchedules) - 1; i >= 0; i-- {
		if s := penaltySchedules[i]; !day.Before(s.Effective) {
			return s, true
		}
	}
	return PenaltySchedule{}, false
}
