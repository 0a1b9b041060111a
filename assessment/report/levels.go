package report

import (
	"fmt"

	"safeguard/assessment"
)

// Levels shows how many applicable risks of a register have each level, in the three ratings.
func Levels(risks []assessment.RatedRisk) Figure {
	now := levelCounts(risks, current)
	return Figure{
		LevelBars{[]string{"Inherent", "Current", "Target"}, []assessment.LevelCounts{levelCounts(risks, inherent), now, levelCounts(risks, target)}},
		fmt.Sprintf("Applicable risks by level: inherent (with no safeguard), current (as answered) and target (with the plan done). "+
			"Current: %s.", inWords(now)),
	}
}

// LevelsInBoth shows how many applicable risks have each current level in each of two analyses.
func LevelsInBoth(before, after assessment.Snapshot) Figure {
	var bars LevelBars
	caption := "Applicable risks by current level in both years."
	for _, s := range []assessment.Snapshot{before, after} {
		counts := levelCounts(s.Result.Risks, current)
		bars.Labels, bars.Levels = append(bars.Labels, fmt.Sprint(s.Content.Period)), append(bars.Levels, counts)
		caption += fmt.Sprintf(" %d: %s.", s.Content.Period, inWords(counts))
	}
	return Figure{bars, caption}
}

// levelCounts counts the applicable risks by level, in the rating that is asked for.
func levelCounts(risks []assessment.RatedRisk, rating func(*assessment.RatedRisk) assessment.Rating) assessment.LevelCounts {
	var n assessment.LevelCounts
	for i := range risks {
		if r := &risks[i]; r.Applies {
			n.Add(rating(r).Level)
		}
	}
	return n
}
